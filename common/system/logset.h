/* logset: the files of a log: the one that is written, and rotated ones */
#ifndef QT_LOGSET_H
#define QT_LOGSET_H

#include <stdbool.h>
#include <stdint.h>

#include "system/child.h"

struct logset_file {
	char *name;
	int fd; /* of its lines; of a pipe if it is not plain */
	bool plain; /* can be read from any place on */
	off_t size;
	int64_t changed; /* epoch seconds */
	int64_t turn; /* by which rotated ones are in order */
	dev_t dev;
	ino_t ino;
	struct child gzip; /* what uncompresses it, if pid is not 0 */
};

/* In order of time, as their names tell; all zero to begin with. */
struct logset {
	struct logset_file *v;
	size_t n, cap;
};

/*
 * Opens path ("-": standard input) and what lies beside it under its name
 * with "." or "-" and a number or date behind it, as logrotate and exicyclog
 * name them. Those of gzip are read through gzip -dc, which is started; other
 * compressed ones are left out, which is told. A file that is there already
 * is not added again. Returns 0, or -1, told, if path cannot be read.
 */
int logset_add(struct logset *s, const char *path);

/* At the end of a file: tells if what uncompressed it failed. */
void logset_ended(struct logset_file *f);

void logset_close(struct logset *s);

#endif
