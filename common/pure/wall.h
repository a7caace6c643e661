/* wall: sets of times as a clock on the wall shows them, and when it does */
#ifndef QT_WALL_H
#define QT_WALL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Points of wall-clock time, in seconds that are counted as if the clock
 * were UTC's, are in the set if the bit of each of their parts is.
 */
struct wall_set {
	uint64_t years[4]; /* bit 0 is 1970; all zero: any year */
	uint64_t minutes, seconds;
	uint32_t hours;
	uint32_t days; /* bit 1 is the first, or the last if from_end */
	uint16_t months; /* bit 1 is January */
	uint8_t weekdays; /* bit 0 is Sunday */
	bool from_end;
	bool either; /* the day or the weekday is enough, not both */
};

enum { WALL_YEAR_MIN = 1970, WALL_YEAR_MAX = 2199 };

/* Whether no day that there ever is fits; years are not looked at. */
bool wall_never(const struct wall_set *set);

/* What the local clock, or UTC's, shows at t (seconds since the Epoch). */
int64_t wall_at(int64_t t, bool utc);

/* What comes of points that the clock shows twice, or leaps over. */
enum wall_rule {
	WALL_FOLLOW, /* each time that it shows them */
	WALL_ONCE, /* the first time only; if leapt over: not at all */
	WALL_CATCH_UP, /* likewise; if leapt over by up to 3 h: right then */
};

/*
 * When the set is next due after t, or was last due at or before t. False:
 * never. TZ is the zone for all but utc; tzset was called.
 */
bool wall_next(const struct wall_set *set, enum wall_rule rule, bool utc,
    int64_t t, int64_t *due);
bool wall_last(const struct wall_set *set, enum wall_rule rule, bool utc,
    int64_t t, int64_t *due);

#endif
