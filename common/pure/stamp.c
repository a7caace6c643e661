#include <time.h>

#include "pure/stamp.h"

enum { HOUR = 3600 };

/* Takes exactly width digits, a number of at most max. */
static int
take_int(struct span *rest, size_t width, int max, int *n)
{
	size_t i;
	int v = 0;

	for (i = 0; i < width; i++) {
		if (i == rest->n || rest->p[i] < '0' || rest->p[i] > '9')
			return -1;
		v = v * 10 + (rest->p[i] - '0');
	}
	if (v > max)
		return -1;
	span_skip(rest, width);
	*n = v;
	return 0;
}

static int
take_month(struct span *rest, int *month)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int i;

	for (i = 0; rest->n >= 3 && i < 12; i++)
		if (memcmp(rest->p, names + i * 3, 3) == 0) {
			*month = i + 1;
			span_skip(rest, 3);
			return 0;
		}
	return -1;
}

static int
take_zone(struct span *rest, struct stamp *s)
{
	int sign = span_starts(*rest, "-") ? -1 : 1, hours = 0;
	int minutes = 0;

	if (rest->n == 0 || memchr("Z+-", rest->p[0], 3) == NULL)
		return -1;
	span_skip(rest, 1);
	if (rest->p[-1] != 'Z') {
		if (take_int(rest, 2, 23, &hours) == -1)
			return -1;
		if (span_starts(*rest, ":"))
			span_skip(rest, 1);
		if (take_int(rest, 2, 59, &minutes) == -1)
			return -1;
	}
	s->zoned = true;
	s->east = sign * (hours * HOUR + minutes * 60);
	return 0;
}

/* So many digits of a fraction, 0: all that stand, of which six count. */
static int
take_fraction(struct span *rest, size_t width, struct stamp *s)
{
	int32_t unit = 100000;
	size_t i;
	int d;

	s->usec = 0;
	for (i = 0; (width == 0 || i < width) && take_int(rest, 1, 9, &d) == 0;
	     i++, unit /= 10)
		s->usec += d * unit;
	s->digits = (int8_t)(i < 6 ? i : 6);
	return i > 0 && i >= width ? 0 : -1;
}

static int
take_epoch(struct span *rest, struct stamp *s)
{
	int high, low;

	if (take_int(rest, 5, 99999, &high) == -1 ||
	    take_int(rest, 5, 99999, &low) == -1)
		return -1;
	s->epoch = high * (int64_t)100000 + low;
	return 0;
}

static int
take_conversion(struct span *rest, char c, struct stamp *s)
{
	static const char letters[] = "YmdHMS";
	static const int max[] = {9999, 12, 31, 23, 59, 60};
	static const char *const more[] = {
	    "T%H:%M:%S", "R%H:%M", "F%Y-%m-%d", "Q%s%3", "J%s%6"};
	const char *at = memchr(letters, c, sizeof max / sizeof max[0]);
	size_t i;

	if (at != NULL)
		return take_int(rest, c == 'Y' ? 4 : 2, max[at - letters],
		    &s->of[at - letters]);
	switch (c) {
	case 'b':
		return take_month(rest, &s->of[1]);
	case 'e':
		if (!span_starts(*rest, " "))
			return take_int(rest, 2, 31, &s->of[2]);
		span_skip(rest, 1);
		return take_int(rest, 1, 9, &s->of[2]);
	case 'z':
		return take_zone(rest, s);
	case 's':
		return take_epoch(rest, s);
	case '3':
	case '6':
		return take_fraction(rest, (size_t)(c - '0'), s);
	}
	for (i = 0; i < sizeof more / sizeof more[0]; i++)
		if (c == more[i][0])
			return stamp_take(rest, span_str(more[i] + 1), s);
	return -1;
}

int
stamp_take(struct span *rest, struct span form, struct stamp *s)
{
	size_t i;

	for (i = 0; i < form.n; i++) {
		if (form.p[i] == '%' && ++i < form.n && form.p[i] != '%') {
			if (take_conversion(rest, form.p[i], s) == -1)
				return -1;
			continue;
		}
		if (i == form.n || rest->n == 0 || rest->p[0] != form.p[i])
			return -1;
		span_skip(rest, 1);
	}
	return 0;
}

int
stamp_form(struct span form)
{
	size_t i;
	int year = 0;

	for (i = 0; i < form.n; i++) {
		if (form.p[i] != '%')
			continue;
		if (++i == form.n ||
		    memchr("YmbdeHMSTRFzsQJ36%", form.p[i], 18) == NULL)
			return -1;
		if (memchr("YFsQJ", form.p[i], 5) != NULL)
			year = 1;
	}
	return year;
}

int
stamp_read(struct span text, struct stamp *s)
{
	struct span rest = text;
	const char *form = "%s";

	*s = (struct stamp){0};
	if (text.n > 16 && text.p[2] == '/')
		form = "%d/%b/%Y:%T";
	else if (text.n > 16 && text.p[4] == '-')
		form = text.p[10] == 'T' ? "%FT%T" : "%F %T";
	else if (text.n >= 13 && text.p[10] != '.')
		form = text.n == 13 ? "%Q" : "%J";
	if (stamp_take(&rest, span_str(form), s) == -1)
		return -1;
	if (s->digits == 0 && rest.n > 0 &&
	    (rest.p[0] == '.' || rest.p[0] == ',')) {
		span_skip(&rest, 1);
		if (take_fraction(&rest, 0, s) == -1)
			return -1;
	}
	if (s->epoch == 0 && rest.n > 0) {
		span_skip(&rest, rest.p[0] == ' ');
		if (take_zone(&rest, s) == -1)
			return -1;
	}
	return rest.n == 0 ? 0 : -1;
}

/* Seconds that the process's zone is east of UTC at that local time. */
static int
local_east(int64_t local, int64_t *east)
{
	time_t t = (time_t)local;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL)
		return -1;
	tm.tm_isdst = -1;
	t = mktime(&tm);
	*east = local - t;
	return t == (time_t)-1 ? -1 : 0;
}

/* mktime is slow: it is asked about an hour's ends, which mostly agree. */
int
stamp_local(struct stamp_clock *clock, int64_t local, int64_t *sec)
{
	int64_t hour = local / HOUR - (local % HOUR < 0), east, last;

	if (!clock->known || clock->hour != hour) {
		clock->known = true;
		clock->hour = hour;
		clock->even = local_east(hour * HOUR, &clock->east) == 0 &&
		    local_east(hour * HOUR + HOUR - 1, &last) == 0 &&
		    last == clock->east;
	}
	east = clock->east;
	if (!clock->even && local_east(local, &east) == -1)
		return -1;
	*sec = local - east;
	return 0;
}

struct when
stamp_time(const struct stamp *s, struct stamp_clock *clock, bool *local)
{
	struct when w = {s->epoch, s->usec, s->digits};
	const int *of = s->of;

	*local = s->epoch == 0 && !s->zoned;
	if (s->epoch != 0)
		return w;
	w.sec = when_utc(of[0], of[1], of[2], of[3], of[4], of[5]) - s->east;
	if (of[1] == 0 || of[2] == 0 ||
	    (*local && stamp_local(clock, w.sec, &w.sec) == -1))
		w.digits = -1;
	return w;
}
