/* stamp: times as programs write them into logs */
#ifndef QT_STAMP_H
#define QT_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "pure/when.h"

/* What a stamp says, as far as it does; all zero says nothing. */
struct stamp {
	int of[6]; /* year, month from 1, day, hour, minute, second */
	int32_t usec; /* the fraction of the second */
	int8_t digits; /* of it that stand: 0 to 6 */
	bool zoned;
	int32_t east; /* then: seconds east of UTC */
	int64_t epoch; /* seconds since the Epoch, 0: not told so */
};

/* What was read last, for who keeps it. */
struct stamp_memo {
	char text[48];
	size_t n;
	struct when time;
	bool local, end;
};

/* What the last local hour is in this process's zone. All zero at start. */
struct stamp_clock {
	int64_t hour, east;
	bool known, even; /* even: the same in all of the hour */
	struct stamp_memo memo;
};

/*
 * Takes what form says off the front of *rest: strftime's conversions, in
 * English, %Y %m %b %d %e %H %M %S %T %R %F %z (also Z and +HH:MM) %%, and
 * ours: %s %Q %J the Epoch's seconds, milli- and microseconds in 10, 13 and 16
 * digits, %3 and %6 so many digits of the fraction. Adds to *s. 0, or -1 if it
 * does not stand there.
 */
int stamp_take(struct span *rest, struct span form, struct stamp *s);

/* 1 if a form tells a year, 0 if not, -1 if a conversion is none of these. */
int stamp_form(struct span form);

/*
 * Reads a text that is one whole stamp: 21/Nov/2026:19:36:53 or ISO 8601 with
 * T or a blank between, each perhaps with .fraction and perhaps with a zone;
 * or the Epoch's seconds with or without a fraction, its milli- or
 * microseconds. 0, or -1 if it is none of these.
 */
int stamp_read(struct span text, struct stamp *s);

/*
 * The point in time of a local one that is told as if it were UTC (tzset was
 * called); of an hour that comes twice either one. 0, or -1 without one.
 */
int stamp_local(struct stamp_clock *clock, int64_t local, int64_t *sec);

/*
 * The point in time that it is; digits -1 if it tells no date. A day beyond
 * its month's end counts on. Without a zone it is local time, *local tells.
 */
struct when stamp_time(
    const struct stamp *s, struct stamp_clock *clock, bool *local);

#endif
