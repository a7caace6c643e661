/* queue: a mail queue on this machine, whichever MTA keeps it */
#ifndef QT_QUEUE_H
#define QT_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"
#include "pure/exim_h.h"
#include "pure/msg.h"

/* A message of a queue, small: there may be millions. */
struct queue_entry {
	char id[24]; /* NUL-terminated; Postfix's longest has 23 */
	uint32_t kept; /* Postfix: what the list has read of it, 0 nothing */
	uint16_t named; /* Exim's named queue: 0 the default one, or from 1 */
	uint16_t dir; /* Sendmail: below which of the queue's directories */
	char split; /* Exim's subdirectory, '\0' without */
	char kind; /* Sendmail's file: q, h or Q */
	uint8_t part : 4; /* Postfix's queue, */
	uint8_t depth : 4; /* and directories between */
	bool sub : 1; /* Sendmail's file is in a directory of such */
	bool active : 1; /* in delivery, as the directory shows it */
	bool looked_up : 1; /* find made it: active was not looked at */
};

/* Told of each message; anything but 0 ends the walk and is its result. */
typedef int queue_fn(void *ctx, const struct queue_entry *e);

/* Given a text piece by piece. */
typedef void queue_piece_fn(void *ctx, struct span piece);

enum queue_found {
	QUEUE_ERROR = -1, /* errno says why */
	QUEUE_NONE, /* no queue has the message */
	QUEUE_FOUND,
	QUEUE_PARTS, /* not all of it: in reception, or left over */
};

struct queue_list {
	struct queue_entry *v;
	size_t n, cap;
};

/* One thread's memory for reading messages; all zero to begin with. */
struct queue_reader {
	const struct queue_entry *entry; /* the message last read */
	bool active; /* it is in delivery */
	struct buf head, journal, log, path;
	struct exim_h exim;
	void *own; /* what else the backend keeps, and what gives it back */
	void (*own_free)(void *own);
};

struct queue;
struct remover_ops;
struct keep_ops;
struct form_ops;

/* What an MTA's backend can do; each is one file, queue_MTA.c. */
struct queue_ops {
	const char *mta;
	const char *const *places; /* usual directories, NULL at the end */
	const char *looks; /* what its directory is known by */
	unsigned ids; /* its kinds of ids, of MSGID_ */

	/* Whether fd looks like this MTA's directory: 1, 0, -1 and errno. */
	int (*probe)(int fd);

	/* Checks -G's name: 0, or -1 with the reason in why. */
	int (*check_named)(struct queue *q, struct buf *why);

	/* Names to confine_allow_fd what the functions below will open. */
	void (*allow)(struct queue *q);

	/*
	 * Calls fn for each message of the queues chosen, in no order; opens
	 * no message. What cannot be read is told on standard error. Returns
	 * fn's result, or -1 if something was not read.
	 */
	int (*walk)(struct queue *q, queue_fn *fn, void *ctx);

	/* The same into a list in order of arrival: 0, -1 if not all. */
	int (*list)(struct queue *q, struct queue_list *list);

	/* Finds a message in any of the queues. */
	enum queue_found (*find)(
	    struct queue *q, struct span id, struct queue_entry *e);

	/* Whether nothing of it is any more where it was found. */
	bool (*is_gone)(struct queue *q, const struct queue_entry *e);

	/*
	 * Reads what need (of NEED_) asks for into m, whose spans point into
	 * r until its next use. Any thread, each with its own r. Returns 1,
	 * 0 if the message has gone meanwhile, -1 told. A damaged one is told
	 * too, but read as far as it goes.
	 */
	int (*read)(struct queue *q, struct queue_reader *r,
	    const struct queue_entry *e, unsigned need, struct msg *m);

	/* Puts the header of the message last read, as it would be sent. */
	void (*header)(struct queue_reader *r, struct buf *b);

	/* The same as the MTA's own tool prints it; NULL: as r->head is. */
	void (*raw_header)(struct queue_reader *r, struct buf *b);

	/*
	 * Give fn a message's body as the queue keeps it, with what the MTA
	 * keeps beside it if raw is set; and its own log. 1, 0 if there is
	 * none, -1 told.
	 */
	int (*body)(struct queue *q, const struct queue_entry *e, bool raw,
	    queue_piece_fn *fn, void *ctx);
	int (*log)(struct queue *q, const struct queue_entry *e,
	    queue_piece_fn *fn, void *ctx);

	/* Puts the names of named queues that hold messages, with blanks. */
	void (*others)(struct queue *q, struct buf *names);

	/*
	 * Puts the path of the log in which the MTA tells of all messages: 0,
	 * or -1 with the places where it is not in its stead.
	 */
	int (*main_log)(struct queue *q, struct buf *path);

	const struct remover_ops *remover;
	const struct keep_ops *keep;
	const struct form_ops *form; /* how it lists messages: qls -m */
};

struct queue {
	const struct queue_ops *ops;
	char *dir; /* as it was named */
	int fd;
	const char *named; /* -G: NULL the default queue, "*" all */
	char **names; /* Exim's queues: "" the default one, then named ones */
	size_t nnames;
	int *inputs; /* Exim: their directories of messages, -1 not open */
	void *own; /* what else the backend keeps, and what gives it back */
	void (*own_free)(void *own);
};

/*
 * Opens the queue of directory dir; without one $QTRIAGE_QUEUE's, else the
 * one in the usual places that holds messages. named is -G's argument or
 * NULL. Returns 0, or -1 with the reason in why.
 */
int queue_open(
    struct queue *q, const char *dir, const char *named, struct buf *why);

void queue_close(struct queue *q);

/*
 * A message's body in place of what b holds: 1, 0 if it has none (or has
 * gone), -1 told. One that is larger than 256 MiB is an error.
 */
int queue_body(struct queue *q, const struct queue_entry *e, struct buf *b);

/* Gives a reader's memory back. */
void queue_reader_free(struct queue_reader *r);

/* Whether that is the queue's directory, whatever it is called. */
bool queue_is(const struct queue *q, const char *path);

/* A queue_fn that ends the walk with 1 at the first message. */
int queue_any(void *ctx, const struct queue_entry *e);

/* A queue_fn that adds the message to a struct queue_list. */
int queue_list_add(void *list, const struct queue_entry *e);

/* One line on standard error if named queues that were not asked for hold
 * messages. */
void queue_note_others(struct queue *q);

extern const struct queue_ops queue_exim;
extern const struct queue_ops queue_sendmail;
extern const struct queue_ops queue_postfix;

#endif
