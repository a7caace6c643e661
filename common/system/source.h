/* source: the messages that a tool was asked about: a queue's, or files' */
#ifndef QT_SOURCE_H
#define QT_SOURCE_H

#include "pure/listing.h"
#include "system/scan.h"

/*
 * The first part is for the tool to fill in. Then source_open, source_run,
 * source_close.
 */
struct source {
	const char *dir, *named; /* -d, -G */
	char *const *files; /* operands, NULL at the end; none: the queue */
	unsigned need; /* of NEED_ */
	/* An id that no queue has is a message with its time; one of a list
	 * that does not tell the user is looked up. */
	bool gone_too;

	/* As struct scan's; r is NULL for a message that no queue holds. */
	void (*each)(void *ctx, unsigned worker, size_t index, struct msg *m,
	    struct queue_reader *r, struct buf *out);
	/* Told, before each, that there may be n messages in all; or NULL. */
	void (*room)(void *ctx, size_t n);
	/* Takes a count of qcount -j: 0, -1 if not in order. NULL: none. */
	int (*tally)(void *ctx, struct span line);
	void *ctx;

	int64_t now; /* epoch seconds when it was opened */
	char box[256]; /* this host's name */
	struct queue queue;
	struct queue_list list; /* the queue's, in order of arrival */
	struct buf no_queue; /* why there is no queue, if there is none */
	size_t index; /* of the next message of a file */
};

/*
 * Finds the queue, opens or names to confinement all that will be read, and
 * confines the process. Returns 0, or -1, told: no queue where one is needed
 * or was named.
 */
int source_open(struct source *s);

/*
 * Lists the queue, without opening messages, into s->list, and notes other
 * queues that hold messages. Returns 0, or -1 if not all was read, told.
 */
int source_list(struct source *s);

/* Calls each for every message; for a queue, source_list comes before. */
void source_run(struct source *s);

void source_close(struct source *s);

#endif
