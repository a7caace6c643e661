/* weblog: a line of an access log, and the request that it tells */
#ifndef QT_WEBLOG_H
#define QT_WEBLOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"
#include "pure/stamp.h"
#include "pure/when.h"

/* Which end of the request the time is of, as far as the line tells. */
enum weblog_stamp {
	WEBLOG_STAMP_UNKNOWN,
	WEBLOG_STAMP_END, /* nginx */
	WEBLOG_STAMP_START, /* Apache's %t */
};

/*
 * What is not told has p NULL, a number -1. Values are undone of the server's
 * escapes; spans point into the line or the caller's scratch buffer, until
 * that is used again.
 */
struct weblog {
	struct when time; /* never unknown */
	bool local; /* it had no zone and was taken as local time */
	enum weblog_stamp stamp;
	int64_t took_us; /* whole seconds or milliseconds may be cut off */
	struct span vhost; /* without a port */
	struct span ip; /* or the client's name; of proxies the last one's */
	struct span user;
	struct span method; /* in any case: Apache runs "post" */
	struct span path; /* the target as it stands, up to the query */
	struct span query; /* without its question mark */
	struct span proto;
	int status;
	int64_t bytes;
	struct span referer, agent, xff;
};

/*
 * Reads a line, without its newline, of any of these forms; each line is
 * told by itself:
 *
 *	[VHOST[:PORT]] IP IDENT USER [TIME] "REQUEST" STATUS BYTES MORE
 *
 * where VHOST can also be the last word of MORE, X-Forwarded-For can stand in
 * place of VHOST or IP (a list has ", "), TIME can stand in front of all
 * without brackets and is what stamp_read reads. The time is the last one in
 * brackets before the request: a user's name can look like one, but cannot
 * have the quotes. The request is the first quoted text behind the time that
 * has a status behind it or ends with " HTTP/VERSION". In MORE, quoted texts
 * are the referer, the agent and X-Forwarded-For; rt=, request_time=, msec=,
 * host= and the like are known; a bare 0.123 is the request's time in seconds,
 * of several the longest (the others are upstream's); a bare integer is it
 * only if it is all that stands behind the quoted texts and BYTES stands at
 * its place: from 1000 on microseconds (%D), up to 60 seconds (%T), between
 * these neither is likely.
 *
 * Or an object of JSON with the usual keys (weblog_json.c), also with \xHH as
 * Apache writes it, which is not JSON.
 *
 * Returns 1; 0 if it is in order but tells no request, as an empty line; -1 if
 * it cannot be read: half a line, binary, no access log's. A request that the
 * server could not read has a status but no method.
 */
int weblog_read(struct stamp_clock *clock, struct span line,
    struct buf *scratch, struct weblog *w);

/*
 * Where in a text of lines the next quote is that the method, in any case, can
 * stand behind; NULL: nowhere. A line without one has another method, unless
 * weblog_may_hide: JSON can write a letter as \uHHHH.
 */
const char *weblog_find(struct span text, struct span method);
bool weblog_may_hide(struct span line);

/* The time of a line, to the second or better: for bisecting a log. */
bool weblog_time(struct stamp_clock *clock, struct span line, int64_t *usec);

#endif
