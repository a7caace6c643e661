/* postfix_pieces: a Postfix queue file in memory, as far as it is needed */
#ifndef QT_POSTFIX_PIECES_H
#define QT_POSTFIX_PIECES_H

#include <stddef.h>
#include <sys/types.h>

#include "pure/postfix_rec.h"

struct postfix_piece {
	char *p;
	size_t n, cap;
	uint64_t at; /* its offset in the file */
};

/* All zero has no file. */
struct postfix_pieces {
	struct postfix_file file; /* to be read with postfix_rec_next */
	int fd; /* the caller's */
	bool passing; /* one piece at a time is kept */
	struct postfix_piece *v;
	size_t n, cap; /* pieces with something in; and without */
};

/*
 * Begins to read the open file, of that size: its first piece is read. What
 * pieces hold stays until the next start, unless passing is set. Returns 0,
 * or -1 and errno.
 */
int postfix_pieces_start(struct postfix_pieces *s, int fd, off_t size);

/* The same with a whole file that is in memory. */
void postfix_pieces_held(struct postfix_pieces *s, struct span text);

void postfix_pieces_free(struct postfix_pieces *s);

#endif
