/* asked: the messages of the queue that a tool was asked about, by ids */
#ifndef QT_ASKED_H
#define QT_ASKED_H

#include "pure/msg.h"
#include "system/ids.h"
#include "system/queue.h"

struct asked {
	/* For the tool to fill in. */
	const char *dir; /* -d */
	char *const *operands;
	unsigned need; /* of NEED_ */

	/* The message, after asked_next. */
	struct msg msg;
	struct queue_entry entry;
	struct queue_reader reader;

	int64_t now; /* epoch seconds when it was opened */
	char box[256]; /* this host's name */
	struct queue queue;
	struct ids ids;
	bool ahead; /* the next id was looked at: it is waiting */
	struct idline waiting;
	const char *operand; /* as which it was given */
	size_t given; /* ids so far */
};

/*
 * Finds the queue and the first id, and confines the process to reading.
 * Returns 0, or -1, told.
 */
int asked_open(struct asked *a);

/*
 * The next message: 1, 0 at the end. Told, and passed over, is what is no id
 * or not in the queue, or what a JSON line's time or sender show to be
 * another message.
 */
int asked_next(struct asked *a);

/* After asked_next: whether more than one id was given, or is to come. */
bool asked_several(struct asked *a);

/* Prints "==> ID <==" on a line of its own, if there are several. */
void asked_put_title(struct asked *a);
void asked_title(const char *id, bool several);

void asked_close(struct asked *a);

/*
 * Whether the message is the one that the line speaks of: the time and the
 * sender that it gives are the message's.
 */
bool asked_is_same(const struct idline *line, const struct msg *m);

#endif
