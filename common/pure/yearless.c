#include "pure/yearless.h"

enum {
	DAY = 24 * 60 * 60,
	YEAR = 31556952, /* its mean length, in seconds */
	CYCLE = 28, /* years in which each date meets each weekday, or 40 */
};

int
yearless_weekday(struct span *rest)
{
	static const char names[] = "SunMonTueWedThuFriSat";
	int i;

	for (i = 0; rest->n >= 3 && i < 7; i++)
		if (memcmp(rest->p, names + i * 3, 3) == 0) {
			span_skip(rest, 3);
			return i;
		}
	return -1;
}

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The Epoch was a Thursday. */
static bool
falls_on(const struct stamp *s, int weekday)
{
	int64_t days = when_utc(s->of[0], s->of[1], s->of[2], 0, 0, 0) / DAY;

	return weekday == -1 || (days + 4) % 7 == weekday;
}

struct when
yearless_time(
    const struct stamp *s, int weekday, int64_t now, struct stamp_clock *clock)
{
	struct when w, latest = {0, 0, -1};
	struct stamp in = *s;
	int year = now > 0 ? (int)(1971 + now / YEAR) : 1971, i;
	bool local;

	for (i = 0; i < 2 * CYCLE && year - i >= 1970; i++) {
		in.of[0] = year - i;
		if (s->of[1] == 2 && s->of[2] == 29 && !is_leap(in.of[0]))
			continue;
		w = stamp_time(&in, clock, &local);
		if (w.digits < 0 || w.sec > now + DAY)
			continue;
		if (falls_on(&in, weekday))
			return w;
		if (latest.digits < 0)
			latest = w;
	}
	return latest;
}
