/* weblog_parts: the fields of a log's line, put together to a request */
#ifndef QT_WEBLOG_PARTS_H
#define QT_WEBLOG_PARTS_H

#include "pure/weblog.h"

enum weblog_part {
	WEBLOG_SKIP,
	WEBLOG_TIME, /* never put: see weblog_take_time */
	WEBLOG_VHOST,
	WEBLOG_IP,
	WEBLOG_USER,
	WEBLOG_REQUEST,
	WEBLOG_METHOD,
	WEBLOG_URI, /* path and query as the client sent them */
	WEBLOG_PATH, /* as the server made it: URI goes before */
	WEBLOG_QUERY,
	WEBLOG_PROTO,
	WEBLOG_STATUS,
	WEBLOG_BYTES,
	WEBLOG_TOOK, /* in a unit that is to be guessed */
	WEBLOG_SECONDS,
	WEBLOG_MSEC,
	WEBLOG_USEC,
	WEBLOG_REFERER,
	WEBLOG_AGENT,
	WEBLOG_XFF,
	WEBLOG_PARTS,
};

struct weblog_parts {
	struct span of[WEBLOG_PARTS];
	struct buf *scratch;
	enum weblog_stamp stamp; /* what escapes tell of the server */
};

/* No parts, of a line of n bytes, and nothing told: scratch is empty and has
 * room for all that weblog_put can put there, so that no span of it moves. */
void weblog_start(
    struct weblog_parts *v, struct buf *scratch, size_t n, struct weblog *w);

/* Keeps a part's value, undone of escapes: the first one that is not "-". */
void weblog_put(struct weblog_parts *v, enum weblog_part part, struct span raw);

/* Takes a text for the time if it is one, with so many digits at least. */
bool weblog_take_time(
    struct weblog *w, struct stamp_clock *clock, struct span text, int digits);

/* Fills w. Returns 1, or 0 if that is no request, -1 if it has no time. */
int weblog_finish(const struct weblog_parts *v, struct weblog *w);

/* Microseconds of a time that a request took, by the part that it is; -1 if
 * it is no such number. */
int64_t weblog_took(struct span text, enum weblog_part unit);

/* The byte of \xHH at p[0] to p[3], -1 if it is no escape: what is printable
 * is never escaped, but for the quote and the backslash. */
int weblog_hex(const char *p);

/* NAME:PORT without its port. */
struct span weblog_host(struct span host);

/* Where the next quote is that no backslash escapes; the line's end if none. */
size_t weblog_quote(struct span line, size_t at);

/* The method that a request begins with, p NULL without one. */
struct span weblog_method(struct span request);

/* Takes "HTTP/VERSION", the last of several words, off the end of *text. */
struct span weblog_proto(struct span *text);

/* The part that is under a key of JSON, or that nginx has under that name. */
enum weblog_part weblog_part_of(struct span key);

/* Reads the line that is usual. False: it is another one. */
bool weblog_plain(
    struct stamp_clock *clock, struct span line, struct weblog *w);

/* As weblog_read, by the general rules whatever the line. */
int weblog_read_any(struct stamp_clock *clock, struct span line,
    struct buf *scratch, struct weblog *w);

/* Reads a JSON object. v NULL: only the time is wanted. As weblog_read. */
int weblog_json(struct stamp_clock *clock, struct span line,
    struct weblog_parts *v, struct weblog *w);

#endif
