/* webaround: for each message the requests around it */
#ifndef QT_WEBAROUND_H
#define QT_WEBAROUND_H

#include "pure/rows.h"
#include "pure/webwindow.h"
#include "system/moments.h"
#include "system/weblogs.h"

struct webaround_request;

/* The first part is the caller's, the rest zero to begin with. */
struct webaround {
	const struct moments *m;
	const struct webwindow *window;
	struct rows *rows; /* of webshow_table */
	struct weblogs *logs;

	struct webaround_request *v;
	size_t n, cap;
	struct buf text; /* their lines */
	struct buf scratch;
	bool full;
};

/*
 * After the messages were read: reads the logs around them, and prints the
 * messages in order of time, each with the requests in whose window it is;
 * without any, alone. Requests beyond 40 MiB are left out, which is told.
 * Returns whether there was one.
 */
bool webaround_run(struct webaround *a);

#endif
