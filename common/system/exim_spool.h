/* exim_spool: where an Exim spool directory keeps its queues and messages */
#ifndef QT_EXIM_SPOOL_H
#define QT_EXIM_SPOOL_H

#include "system/queue.h"

/*
 * Fills q->names, once: "" for the default queue, then the named ones, the
 * directories beside input that have an input, sorted. 0, or -1 and errno.
 */
int exim_spool_names(struct queue *q);

/* The directory of that queue's messages, -1 and errno; it stays open. */
int exim_spool_input(struct queue *q, size_t named);

/* The same for a directory beside it, "msglog"; the caller closes it. */
int exim_spool_beside(struct queue *q, size_t named, const char *name);

/* Puts "[C/]ID" and the ending: a name below one of those directories. */
void exim_spool_put_name(
    struct buf *b, const struct queue_entry *e, const char *ending);

/*
 * Calls fn for each message of one queue. journal, if not NULL, takes a line
 * "ID\n" for each delivery journal seen (-J: the message is in delivery).
 * Returns fn's result, or -1 if something was not read, which was told.
 */
int exim_spool_walk(struct queue *q, size_t named, queue_fn *fn, void *ctx,
    struct buf *journals);

/*
 * Finds a message in one queue by its file of that ending: -H for the whole
 * message, -D for parts of one.
 */
enum queue_found exim_spool_find(struct queue *q, size_t named, struct span id,
    const char *ending, struct queue_entry *e);

/* Whether the message has a file of that ending: 1, 0, -1 and errno. */
int exim_spool_has(
    struct queue *q, const struct queue_entry *e, const char *ending);

/* Names to confinement what these functions open. */
void exim_spool_allow(struct queue *q);

/* Whether fd looks like a spool directory: 1, 0, -1 and errno. */
int exim_spool_probe(int fd);

#endif
