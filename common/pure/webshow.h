/* webshow: the fields of a request of a web server's log by name */
#ifndef QT_WEBSHOW_H
#define QT_WEBSHOW_H

#include "pure/rows.h"
#include "pure/weblog.h"

/* In the order of webshow_table. */
enum webshow_field {
	WEBSHOW_TIME,
	WEBSHOW_VHOST,
	WEBSHOW_IP,
	WEBSHOW_METHOD,
	WEBSHOW_PATH,
	WEBSHOW_STATUS,
	WEBSHOW_USER,
	WEBSHOW_FILE,
	WEBSHOW_DATE,
	WEBSHOW_HOUR,
	WEBSHOW_DAY,
	WEBSHOW_QUERY,
	WEBSHOW_PROTO,
	WEBSHOW_BYTES,
	WEBSHOW_TOOK,
	WEBSHOW_REFERER,
	WEBSHOW_AGENT,
	WEBSHOW_XFF,
	WEBSHOW_LINE,
	WEBSHOW_FIELDS,
	/* Of requests around a message. */
	WEBSHOW_ID = WEBSHOW_FIELDS,
	WEBSHOW_OFFSET,
	WEBSHOW_AROUND,
};

extern const struct key webshow_table[WEBSHOW_AROUND];

/* What records show without -k, and what a key of requests is. */
extern const char webshow_default[], webshow_key[];

/* What a row is. */
struct webshow {
	const struct weblog *request; /* NULL: none */
	struct span vhost; /* if the request tells none */
	struct span file; /* the log */
	int64_t line; /* of the script that calls mail(), or -1 */
	struct span id; /* of the message that it is around */
	int64_t offset; /* microseconds from that to the request's time */
};

/* The rows_fn for a struct webshow. */
struct span webshow_value(const void *row, int field, struct buf *made);

#endif
