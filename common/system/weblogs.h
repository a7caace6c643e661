/* weblogs: the logs of web servers that are to be read, and how that went */
#ifndef QT_WEBLOGS_H
#define QT_WEBLOGS_H

#include <sys/types.h>

#include "system/webread.h"

/* The first part is the caller's, the rest zero to begin with. */
struct weblogs {
	struct webread_asked asked;
	bool quiet; /* no notes */

	int64_t now; /* epoch seconds when it was opened */
	struct webfile *files;
	size_t nfiles;
	bool found; /* in the usual places: a link is not followed */
	struct weblogs_seen {
		dev_t dev;
		ino_t ino;
	} * seen; /* files that were found and read */
	size_t nseen, cap_seen;
	bool any; /* some line tells a time: */
	int64_t first, last; /* the span of what was read, microseconds */
	bool zoneless; /* that was told */
};

/*
 * Opens the files, NULL at the end ("-" is standard input), or names them to
 * confinement; found: they are what lies in the usual places.
 */
void weblogs_open(struct weblogs *s, char *const *files, bool found);

/* Asks for no more than the requests that can have sent messages which came
 * from from to before to. */
void weblogs_want(
    struct weblogs *s, const struct webwindow *w, int64_t from, int64_t to);

/* Gives what is asked for. What cannot be read is told, lines in one note a
 * file. */
void weblogs_run(struct weblogs *s);

/* Reads a line of one of the files again: 1, or as weblog_read. */
int weblogs_read(struct weblogs *s, const struct webfile *f, struct span line,
    struct buf *scratch, struct webrequest *r);

void weblogs_close(struct weblogs *s);

#endif
