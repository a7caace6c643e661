/* webread: one log, read where what is asked for can be, by several threads */
#ifndef QT_WEBREAD_H
#define QT_WEBREAD_H

#include "system/logset.h"
#include "system/weblines.h"

enum { WEBREAD_THREADS = 4 }; /* the most that there are */

/* A line is written when its request ends: by so many microseconds it can come
 * later than others whose time is later. */
#define WEBREAD_LONGEST (INT64_C(300) * 1000000)

/* What is asked for. */
struct webread_asked {
	const struct weblog_format *format; /* -F, or NULL */
	const char *method; /* NULL: any */
	bool threads; /* several: each is called in any order */
	int64_t from, to; /* of requests, both included; microseconds */
	int64_t near_from, near_to; /* likewise; but in a log that tells how */
	int64_t longer; /* long requests took so much earlier and later */
	/* Called in thread number worker (from 0); what it puts into out is
	 * printed in the order of the files and of their lines. */
	void (*each)(void *ctx, unsigned worker, const struct webrequest *r,
	    struct buf *out);
	void *ctx;
};

/* No time is asked for. */
#define WEBREAD_EVER \
	.from = INT64_MIN, .to = INT64_MAX, .near_from = INT64_MIN, \
	.near_to = INT64_MAX

/*
 * Gives each request of the method, and each call, at these times. A large
 * file in order of time is read only where these can be. all has file, format,
 * method and now set, and counts what was read. Errors are told.
 */
void webread_file(const struct webread_asked *asked, struct logset_file *log,
    struct weblines *all);

#endif
