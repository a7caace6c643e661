/* queue: a mail queue on this machine, whichever MTA keeps it */
#ifndef QT_QUEUE_H
#define QT_QUEUE_H

#include "base/buf.h"
#include "base/span.h"

/* Where a message is; the strings live as long as the call they come with. */
struct queue_item {
	struct span id;
	const char *named; /* Exim's named queue, "" for the default one */
	char split; /* Exim's subdirectory, '\0' without */
};

/* Told of each message; anything but 0 ends the walk and is its result. */
typedef int queue_fn(void *ctx, const struct queue_item *item);

struct queue;

/* What an MTA's backend can do; each is one file, queue_MTA.c. */
struct queue_ops {
	const char *mta;
	const char *const *places; /* usual directories, NULL at the end */
	const char *looks; /* what its directory is known by */

	/* Whether fd looks like this MTA's directory: 1, 0, -1 and errno. */
	int (*probe)(int fd);

	/*
	 * Calls fn for each message of the queues chosen, in no order; opens
	 * no message. What cannot be read is told on standard error. Returns
	 * fn's result, or -1 if something was not read.
	 */
	int (*walk)(struct queue *q, queue_fn *fn, void *ctx);

	/* Names to confine_allow_fd what the functions below will open. */
	void (*allow)(struct queue *q);

	/*
	 * Finds a message in any of the queues: 1, 0 if none has it, -1 and
	 * errno.
	 */
	int (*find)(struct queue *q, struct span id, struct queue_item *to);

	/* Checks -G's name: 0, or -1 with the reason in why. */
	int (*check_named)(struct queue *q, struct buf *why);

	/* Puts the names of named queues that hold messages, with blanks. */
	void (*others)(struct queue *q, struct buf *names);
};

struct queue {
	const struct queue_ops *ops;
	char *dir; /* as it was named */
	int fd;
	const char *named; /* -G: NULL the default queue, "*" all */
	char **names; /* the named queues, for their backend */
	size_t nnames;
};

/*
 * Opens the queue of directory dir; without one $QTRIAGE_QUEUE's, else the
 * one in the usual places that holds messages. named is -G's argument or
 * NULL. Returns 0, or -1 with the reason in why.
 */
int queue_open(
    struct queue *q, const char *dir, const char *named, struct buf *why);

void queue_close(struct queue *q);

/* One line on standard error if named queues that were not asked for hold
 * messages. */
void queue_note_others(struct queue *q);

extern const struct queue_ops queue_exim;

#endif
