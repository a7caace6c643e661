/* form: how an MTA's own tool lists messages, for qls -m */
#ifndef QT_FORM_H
#define QT_FORM_H

#include <stdatomic.h>

#include "system/queue.h"

struct form {
	const struct form_ops *ops;
	const struct queue *queue;
	int64_t now; /* epoch seconds */
	bool all, undelivered; /* -a, -u */
	bool wide; /* the ids are long ones */
	atomic_uint_fast64_t messages, bytes; /* put so far */
};

struct form_ops {
	unsigned need; /* of NEED_ */

	/* Puts what stands before the messages of this list; or NULL. */
	void (*start)(
	    struct form *f, const struct queue_list *list, struct buf *b);

	/*
	 * Puts a message that was read with r, or NULL for one that a listing
	 * showed, which are in Exim's form alone. Any thread.
	 */
	void (*put)(struct form *f, const struct msg *m, struct queue_reader *r,
	    struct buf *b);

	/* Puts what stands behind them; or NULL. */
	void (*end)(struct form *f, struct buf *b);
};

/* Each in a file form_MTA.c. */
extern const struct form_ops form_exim; /* exim -bp */
extern const struct form_ops form_postfix; /* postqueue -p */
extern const struct form_ops form_sendmail; /* mailq */

#endif
