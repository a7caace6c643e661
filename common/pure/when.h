/* when: points in time and ages, from text and to text */
#ifndef QT_WHEN_H
#define QT_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

/* A point in time, as exact as its source: digits of usec that are known. */
struct when {
	int64_t sec; /* since the Epoch */
	int32_t usec;
	int8_t digits; /* 0 to 6; -1: the time is not known at all */
};

/*
 * No time is read, or said, that is further from the Epoch, either way: the end
 * of 9999. In microseconds, too, sums and differences of such fit.
 */
#define WHEN_MOST INT64_C(253402300799)

/* Seconds since the Epoch of a UTC date (proleptic Gregorian calendar). */
int64_t when_utc(int year, int month, int day, int hour, int min, int sec);

/*
 * Epoch seconds, perhaps with a fraction, or ISO 8601: YYYY-MM-DD, then
 * perhaps T or a blank and HH:MM[:SS[.frac]], then perhaps Z or +HH[:]MM.
 * Without a zone it is local time, *local (may be NULL) tells. 0 or -1.
 */
int when_parse(struct span text, struct when *w, bool *local);

/* An age: digits and perhaps one of s m h d w (seconds without). 0 or -1. */
int when_age(struct span text, int64_t *seconds);

/*
 * A time as when_parse, or an age before now (epoch seconds): microseconds
 * since the Epoch. whole: one of whole seconds is meant with all of its last.
 * Digits only are an age if there are eight at most. 0 or -1.
 */
int when_point(struct span text, int64_t now, bool whole, int64_t *usec);

/* Whether text is an age as exim -bp shows it: 5m, 90m, 2h, 100d, -5m. */
bool when_is_shown_age(struct span text);

/* Whether text is a log's date (YYYY-MM-DD), or its time (HH:MM:SS[.mmm]). */
bool when_is_date(struct span text);
bool when_is_clock(struct span text);

void when_put_epoch(struct buf *b, struct when w); /* 1763740000.114515 */
void when_put_iso(struct buf *b, struct when w); /* 2026-11-21T17:44:48Z */
void when_put_hour(struct buf *b, struct when w); /* 2026-11-21T17 */
void when_put_day(struct buf *b, struct when w); /* 2026-11-21 */

/*
 * Seconds of age as exim -bp shows them: minutes to 90, hours to 72, then
 * days, at least two digits wide; the unit without Exim's blank after it.
 */
void when_put_age(struct buf *b, int64_t seconds);

#endif
