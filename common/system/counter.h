/* counter: messages counted by key, in the threads that read them */
#ifndef QT_COUNTER_H
#define QT_COUNTER_H

#include "pure/show.h"
#include "pure/tally.h"
#include "system/source.h"

enum { COUNTER_FIELDS = 8 }; /* the most to count by */

/* show says by which fields to count; the rest is all zero to begin with. */
struct counter {
	struct show show;
	bool more; /* something follows the fields on their line */
	struct tally tallies[SCAN_THREADS];
	struct record keys[SCAN_THREADS];
	struct buf scratch[SCAN_THREADS][COUNTER_FIELDS];
};

/* Counts a message, in thread worker: once an item of each list. */
void counter_add(struct counter *c, unsigned worker, const struct msg *m);

/*
 * Adds a line of qcount -j, {"count": N, "FIELD": VALUE, ...}. Returns 0, or
 * -1 if it is none.
 */
int counter_add_json(struct counter *c, struct span line);

/* All that was counted, most first. counter_free ends its life. */
const struct tally *counter_rows(struct counter *c);

/* Puts a row as the JSON line that counter_add_json takes. long_too: bytes,
 * oldest, newest. */
void counter_put_json(const struct counter *c, const struct tally_row *row,
    bool long_too, struct buf *b);

void counter_free(struct counter *c);

#endif
