/* pslist: the lines of what ps printed, in its forms */
#ifndef QT_PSLIST_H
#define QT_PSLIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum pslist_column {
	PSLIST_OTHER,
	PSLIST_USER,
	PSLIST_PID,
	PSLIST_PPID,
	PSLIST_TTY,
	PSLIST_UID,
	PSLIST_COMM,
	PSLIST_COMMAND, /* to the line's end */
};

/* All zero: no title was seen. */
struct pslist {
	unsigned char columns[24];
	size_t n;
};

/* p is NULL, a pid 0, where it is not told. */
struct pslist_entry {
	struct span user, uid, tty, command;
	int32_t pid, ppid;
};

/*
 * Reads a line: 1 for a process; 0 for a title, which tells the columns of
 * those after it, or an empty line; -1 for what is neither. Without a title
 * (grep took it) the form is told from each line: ps axu, -ef, ax.
 */
int pslist_read(struct pslist *l, struct span line, struct pslist_entry *e);

#endif
