/* rewrite: several files changed in place, all of them or none */
#ifndef QT_REWRITE_H
#define QT_REWRITE_H

#include <sys/stat.h>

#include "base/buf.h"
#include "base/span.h"

/* A file to change; path, old, st and text are the caller's. */
struct rewrite {
	const char *path;
	struct span old; /* what it held when it was read, */
	struct stat st; /* and what fstat said then */
	struct span text; /* what it is to hold */
	bool comment; /* # before each line of the copy makes it harmless */
	struct rewrite_state *state;
};

/*
 * Gives each of the n files its text. Each is made beside the old one, with
 * its owner, its mode and its attributes, put on disk, and takes its place
 * when all of them are there; the old one is kept as .NAME.mailblock~ then,
 * or a copy of it whose lines are comments.
 * A file that is no longer what it was, or that a link leads to which is not
 * root's own, stops all. Returns 0, or -1, with nothing changed, and why; if
 * something stays changed, as it could not be put back, why tells that, too.
 */
int rewrite_all(struct rewrite *v, size_t n, struct buf *why);

#endif
