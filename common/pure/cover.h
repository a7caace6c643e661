/* cover: pieces of time put together: what they cover, and which moments */
#ifndef QT_COVER_H
#define QT_COVER_H

#include <stddef.h>
#include <stdint.h>

/* From start on, to before end; microseconds since the Epoch. */
struct cover_piece {
	int64_t start, end;
};

/* All zero is empty. Pieces may come in any order and overlap. */
struct cover {
	struct cover_piece *v;
	size_t n, cap;
};

/* Memory stays in proportion to the pieces that are apart. */
void cover_add(struct cover *c, int64_t start, int64_t end);

/* Joins also those that are not more than gap apart, and gives back memory. */
void cover_join(struct cover *c, int64_t gap);

/* Sorts and joins them, and cuts off what is outside of from to to. */
void cover_settle(struct cover *c, int64_t from, int64_t to);

/* After that: how much time they cover, */
int64_t cover_total(const struct cover *c);

/*
 * and how many of n sorted moments; with marks, each of those has its mark
 * set.
 */
size_t cover_count(const struct cover *c, const int64_t *moments, size_t n,
    unsigned char *marks);

void cover_free(struct cover *c);

#endif
