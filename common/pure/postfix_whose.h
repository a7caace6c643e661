/* postfix_whose: the recipient that a record of a defer log is of */
#ifndef QT_POSTFIX_WHOSE_H
#define QT_POSTFIX_WHOSE_H

#include "pure/msg.h"
#include "pure/postfix_defer.h"

enum { POSTFIX_WHOSE_WAYS = 2 }; /* by the offset, by the name */

struct postfix_whose_key {
	uint64_t at;
	struct span name;
	size_t i; /* of the recipient in its message */
};

/* A message's recipients in order, so that many are found fast. All zero is
 * empty. */
struct postfix_whose {
	struct {
		struct postfix_whose_key *v;
		size_t n, cap;
	} ways[POSTFIX_WHOSE_WAYS];
};

/* Forgets the message's recipients; its memory is used again. */
void postfix_whose_clear(struct postfix_whose *w);

/*
 * The recipient of m whose record in the queue file is at the offset that d
 * gives (at: those of all), or, where it gives none, the first of that name.
 * Returns its index, or -1: none. Between two calls of postfix_whose_clear m
 * and at are to be the same.
 */
int64_t postfix_whose(struct postfix_whose *w, const struct msg *m,
    const uint64_t *at, const struct postfix_defer *d);

void postfix_whose_free(struct postfix_whose *w);

#endif
