/* postfix_kept: small Postfix messages that were read for their time */
#ifndef QT_POSTFIX_KEPT_H
#define QT_POSTFIX_KEPT_H

#include <stdatomic.h>
#include <sys/stat.h>

#include "base/span.h"

/* A file as it was, whole. */
struct postfix_copy {
	struct stat st;
	char text[];
};

struct postfix_block;

/* All zero keeps nothing yet. Any thread may keep. */
struct postfix_kept {
	atomic_size_t bytes; /* in all */
	_Atomic(struct postfix_block *) blocks;
};

/* Where a thread puts what it keeps; all zero to begin with. */
struct postfix_keeper {
	struct postfix_block *block;
	size_t used;
};

/*
 * Keeps the text of a file, which stands until postfix_kept_free; NULL if it
 * is a large one or empty, or there are so many that it is not worth the
 * memory.
 */
const struct postfix_copy *postfix_kept_add(struct postfix_kept *kept,
    struct postfix_keeper *keeper, struct span text, const struct stat *st);

void postfix_kept_free(struct postfix_kept *kept);

#endif
