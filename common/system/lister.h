/* lister: a source's messages printed, in the order that was asked for */
#ifndef QT_LISTER_H
#define QT_LISTER_H

#include "pure/order.h"
#include "pure/show.h"
#include "system/source.h"

/* The first part is for the tool to fill in, source's files and need too. */
struct lister {
	struct source source;
	bool ordered; /* by order.field */
	bool reverse;
	/* Puts what is printed of the message, if anything. */
	void (*put)(void *ctx, unsigned worker, struct msg *m,
	    struct queue_reader *r, struct buf *out);
	/* Told the queue's list before anything is printed of it; or NULL. */
	void (*listed)(void *ctx, const struct queue_list *list);
	void *ctx;

	struct order order;
};

/*
 * After source_open: prints all. A queue is read once, and once before for
 * the keys of another order, so only ids and keys are held; of files the
 * lines are held where order asks for it.
 */
void lister_run(struct lister *l);

#endif
