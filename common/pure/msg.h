/* msg: the record of one message that every source fills */
#ifndef QT_MSG_H
#define QT_MSG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"
#include "pure/when.h"

enum msg_state {
	MSG_NO_STATE,
	MSG_QUEUED,
	MSG_ACTIVE,
	MSG_DEFERRED,
	MSG_FROZEN,
	MSG_HOLD,
	MSG_INCOMING,
	MSG_DAMAGED,
	MSG_DELIVERED,
	MSG_BOUNCED,
	MSG_UNKNOWN,
};

/* How a message came in; its origin starts with the name of that. */
enum msg_via {
	MSG_NO_VIA,
	MSG_PHP,
	MSG_AUTH,
	MSG_CRON,
	MSG_LOCAL,
	MSG_LOOP,
	MSG_REMOTE,
	MSG_BOUNCE,
};

struct msg_rcpt {
	struct span address;
	struct span reason; /* of its last deferral */
	bool done; /* nothing more is to be delivered to it */
	bool listed; /* by a list of all: done or not is not told */
};

/*
 * What is not there has p NULL, a number -1, a time digits -1. The spans
 * point into memory of the source or into text, until the source goes on.
 */
struct msg {
	struct span id;
	struct when time, next;
	int64_t bytes, uid, nrcpts_shown;
	enum msg_state state;
	bool frozen; /* whatever the state says */
	bool frozen_known; /* the source tells whether it is */
	bool expired; /* it was told to expire (Postfix) */
	bool expired_known;
	bool local; /* submitted on this machine, not by TCP */
	bool has_rcpts; /* the source tells the recipients */
	bool history; /* from a log: it may have left the queue */
	struct span sender; /* without angle brackets; empty: null */
	struct msg_rcpt *rcpts;
	size_t nrcpts, cap_rcpts;
	struct span user, auth, host, ip, helo, proto;
	struct span script, script_uid; /* X-PHP headers, as they say */
	bool cron; /* has cron's X-Cron-Env */
	struct span cwd, subject, msgid, reason, queue, mta, box;
	/* What a listing shows in place of exact values. */
	struct span shown_age, shown_size, shown_via, shown_origin;
	struct span shown_hour, shown_day, shown_domain;
	struct span *rdomains; /* of recipients that are not told */
	size_t nrdomains, cap_rdomains;
	struct buf text; /* decoded and copied values */
};

/* Empties m for the next message, keeping its memory. All zero is empty, but
 * for the numbers. msg_free gives the memory back. */
void msg_clear(struct msg *m);
void msg_free(struct msg *m);

/*
 * Whether a recipient is one of those that a message in the queue is still
 * for. A message of a log's is for all that it came in for.
 */
static inline bool
msg_is_for(const struct msg *m, const struct msg_rcpt *rcpt)
{
	return !rcpt->done || m->history;
}

/* Appends a recipient. */
void msg_add_rcpt(struct msg *m, struct span address, bool done);

/*
 * Brings together recipients that were told as pending, as done and, marked
 * listed, as all: the list of all stays, in its order, and what of it the
 * others do not tell is of the kind (pending, done) that was not told. With
 * nothing but a list of all it is not known which are pending.
 */
void msg_settle_rcpts(struct msg *m, bool pending, bool done);

/* The name of a state; the state of a name, MSG_NO_STATE if it is none. */
const char *msg_state_name(enum msg_state state);
enum msg_state msg_state_of(struct span name);

/*
 * How the message came in, by the rules of qtriage(7), ORIGIN; MSG_NO_VIA if
 * the source does not tell.
 */
enum msg_via msg_via(const struct msg *m);
const char *msg_via_name(enum msg_via via);

/*
 * Puts the culprit as one token: php:USER/UID:SCRIPT auth:LOGIN cron:USER
 * local:USER loop:[IP] remote:[IP] bounce: or nothing.
 */
void msg_put_origin(struct buf *b, const struct msg *m);

/* What stands behind the last @; p NULL if there is none. */
struct span msg_domain(struct span address);

#endif
