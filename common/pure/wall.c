#include <time.h>

#include "pure/wall.h"
#include "pure/when.h"

enum { HOUR = 3600, DAY = 86400 };

/* --- the days and seconds of a set --- */

static int64_t
day_of(int64_t wall)
{
	return (wall >= 0 ? wall : wall - DAY + 1) / DAY;
}

static int
month_days(int year, int month)
{
	int64_t from = when_utc(year, month, 1, 0, 0, 0);

	return (int)((when_utc(month == 12 ? year + 1 : year,
			  month == 12 ? 1 : month + 1, 1, 0, 0, 0) -
			 from) /
	    DAY);
}

bool
wall_never(const struct wall_set *set)
{
	int month;

	if (set->minutes == 0 || set->hours == 0 || set->seconds == 0 ||
	    set->months == 0)
		return true;
	if (set->either && set->weekdays != 0)
		return false;
	if (!set->either && set->weekdays == 0)
		return true;
	for (month = 1; month <= 12; month++)
		if ((set->months >> month & 1) != 0 &&
		    (set->days &
			((UINT64_C(2) << month_days(2000, month)) - 2)) != 0)
			return false;
	return true;
}

static bool
has_year(const struct wall_set *set, int year)
{
	const uint64_t *y = set->years;
	int bit = year - WALL_YEAR_MIN;

	return (y[0] | y[1] | y[2] | y[3]) == 0 ||
	    (y[bit / 64] >> bit % 64 & 1) != 0;
}

static bool
has_day(const struct wall_set *set, const struct tm *tm, int length)
{
	int n = set->from_end ? length - tm->tm_mday + 1 : tm->tm_mday;
	bool day = (set->days >> n & 1) != 0;
	bool weekday = (set->weekdays >> tm->tm_wday & 1) != 0;

	return set->either ? day || weekday : day && weekday;
}

/* The next of n bits that is set, from at on in that direction, or -1. */
static int
next_bit(uint64_t bits, int n, int at, int dir)
{
	for (; at >= 0 && at < n; at += dir)
		if ((bits >> at & 1) != 0)
			return at;
	return -1;
}

/* The set's nearest second of a day from at on, or -1. */
static int
find_second(const struct wall_set *set, int at, int dir)
{
	int edge = dir > 0 ? 0 : 59, h = at / HOUR, m, s;
	int hour = h, minute = at / 60 % 60;

	for (; (h = next_bit(set->hours, 24, h, dir)) != -1; h += dir) {
		m = h == hour ? minute : edge;
		for (; (m = next_bit(set->minutes, 60, m, dir)) != -1;
		     m += dir) {
			s = h == hour && m == minute ? at % 60 : edge;
			s = next_bit(set->seconds, 60, s, dir);
			if (s != -1)
				return h * HOUR + m * 60 + s;
		}
	}
	return -1;
}

/*
 * Moves *wall to the set's nearest point from it on, forward (dir 1) or
 * backward (dir -1), itself included. False if there is none in the years
 * that are known.
 */
static bool
find(const struct wall_set *set, int64_t *wall, int dir)
{
	int64_t day = day_of(*wall);
	int second = (int)(*wall - day * DAY), edge = dir > 0 ? 0 : DAY - 1;
	int year, length, found;
	struct tm tm;
	time_t t;

	for (;; second = edge) {
		t = (time_t)(day * DAY);
		if (gmtime_r(&t, &tm) == NULL)
			return false;
		year = tm.tm_year + 1900;
		if (year < WALL_YEAR_MIN || year > WALL_YEAR_MAX)
			return false;
		length = month_days(year, tm.tm_mon + 1);
		if (!has_year(set, year))
			day = dir > 0
			    ? day_of(when_utc(year + 1, 1, 1, 0, 0, 0))
			    : day - tm.tm_yday - 1;
		else if ((set->months >> (tm.tm_mon + 1) & 1) == 0)
			day += dir > 0 ? length - tm.tm_mday + 1 : -tm.tm_mday;
		else if (has_day(set, &tm, length) &&
		    (found = find_second(set, second, dir)) != -1) {
			*wall = day * DAY + found;
			return true;
		} else {
			day += dir;
		}
	}
}

/* --- the clock --- */

int64_t
wall_at(int64_t t, bool utc)
{
	time_t at = (time_t)t;
	struct tm tm;

	if (utc || localtime_r(&at, &tm) == NULL)
		return t;
	return when_utc(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static int64_t
offset_at(int64_t t, bool utc)
{
	return wall_at(t, utc) - t;
}

/*
 * The instant between from (where the offset is before) and to (where it is
 * another) at which it changes. One change lies between, or any is right.
 */
static int64_t
change_between(int64_t from, int64_t to, int64_t before)
{
	int64_t mid;

	while (to - from > 1) {
		mid = from + (to - from) / 2;
		if (offset_at(mid, false) == before)
			from = mid;
		else
			to = mid;
	}
	return to;
}

/*
 * The instant at which the clock first shows wall. False if it leaps over
 * it; *t is then the instant of that leap, *leap its length.
 */
static bool
first_shown(int64_t wall, bool utc, int64_t *t, int64_t *leap)
{
	int64_t before = offset_at(wall - DAY, utc);
	int64_t after = offset_at(wall + DAY, utc);
	int64_t most = before > after ? before : after;

	*t = wall - most;
	if (before == after || wall_at(*t, utc) == wall)
		return true;
	*t = wall - (before + after - most);
	if (wall_at(*t, utc) == wall)
		return true;
	*leap = after - before;
	*t = change_between(wall - DAY, wall + DAY, before);
	return false;
}

/* When a point that comes once is due: false for not at all. */
static bool
once(int64_t wall, enum wall_rule rule, bool utc, int64_t *t)
{
	int64_t leap;

	return first_shown(wall, utc, t, &leap) ||
	    (rule == WALL_CATCH_UP && leap <= 3 * HOUR);
}

/*
 * The first change of the clock's offset on the way from t to to, in steps
 * of a day, as the first instant behind it; to if there is none.
 */
static int64_t
next_change(int64_t t, int64_t to, bool utc)
{
	int64_t offset = offset_at(t, utc), from = t;

	if (utc)
		return to;
	while (from != to) {
		bool near = to > from ? to - from <= DAY : from - to <= DAY;
		int64_t at = near ? to : to > from ? from + DAY : from - DAY;
		int64_t there = offset_at(at, false);

		if (there != offset)
			return to > t ? change_between(from, at, offset)
				      : change_between(at, from, there) - 1;
		from = at;
	}
	return to;
}

/* The set as the clock runs, from t on in that direction. */
static bool
follow(const struct wall_set *set, bool utc, int64_t t, int dir, int64_t *due)
{
	int64_t wall, there, change;

	for (;;) {
		wall = wall_at(t, utc);
		there = t - wall;
		if (!find(set, &wall, dir))
			return false;
		there += wall;
		change = there == t ? there : next_change(t, there, utc);
		if (change == there && wall_at(there, utc) == wall) {
			*due = there;
			return true;
		}
		t = change;
	}
}

bool
wall_next(const struct wall_set *set, enum wall_rule rule, bool utc, int64_t t,
    int64_t *due)
{
	int64_t wall = wall_at(t, utc);

	if (wall_never(set))
		return false;
	if (rule == WALL_FOLLOW)
		return follow(set, utc, t + 1, 1, due);
	/* What a clock set back shows again was due before. */
	while (wall++, find(set, &wall, 1))
		if (once(wall, rule, utc, due) && *due > t)
			return true;
	return false;
}

bool
wall_last(const struct wall_set *set, enum wall_rule rule, bool utc, int64_t t,
    int64_t *due)
{
	int64_t wall = wall_at(t, utc), earlier;

	if (wall_never(set))
		return false;
	if (rule == WALL_FOLLOW)
		return follow(set, utc, t, -1, due);
	/* A clock set back has shown later times than it does. */
	earlier = offset_at(t - 4 * HOUR, utc);
	if (earlier > wall - t)
		wall = t + earlier;
	for (; find(set, &wall, -1); wall--)
		if (once(wall, rule, utc, due) && *due <= t)
			return true;
	return false;
}
