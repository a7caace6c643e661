/* confglob: the files that a pattern in a configuration stands for */
#ifndef QT_CONFGLOB_H
#define QT_CONFGLOB_H

#include <stdbool.h>
#include <stddef.h>

/* All zero is none. */
struct confglob {
	char **v;
	size_t n, cap;
	size_t below; /* directories that were looked into */
};

/*
 * Adds the paths that match, sorted by bytes; maybe none. With whole, as
 * Apache has it, a directory stands for all files in it and below, also those
 * whose names start with a dot; users' links lead to none. What is too deep
 * or too much, or a link back to a directory above, stays a directory.
 */
void confglob_find(struct confglob *g, const char *pattern, bool whole);

void confglob_free(struct confglob *g);

#endif
