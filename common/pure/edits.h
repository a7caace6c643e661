/* edits: replacements of pieces of a text */
#ifndef QT_EDITS_H
#define QT_EDITS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

struct edit {
	size_t at, n; /* the piece of the old text */
	size_t from, len; /* what takes its place, in bytes */
};

/* All zero is none. */
struct edits {
	struct edit *v;
	size_t n, cap;
	struct buf bytes;
};

/* Adds one. */
void edits_put(struct edits *e, size_t at, size_t n, struct span text);

/*
 * Brings them in the order of the text: first of all that uses them. Whether
 * none overlaps another; else they are of no use.
 */
bool edits_sort(struct edits *e);

struct span edits_text(const struct edits *e, const struct edit *edit);

/* Puts the text as it is with them. */
void edits_apply(const struct edits *e, struct span text, struct buf *b);

/*
 * Puts a unified diff of the text and what it is with them, with three lines
 * around each; nothing if there is none. name stands for both.
 */
void edits_diff(
    const struct edits *e, struct span text, struct span name, struct buf *b);

void edits_free(struct edits *e);

#endif
