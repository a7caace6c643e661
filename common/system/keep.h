/* keep: copies of messages in a directory, and messages restored from them */
#ifndef QT_KEEP_H
#define QT_KEEP_H

#include "system/queue.h"

struct keep {
	const char *dir;
	int fd; /* of that directory, locked */
	struct queue *queue; /* that the messages are from, or go to */
};

enum keep_result {
	KEEP_DONE,
	KEEP_GONE, /* the message has left the queue */
	KEEP_EXISTS, /* the queue has one of that id already */
	KEEP_HAD, /* the same one, so that the copy is of no use */
	KEEP_FAILED, /* errno says why, 0: it is damaged */
};

/*
 * What a backend does with its files; each in a file keep_MTA.c. A copy is
 * kept as the queue keeps messages, so that the directory is a queue itself.
 */
struct keep_ops {
	/* Copies a message, its last part the one that makes it one. */
	enum keep_result (*copy)(struct keep *k, const struct queue_entry *e);

	/* Takes a copy away; e is of the queue of. */
	void (*drop)(struct keep *k, const struct queue *of,
	    const struct queue_entry *e);

	/*
	 * Puts a copy (e is of the directory's own queue copies) back into
	 * the queue, where nothing is delivered before it is released.
	 */
	enum keep_result (*restore)(
	    struct keep *k, struct queue *copies, const struct queue_entry *e);

	/* Brings what was done to disk: 0, -1 and errno. */
	int (*sync)(struct keep *k);
};

/*
 * Opens the directory, made if make is set and it is not there: it must be
 * the caller's alone (0700), outside the queue, and no other process may use
 * it so. Returns 0, or -1 with the reason in why.
 */
int keep_open(struct keep *k, struct queue *queue, const char *dir, bool make,
    struct buf *why);

void keep_close(struct keep *k);

extern const struct keep_ops keep_exim;
extern const struct keep_ops keep_sendmail;
extern const struct keep_ops keep_postfix;

#endif
