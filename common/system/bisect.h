/* bisect: where in a file of lines in order of time a time begins */
#ifndef QT_BISECT_H
#define QT_BISECT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/span.h"

/* Whether a line tells a time (any unit, the same for all): then *time. */
typedef bool bisect_fn(void *ctx, struct span line, int64_t *time);

struct bisect {
	int fd;
	bisect_fn *fn;
	void *ctx;
	int64_t slack; /* by so much lines may be out of order */
	bool disorder; /* set if lines are more out of order than that */
};

/*
 * The offset of a line between from (where a line starts) and to: in a file
 * in order, all lines before it are earlier than time, and not much more than
 * 64 KiB of such lines follow it. Where lines tell no times, or the file
 * cannot be read, it is as early as it has to be to hold that. Reads some
 * pieces, not the file.
 */
off_t bisect_file(struct bisect *b, off_t from, off_t to, int64_t time);

/*
 * The time of the first line that begins behind offset at, before to, and
 * tells one. Returns its offset, -1 if none is found within a MiB.
 */
off_t bisect_probe(struct bisect *b, off_t at, off_t to, int64_t *time);

#endif
