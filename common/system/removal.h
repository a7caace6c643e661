/* removal: the messages that are to be removed, checked, and told of */
#ifndef QT_REMOVAL_H
#define QT_REMOVAL_H

#include "pure/idmap.h"
#include "pure/record.h"
#include "system/ids.h"
#include "system/remover.h"

struct removal {
	struct queue queue;
	struct queue target; /* where messages that are restored go */
	struct remover_item *items; /* in the order of their ids */
	size_t n, cap;
	size_t counts[REMOVER_RESULTS]; /* of those told of */
	bool quiet; /* only counted */
	bool restoring; /* queue is of copies: what is missing is the user's */
	bool missing_operand;
	struct idmap seen;
	struct queue_reader reader;
	struct msg msg;
	struct record record;
};

/*
 * Reads all ids and looks each up in the queue, once. Returns 0, or -1 if
 * anything was no id or could not be read, told.
 */
int removal_read(struct removal *r, char *const operands[]);

/*
 * Whether all messages of a queue (Exim's default one, or a named one) that
 * has more than some were asked for: their number, else 0; -1 told.
 */
int64_t removal_covers(struct removal *r, size_t some);

/* How many are to be removed. */
size_t removal_pending(const struct removal *r);

/* remover_fn: notes of messages what can be said only while they are there. */
void removal_describe(void *ctx, struct remover_item *items, size_t n);

/* remover_fn: prints the lines of items. */
void removal_tell(void *ctx, struct remover_item *items, size_t n);

/* A line of an item with another result's name. */
void removal_tell_as(
    struct removal *r, struct remover_item *item, const char *result);

/* Counts those that still wait, as not tried. */
void removal_count_rest(struct removal *r);

void removal_free(struct removal *r);

#endif
