/* webrank: the keys of requests that explain messages, told best first */
#ifndef QT_WEBRANK_H
#define QT_WEBRANK_H

#include "pure/rows.h"
#include "pure/suspects.h"
#include "pure/webwindow.h"
#include "system/moments.h"
#include "system/weblogs.h"

/* The first part is the caller's, the rest zero to begin with. */
struct webrank {
	const struct moments *m;
	const struct webwindow *window;
	struct rows *fields; /* of webshow_table: what a key is made of */
	bool all; /* also keys of a lift under 2 */
	bool json, quiet;

	struct suspects suspects;
	struct buf key;
	int64_t *times;
	int64_t from, to; /* the time that is looked at */
};

/*
 * After the messages were read: reads the logs, of which only the time that is
 * wanted, and prints the keys, those of each local user for themselves if
 * there are several; tells what is left unexplained. Returns whether there was
 * a key.
 */
bool webrank_run(struct webrank *r, struct weblogs *logs);

#endif
