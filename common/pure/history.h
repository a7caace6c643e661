/* history: messages of a log, held until it is known what became of them */
#ifndef QT_HISTORY_H
#define QT_HISTORY_H

#include "pure/exim_log.h"
#include "pure/idmap.h"

/* A recipient that a later line told of. */
struct history_rcpt {
	uint32_t at, n; /* its address, in the message's text */
	bool done;
};

struct history_msg {
	struct buf text; /* the line of its arrival; what later ones told */
	uint32_t line, cwd; /* bytes of text: the line, then a directory */
	uint32_t reason, reason_n; /* where the last reason stands in it */
	struct history_rcpt *rcpts;
	size_t nrcpts, cap;
	bool completed, delivered, deferred, failed;
};

/* In the order of their arrivals. All zero, but a random seed in ids. */
struct history {
	struct idmap ids; /* to places, counted from the first there ever was */
	struct history_msg *v;
	size_t first, n, cap; /* v[first] is the oldest that is held */
	uint32_t gone; /* so many came before it */
	char early[16][IDMAP_ID]; /* delivered before their arrival was told */
	size_t next_early;
};

/* Holds a message: the line of its arrival, and where it was submitted. */
void history_arrived(struct history *h, const struct exim_log *l,
    struct span line, struct span cwd);

/* Notes what a later line tells of its message. */
void history_note(
    struct history *h, const struct exim_log *l, enum exim_log_kind kind);

/* The oldest message if it is complete, or any is taken; else NULL. */
struct history_msg *history_oldest(struct history *h, bool any);

/*
 * Adds to m (whose line was read into it) what became of the message: state,
 * reason, recipients. The spans point into the message's text.
 */
void history_tell(const struct history_msg *held, struct msg *m);

/* Lets go of the oldest. */
void history_drop(struct history *h, struct span id);

void history_free(struct history *h);

#endif
