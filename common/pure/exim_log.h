/* exim_log: a line of Exim's main log, and what it says of a message */
#ifndef QT_EXIM_LOG_H
#define QT_EXIM_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "pure/msg.h"
#include "pure/stamp.h"
#include "pure/when.h"

/* The spans, here and below, point into the line. */
struct exim_log {
	int64_t local; /* the stamp as if it were UTC, in seconds */
	int32_t usec; /* and its fraction */
	int8_t digits; /* of the fraction that stand: 0 to 6 */
	bool zoned; /* it has a zone (log_timezone): east is right */
	int32_t east; /* seconds east of UTC */
	struct span pid; /* digits of [pid], p NULL without */
	struct span id; /* the message's id, p NULL if the line has none */
	struct span text; /* what follows */
};

enum exim_log_kind {
	EXIM_LOG_OTHER,
	EXIM_LOG_ARRIVED, /* <=, and (= which was told to be refused */
	EXIM_LOG_DELIVERED, /* => -> >> *> */
	EXIM_LOG_DEFERRED, /* == */
	EXIM_LOG_FAILED, /* ** */
	EXIM_LOG_COMPLETED,
	EXIM_LOG_REJECTED, /* its reception ended: no such message exists */
	EXIM_LOG_FROZEN, /* also "Message is frozen", told by a queue run */
	EXIM_LOG_THAWED,
	EXIM_LOG_REMOVED, /* by somebody or, damaged, by age */
	EXIM_LOG_CWD, /* a call of Exim: "cwd=DIR N args: ...", no id */
	EXIM_LOG_MORE, /* "... " and more of such a line's arguments */
};

/*
 * Reads a line without its newline. Syslog's own stamp, host and "exim[PID]:"
 * before Exim's stamp are passed over. Returns 0, or -1 if no stamp of Exim's
 * is in front or a NUL is in the line; what follows the stamp is always good.
 */
int exim_log_read(struct span line, struct exim_log *l);

enum exim_log_kind exim_log_kind(const struct exim_log *l);

/*
 * The stamp as a point in time: by its zone, else as local time (tzset was
 * called). Of an hour that comes twice it is either one.
 */
struct when exim_log_time(const struct exim_log *l, struct stamp_clock *clock);

/*
 * Of an EXIM_LOG_ARRIVED line: adds to m, which is clear, what it says: id,
 * sender, bytes, local, user, proto, auth, host, ip, helo, queue, subject
 * (decoded), msgid (in angle brackets), and the recipients, each as listed.
 * Whatever a client can put into a field, it is not taken for the fields that
 * Exim writes as long as these can be told apart. Spans point into the line
 * or m->text. Returns 0, or -1 if it has no sender, or neither P= nor S=,
 * which Exim always writes.
 */
int exim_log_arrival(const struct exim_log *l, struct msg *m);

/*
 * Of a line of EXIM_LOG_DELIVERED, _DEFERRED or _FAILED: the recipient that
 * the message came in for, where the line tells it ("address <original>"),
 * else the address; quoted as it came in. reason (may be NULL): why it was
 * deferred or failed, p NULL if that is not told. Returns 0, or -1 if the
 * line tells no recipient.
 */
int exim_log_rcpt(
    const struct exim_log *l, struct span *address, struct span *reason);

/*
 * The directory of an EXIM_LOG_CWD line; p NULL if Exim did not know it, or
 * the line ends before the arguments, as a newline in a directory's name
 * makes it: then the next line can be of anybody's making.
 */
struct span exim_log_cwd(const struct exim_log *l);

/*
 * The next id in a line's text: takes it and what stands before it off the
 * front of *rest. It stands by itself, or behind an E, as in "ID is locked",
 * "ID-D not found", "-E<ID>". At the end p is NULL.
 */
struct span exim_log_mention(struct span *rest);

#endif
