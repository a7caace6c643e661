/* sshshow: an ssh session's fields by name */
#ifndef QT_SSHSHOW_H
#define QT_SSHSHOW_H

#include "pure/rows.h"
#include "pure/session.h"

/* In the order of sshshow_table. */
enum sshshow_field {
	SSHSHOW_KIND,
	SSHSHOW_USER,
	SSHSHOW_FROM,
	SSHSHOW_TTY,
	SSHSHOW_SINCE,
	SSHSHOW_PIDS,
	SSHSHOW_RECORDED,
	SSHSHOW_FLAGS,
	SSHSHOW_NOTES,
	SSHSHOW_UID,
	SSHSHOW_COMMAND,
	SSHSHOW_AUDIT,
	SSHSHOW_NAMES,
	SSHSHOW_EXE,
	SSHSHOW_CWD,
	SSHSHOW_FIELDS,
};

/* What records show without -k. */
extern const char sshshow_default[];

extern const struct key sshshow_table[SSHSHOW_FIELDS];

/* What a row is. */
struct sshshow {
	const struct session *session;
	const char *terminals; /* what they are recorded in: utmp, w; NULL:
				  it is not known what is recorded */
};

/* The rows_fn for a struct sshshow. */
struct span sshshow_value(const void *row, int field, struct buf *made);

#endif
