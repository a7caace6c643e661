/* postfix_rec: the records of a Postfix queue file, one by one */
#ifndef QT_POSTFIX_REC_H
#define QT_POSTFIX_REC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/*
 * A queue file as far as it is in memory: held, which begins at the file's
 * byte from. What lies elsewhere is asked for with bring, which sets both so
 * that n bytes from at on are held, or all up to the file's end; it returns 0,
 * or -1 if it cannot. NULL: all that there is is held.
 */
struct postfix_file {
	uint64_t size, from;
	struct span held;
	int (*bring)(struct postfix_file *f, uint64_t at, size_t n);
	void *ctx;
};

/* Where the reading is; seen counts the bytes that were passed over. */
struct postfix_cursor {
	struct postfix_file *file;
	uint64_t at, seen;
};

struct postfix_rec {
	char type;
	struct span data; /* as long as the file holds it */
	uint64_t at; /* the record's offset in the file */
};

/* At an offset of the file. */
struct postfix_cursor postfix_cursor_at(struct postfix_file *f, uint64_t at);

/*
 * The next record, pointers followed: 1, 0 at the file's end, or -1 if what
 * is there is none: of no known type, with a length past the end, with a
 * pointer out of the file, or in a circle of pointers. The reading then stays
 * there.
 */
int postfix_rec_next(struct postfix_cursor *c, struct postfix_rec *rec);

#endif
