/* utmp: the records in the bytes of a utmp(5) file */
#ifndef QT_UTMP_H
#define QT_UTMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum { UTMP_BOOT = 2, UTMP_USER = 7 }; /* of its types, what matters here */

/* A text ends at its NUL, or where its room ends. */
struct utmp_entry {
	int type;
	int32_t pid;
	struct span line, user, host;
	int64_t sec; /* epoch seconds */
};

/* Records in the reading. */
struct utmp {
	struct span rest;
	size_t size; /* of one: 384 or 400 bytes */
	size_t left; /* bytes after the last whole one */
};

/*
 * Tells which of glibc's two little-endian layouts the bytes have: 384 bytes
 * with a time of 32 bits (x86-64, and all of 32 bits) or 400 with one of 64
 * (aarch64, riscv64). 0, or -1 if they are neither. No bytes are no records.
 */
int utmp_open(struct utmp *u, struct span bytes);

/* Takes the next record off. */
bool utmp_next(struct utmp *u, struct utmp_entry *e);

#endif
