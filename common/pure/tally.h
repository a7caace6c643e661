/* tally: how many messages there are of each key, and of what size and age */
#ifndef QT_TALLY_H
#define QT_TALLY_H

#include <stdint.h>

#include "base/span.h"
#include "pure/when.h"

struct tally_row {
	struct span key;
	uint64_t count, bytes;
	struct when oldest, newest; /* digits < 0: of none is it known */
};

/*
 * A hash table from keys to rows. seed is to be random: keys are chosen by
 * senders, who must not be able to make them collide.
 */
struct tally {
	uint64_t seed[2];
	struct tally_row *rows; /* in no order */
	size_t n, cap;
	uint32_t *slots; /* 1 + the row's place, 0 for none */
	size_t nslots;
};

/* Adds to the row of row->key (which is copied), or makes it. */
void tally_add(struct tally *t, const struct tally_row *row);

/* Adds all rows of from, and frees it. */
void tally_merge(struct tally *t, struct tally *from);

/* Sorts the rows: most first, then by key. Nothing can be added after. */
void tally_sort(struct tally *t);

void tally_free(struct tally *t);

#endif
