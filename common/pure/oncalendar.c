/* As systemd 252 reads them, which is more than its manual page says. */
#include "pure/num.h"
#include "pure/oncalendar.h"
#include "pure/when.h"

enum { SECOND = 1000000 }; /* seconds are read in microseconds */

/* Bits by number, from first on: years are many. */
struct part {
	int64_t from, to;
	bool any; /* * */
	bool from_end;
	uint64_t bits[4];
};

static char
peek(struct span s)
{
	return (char)(s.n > 0 ? s.p[0] : '\0');
}

static bool
take(struct span *s, const char *text)
{
	if (!span_starts(*s, text))
		return false;
	span_skip(s, strlen(text));
	return true;
}

static size_t
digits(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

/* A fraction only of seconds: one dot; two are a range's. */
static bool
take_number(struct span *s, bool seconds, int64_t *n)
{
	size_t len = digits(*s), i;
	uint64_t value;
	int64_t unit = SECOND / 10;

	if (num_u(span_of(s->p, len), INT32_MAX, &value) == -1)
		return false;
	*n = (int64_t)value * (seconds ? SECOND : 1);
	span_skip(s, len);
	if (!seconds || peek(*s) != '.' || span_starts(*s, ".."))
		return true;
	span_skip(s, 1);
	len = digits(*s);
	for (i = 0; i < len; i++, unit /= 10)
		*n += (s->p[i] - '0') * unit;
	span_skip(s, len);
	return len > 0;
}

static void
set_bits(
    struct part *part, int64_t from, int64_t to, int64_t step, bool seconds)
{
	int64_t unit = seconds ? SECOND : 1, i, bit;

	step = step < unit ? unit : step;
	for (i = from; i <= to; i += step) {
		bit = i / unit - part->from / unit;
		part->bits[bit / 64] |= UINT64_C(1) << bit % 64;
	}
}

/* 70 to 99 are of the last century. */
static int64_t
whole_year(int64_t n)
{
	return n < 70 ? n + 2000 : n < 100 ? n + 1900 : n;
}

/* START, START..STOP, each perhaps with /STEP; steps go on to the end. */
static bool
take_range(struct span *s, struct part *part, bool seconds)
{
	int64_t from, to = -1, step = 0, limit = part->to;
	bool years = part->from == WALL_YEAR_MIN;

	if (!take_number(s, seconds, &from))
		return false;
	if (take(s, "..")) {
		step = seconds ? SECOND : 1;
		if (!take_number(s, seconds, &to))
			return false;
	}
	if (take(s, "/") && (!take_number(s, seconds, &step) || step == 0))
		return false;
	if (years) {
		from = whole_year(from);
		to = to == -1 ? -1 : whole_year(to);
	}
	/* No month is sure to have more days before its last one. */
	limit -= part->from_end ? 3 : 0;
	if (from < part->from || from > limit)
		return false;
	if (to != -1) {
		if (to < from || to - (to - from) % step > limit)
			return false;
		to -= (to - from) % step;
		set_bits(part, from, to, step, seconds);
	} else if (step == 0) {
		set_bits(part, from, from, 1, seconds);
	} else if (part->from_end) {
		/* Towards the month's end, whose days count down. */
		if (from - step < part->from)
			return false;
		set_bits(part, (from - 1) % step + 1, from, step, seconds);
	} else {
		if (from + step > limit)
			return false;
		set_bits(part, from, limit, step, seconds);
	}
	return true;
}

static bool
take_part(struct span *s, struct part *part)
{
	bool seconds = part->to >= SECOND;

	part->any = take(s, "*");
	if (part->any) {
		set_bits(part, part->from, part->to, 1, seconds);
		return true;
	}
	do {
		if (!take_range(s, part, seconds))
			return false;
	} while (take(s, ","));
	return true;
}

/* --- the whole --- */

static bool
take_day(struct span *s, int *day)
{
	static const char *const names[] = {"sunday", "monday", "tuesday",
	    "wednesday", "thursday", "friday", "saturday"};
	size_t n = 0;
	struct span word;

	while (n < s->n && ((s->p[n] | 32) >= 'a' && (s->p[n] | 32) <= 'z'))
		n++;
	word = span_of(s->p, n);
	for (*day = 0; *day < 7; ++*day)
		if (span_caseis(word, span_str(names[*day])) ||
		    span_caseis(word, span_of(names[*day], 3))) {
			span_skip(s, n);
			return s->n == 0 || strchr("-., ", peek(*s)) != NULL;
		}
	return false;
}

/* Monday is the first: Sun..Mon is refused, Mon..Sun is all of them. */
static bool
take_weekdays(struct span *s, uint8_t *bits)
{
	int day, from;

	do {
		if (peek(*s) == '\0' || peek(*s) == ' ')
			break; /* behind a comma */
		if (!take_day(s, &day))
			return false;
		from = day;
		if (take(s, "..") || take(s, "-")) {
			if (!take_day(s, &day) ||
			    (from + 6) % 7 > (day + 6) % 7)
				return false;
		} else if (peek(*s) == '.') {
			return false;
		}
		for (;; from = (from + 1) % 7) {
			*bits |= (uint8_t)(1 << from);
			if (from == day)
				break;
		}
	} while (take(s, ","));
	return peek(*s) == '\0' || peek(*s) == ' ';
}

/* [YEAR-]MONTH-DAY, or with ~ before the day: counted from the last one. */
static bool
read_date(struct span s, struct wall_set *set)
{
	struct part year = {.from = WALL_YEAR_MIN, .to = WALL_YEAR_MAX};
	struct part month = {.from = 1, .to = 12}, day = {.from = 1, .to = 31};
	size_t i, marks = 0;

	for (i = 0; i < s.n; i++)
		marks += s.p[i] == '-' || s.p[i] == '~';
	if (marks == 2 && (!take_part(&s, &year) || !take(&s, "-")))
		return false;
	if (!take_part(&s, &month))
		return false;
	day.from_end = take(&s, "~");
	if ((!day.from_end && !take(&s, "-")) || !take_part(&s, &day))
		return false;
	memcpy(set->years, year.bits, sizeof set->years);
	set->months = (uint16_t)(month.bits[0] << 1);
	set->days = (uint32_t)(day.bits[0] << 1);
	set->from_end = day.from_end && !day.any;
	return s.n == 0;
}

static bool
read_time(struct span s, struct wall_set *set)
{
	struct part hour = {.to = 23}, minute = {.to = 59};
	struct part second = {.to = 60 * SECOND - 1};

	if (!take_part(&s, &hour) || !take(&s, ":") || !take_part(&s, &minute))
		return false;
	second.bits[0] = 1;
	if (take(&s, ":")) {
		second.bits[0] = 0;
		if (!take_part(&s, &second))
			return false;
	}
	set->hours = (uint32_t)hour.bits[0];
	set->minutes = minute.bits[0];
	set->seconds = second.bits[0];
	return s.n == 0;
}

/* @SECONDS since the Epoch. */
static bool
read_epoch(struct span s, struct oncalendar *c)
{
	struct when w = {0};
	struct buf iso = {0};
	uint64_t n;
	bool good;

	if (num_u(s, INT64_C(7258118399), &n) == -1)
		return false;
	w.sec = (int64_t)n;
	when_put_iso(&iso, w);
	c->utc = true;
	good = read_date(span_of(iso.p, 10), &c->set) &&
	    read_time(span_of(iso.p + 11, 8), &c->set);
	buf_free(&iso);
	return good;
}

static void
skip_blanks(struct span *s)
{
	while (peek(*s) == ' ')
		span_skip(s, 1);
}

static bool
read_normal(struct span s, struct oncalendar *c)
{
	struct span word, first;
	char letter = (char)(peek(s) | 32);

	read_date(span_str("*-*-*"), &c->set);
	read_time(span_str("0:0"), &c->set);
	if (letter >= 'a' && letter <= 'z') {
		c->set.weekdays = 0;
		if (!take_weekdays(&s, &c->set.weekdays))
			return false;
		skip_blanks(&s);
	}
	if (peek(s) == '@') {
		span_skip(&s, 1);
		return read_epoch(s, c);
	}
	first = s;
	word = span_upto(&s, ' ');
	if (word.n > 0 && memchr(word.p, ':', word.n) == NULL) {
		if (!read_date(word, &c->set))
			return false;
		skip_blanks(&s);
		first = s;
	}
	return first.n == 0 || read_time(first, &c->set);
}

/* The shorthands, as the manual page spells them out. */
static struct span
long_form(struct span s)
{
	static const char *const names[][2] = {{"minutely", "*-*-* *:*:00"},
	    {"hourly", "*-*-* *:00:00"}, {"daily", "*-*-* 00:00:00"},
	    {"monthly", "*-*-01 00:00:00"}, {"weekly", "Mon *-*-* 00:00:00"},
	    {"yearly", "*-01-01 00:00:00"}, {"annually", "*-01-01 00:00:00"},
	    {"anually", "*-01-01 00:00:00"},
	    {"quarterly", "*-01,04,07,10-01 00:00:00"},
	    {"semiannually", "*-01,07-01 00:00:00"},
	    {"semi-annually", "*-01,07-01 00:00:00"},
	    {"biannually", "*-01,07-01 00:00:00"},
	    {"bi-annually", "*-01,07-01 00:00:00"}};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (span_caseis(s, span_str(names[i][0])))
			return span_str(names[i][1]);
	return s;
}

int
oncalendar_read(struct span text, struct oncalendar *c)
{
	struct span zone = {NULL, 0};
	size_t at = text.n;

	*c = (struct oncalendar){.set.weekdays = 127};
	while (at > 0 && text.p[at - 1] != ' ')
		at--;
	if (at > 0 && at < text.n && (text.p[at] | 32) >= 'a' &&
	    (text.p[at] | 32) <= 'z') {
		zone = span_from(text, at);
		text.n = at - 1;
	}
	c->utc = span_caseis(zone, span_str("UTC"));
	if (zone.p != NULL && !c->utc)
		c->zone = zone;
	if (text.n == 0 || !read_normal(long_form(text), c))
		return -1;
	return 0;
}

bool
oncalendar_next(const struct oncalendar *c, int64_t t, int64_t *due)
{
	return wall_next(&c->set, WALL_ONCE, c->utc, t, due);
}

bool
oncalendar_last(const struct oncalendar *c, int64_t t, int64_t *due)
{
	return wall_last(&c->set, WALL_ONCE, c->utc, t, due);
}
