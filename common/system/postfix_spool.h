/* postfix_spool: where a Postfix queue directory keeps its messages */
#ifndef QT_POSTFIX_SPOOL_H
#define QT_POSTFIX_SPOOL_H

#include "system/queue.h"

/* Its queues, by queue_entry's part: the names of their directories. */
enum {
	POSTFIX_MAILDROP,
	POSTFIX_INCOMING,
	POSTFIX_ACTIVE,
	POSTFIX_DEFERRED,
	POSTFIX_HOLD,
	POSTFIX_QUEUES,
};
extern const char *const postfix_spool_queues[POSTFIX_QUEUES];

/* Puts "deferred/B/B9E68AA6AEB". */
void postfix_spool_put_path(struct buf *b, const struct queue_entry *e);

/*
 * Calls fn for each message once, though it moves from queue to queue in the
 * meantime. One that is being received is none. Returns fn's result, or -1 if
 * something was not read, which was told.
 */
int postfix_spool_walk(struct queue *q, queue_fn *fn, void *ctx);

/* Looks for the message in all queues. */
enum queue_found postfix_spool_find(
    struct queue *q, struct span id, struct queue_entry *e);

/*
 * Opens the message's file, where it went if it has moved since: then e is
 * set anew. The descriptor of a plain file, and what fstat says of it; -1 and
 * errno, ENOENT if no queue has it.
 */
int postfix_spool_open(struct queue *q, struct queue_entry *e, struct stat *st);

/* A directory of the queue that is held open; all zero is none. */
struct postfix_near {
	struct buf dir; /* "deferred/B/" */
	int fd;
};

/*
 * As postfix_spool_open, faster for those that lie in one directory, which
 * postfix_spool_leave closes.
 */
int postfix_spool_open_near(struct queue *q, struct postfix_near *near,
    struct queue_entry *e, struct stat *st);
void postfix_spool_leave(struct postfix_near *near);

/*
 * Opens the message's log of that kind (defer, bounce, trace); -1 and errno,
 * ENOENT if there is none.
 */
int postfix_spool_open_log(
    struct queue *q, const struct queue_entry *e, const char *kind);

/* Whether fd looks like a queue directory: 1, 0, -1 and errno. */
int postfix_spool_probe(int fd);

#endif
