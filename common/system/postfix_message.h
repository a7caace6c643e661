/* postfix_message: a reader's memory for one Postfix message */
#ifndef QT_POSTFIX_MESSAGE_H
#define QT_POSTFIX_MESSAGE_H

#include <sys/stat.h>

#include "pure/postfix_env.h"
#include "pure/postfix_whose.h"
#include "pure/uidnames.h"
#include "system/postfix_kept.h"
#include "system/postfix_pieces.h"
#include "system/queue.h"

/* What a struct queue has of its own for Postfix. */
struct postfix_own {
	struct uidnames users; /* of this machine */
	struct postfix_kept kept; /* messages that the list has read: */
	const struct postfix_copy **copies; /* by their number, from 1 */
};

struct postfix_message {
	int fd; /* of its file, open until the next message; -1 none */
	struct queue_entry entry; /* where it was found */
	struct stat st;
	struct postfix_pieces pieces;
	struct postfix_env env;
	struct buf log; /* its defer log, if that was asked for */
	struct postfix_whose whose; /* for that */
	struct buf header; /* if has_header */
	bool has_header;
	uint64_t body; /* the record where the body begins */
	bool blank; /* that one is the empty line */
	char uid[12]; /* the user that has no name */
};

/* All of a new one is empty. */
struct postfix_message *postfix_message_new(void);

/*
 * Opens the message's file and reads its envelope into m. Returns 1, 0 if it
 * has gone, -1 and errno.
 */
int postfix_message_read(struct postfix_message *p, struct queue *q,
    const struct queue_entry *e, struct msg *m);

/* Reads its header, once: what p->header has is whole lines. */
void postfix_message_header(struct postfix_message *p);

/* Takes away what is open. */
void postfix_message_close(struct postfix_message *p);

/* A struct postfix_message's memory given back. */
void postfix_message_free(void *own);

#endif
