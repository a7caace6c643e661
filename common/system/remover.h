/* remover: the MTA's own program that removes messages, run in batches */
#ifndef QT_REMOVER_H
#define QT_REMOVER_H

#include "system/child.h"
#include "system/queue.h"

enum remover_act {
	REMOVER_REMOVE,
	REMOVER_HOLD, /* so that the MTA does not deliver it */
	REMOVER_RELEASE, /* those that REMOVER_HOLD held */
};

enum remover_result {
	REMOVER_PENDING,
	REMOVER_REMOVED,
	REMOVER_MISSING,
	REMOVER_LOCKED, /* another process of the MTA has it */
	REMOVER_REFUSED,
	REMOVER_FAILED,
	REMOVER_RESULTS,
};

extern const char *const remover_results[REMOVER_RESULTS];

/* A message, and what became of it. */
struct remover_item {
	struct queue_entry entry;
	enum remover_result result;
	bool leftover; /* only parts of it are there */
	bool held; /* by us */
	bool copied; /* there is a copy that we made, or restored from */
	bool useless; /* there is one of what the queue has */
	unsigned said; /* what was said of it, bits of the backend */
	uint64_t guard; /* which message it was when it was looked up */
	char *text; /* the user's */
};

struct remover {
	struct queue *queue;
	const char *conf; /* the MTA's configuration, NULL: its own */
	bool verbose; /* its words go to standard error */
	struct buf program; /* its path */
};

/*
 * What a backend knows of its program, or does itself where there is none;
 * each in a file remover_MTA.c.
 */
struct remover_ops {
	const char *const *programs; /* its names; NULL: there is none */

	/* Asks it where it works: 0 if there, -1 with the reason in why. */
	int (*check)(struct remover *r, struct buf *why);

	/*
	 * Where there is no program: does it to the item, in this process,
	 * and sets its result. Then there is no start, said and settle.
	 */
	void (*act)(
	    struct remover *r, enum remover_act act, struct remover_item *item);

	/*
	 * A number for the message that has the id now, 0 if none has: another
	 * one that gets the id has another number. NULL: none ever does.
	 */
	uint64_t (*guard)(struct queue *q, const struct queue_entry *e);

	/* Starts it on those of n items that are wanted. 0, -1 and errno. */
	int (*start)(struct remover *r, enum remover_act act,
	    const struct remover_item *items, size_t n, struct child *c);

	/* What a line says (a bit), and of which message (p NULL: of all). */
	unsigned (*said)(struct span line, struct span *id);

	/*
	 * Whether what it said, of all, means that it ended before its end:
	 * then it is started again for the rest, as long as it does something.
	 * start leaves out what it spoke of. NULL: never.
	 */
	bool (*broke_off)(unsigned said);

	/* The result, from what was said and what is in the queue now. */
	void (*settle)(
	    struct remover *r, enum remover_act act, struct remover_item *item);

	/* How an administrator releases messages by hand. */
	void (*put_release)(struct remover *r, struct buf *b);
};

/* Finds the program and asks it. 0, or -1 with the reason in why. */
int remover_open(struct remover *r, struct buf *why);

/*
 * Does it to all items that wait for it (REMOVER_PENDING, or held), and sets
 * results. before, if not NULL, is told items before anything is done to
 * them, after when their results stand; both in order. Returns 0, or -1 if
 * it was interrupted before all were tried.
 */
typedef void remover_fn(void *ctx, struct remover_item *items, size_t n);
int remover_run(struct remover *r, enum remover_act act,
    struct remover_item *items, size_t n, remover_fn *before, remover_fn *after,
    void *ctx);

/* Whether the act is to be done to the item. */
bool remover_wants(enum remover_act act, const struct remover_item *item);

/* From here on SIGINT, SIGTERM and SIGHUP end only what is not begun. */
void remover_catch_signals(void);
bool remover_interrupted(void);

void remover_close(struct remover *r);

extern const struct remover_ops remover_exim;
extern const struct remover_ops remover_sendmail;
extern const struct remover_ops remover_postfix;

#endif
