#include <limits.h>
#include <time.h>

#include "pure/num.h"
#include "pure/when.h"

enum { DAY = 86400 };

/* Days from 1970-01-01 to the first of March of the year, years from March. */
static int64_t
days_to_march(int64_t year)
{
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t yoe = year - era * 400;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 - 719468;
}

/* Months from March: their first day counted from the first of March. */
static int
march_day(int month)
{
	return (153 * month + 2) / 5;
}

int64_t
when_utc(int year, int month, int day, int hour, int min, int sec)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int m = month <= 2 ? month + 9 : month - 3;
	int64_t days = days_to_march(y) + march_day(m) + day - 1;

	return days * DAY + hour * 3600 + min * 60 + sec;
}

struct civil {
	int64_t year;
	int month, day, hour, min, sec;
};

static struct civil
to_civil(int64_t t)
{
	int64_t days = t / DAY, rest = t % DAY, y;
	struct civil c;
	int m, doy;

	if (rest < 0) {
		rest += DAY;
		days--;
	}
	y = (days + 719468) * 400 / 146097;
	while (days_to_march(y) > days)
		y--;
	while (days_to_march(y + 1) <= days)
		y++;
	doy = (int)(days - days_to_march(y));
	m = (5 * doy + 2) / 153;
	c.year = m < 10 ? y : y + 1;
	c.month = m < 10 ? m + 3 : m - 9;
	c.day = doy - march_day(m) + 1;
	c.hour = (int)(rest / 3600);
	c.min = (int)(rest / 60 % 60);
	c.sec = (int)(rest % 60);
	return c;
}

/* Takes exactly width digits off the front; -1 if they are not there. */
static int
take_digits(struct span *text, size_t width)
{
	uint64_t n;

	if (text->n < width ||
	    num_u(span_of(text->p, width), INT_MAX, &n) == -1)
		return -1;
	*text = span_of(text->p + width, text->n - width);
	return (int)n;
}

static bool
take_char(struct span *text, char c)
{
	if (text->n == 0 || text->p[0] != c)
		return false;
	*text = span_of(text->p + 1, text->n - 1);
	return true;
}

/* A fraction behind its point: six digits count, more are read over. */
static int
take_fraction(struct span *text, struct when *w)
{
	size_t i;
	int32_t unit = 100000;

	for (i = 0; i < text->n; i++) {
		unsigned digit = (unsigned char)text->p[i] - (unsigned)'0';

		if (digit > 9)
			break;
		w->usec += (int32_t)digit * unit;
		w->digits = (int8_t)(i < 6 ? i + 1 : 6);
		unit /= 10;
	}
	if (i == 0)
		return -1;
	*text = span_of(text->p + i, text->n - i);
	return 0;
}

/* Z or +HH[:]MM, in seconds east of UTC. */
static int
take_zone(struct span *text, int *east)
{
	bool minus = text->n > 0 && text->p[0] == '-';
	int hour, min = 0;

	*east = 0;
	if (take_char(text, 'Z'))
		return 0;
	if (!minus && (text->n == 0 || text->p[0] != '+'))
		return -1;
	*text = span_of(text->p + 1, text->n - 1);
	hour = take_digits(text, 2);
	if (text->n > 0) {
		take_char(text, ':');
		min = take_digits(text, 2);
	}
	if (hour < 0 || hour > 23 || min < 0 || min > 59)
		return -1;
	*east = (hour * 3600 + min * 60) * (minus ? -1 : 1);
	return 0;
}

static int
month_days(int year, int month)
{
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (month == 2)
		return leap ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static int
take_date(struct span *text, struct tm *tm)
{
	int year = take_digits(text, 4), month, day;

	if (year < 0 || !take_char(text, '-'))
		return -1;
	month = take_digits(text, 2);
	if (month < 1 || month > 12 || !take_char(text, '-'))
		return -1;
	day = take_digits(text, 2);
	if (day < 1 || day > month_days(year, month))
		return -1;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
	return 0;
}

static int
take_clock(struct span *text, struct tm *tm, struct when *w)
{
	tm->tm_hour = take_digits(text, 2);
	if (tm->tm_hour < 0 || tm->tm_hour > 23 || !take_char(text, ':'))
		return -1;
	tm->tm_min = take_digits(text, 2);
	if (tm->tm_min < 0 || tm->tm_min > 59)
		return -1;
	if (!take_char(text, ':'))
		return 0;
	tm->tm_sec = take_digits(text, 2);
	if (tm->tm_sec < 0 || tm->tm_sec > 60)
		return -1;
	if (take_char(text, '.') || take_char(text, ','))
		return take_fraction(text, w);
	return 0;
}

static int
parse_iso(struct span text, struct when *w, bool *local)
{
	struct tm tm = {.tm_isdst = -1};
	time_t t;
	int east;

	if (take_date(&text, &tm) == -1)
		return -1;
	if ((take_char(&text, 'T') || take_char(&text, ' ')) &&
	    take_clock(&text, &tm, w) == -1)
		return -1;
	if (text.n > 1)
		take_char(&text, ' ');
	if (text.n > 0) {
		if (take_zone(&text, &east) == -1 || text.n > 0)
			return -1;
		w->sec = when_utc(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
			     tm.tm_hour, tm.tm_min, tm.tm_sec) -
		    east;
		return 0;
	}
	if (local != NULL)
		*local = true;
	t = mktime(&tm);
	w->sec = t;
	return t == (time_t)-1 ? -1 : 0;
}

static int
parse_any(struct span text, struct when *w, bool *local)
{
	struct span rest = text, whole = span_upto(&rest, '.');
	int64_t sec;

	*w = (struct when){0, 0, 0};
	if (local != NULL)
		*local = false;
	if (num_i(whole, &sec) == -1)
		return parse_iso(text, w, local);
	w->sec = sec;
	if (rest.p == NULL)
		return 0;
	if (take_fraction(&rest, w) == -1 || rest.n > 0)
		return -1;
	if (whole.p[0] == '-' && w->usec > 0) {
		w->sec--;
		w->usec = 1000000 - w->usec;
	}
	return 0;
}

int
when_parse(struct span text, struct when *w, bool *local)
{
	if (parse_any(text, w, local) == -1)
		return -1;
	return w->sec > WHEN_MOST || w->sec < -WHEN_MOST ? -1 : 0;
}

int
when_age(struct span text, int64_t *seconds)
{
	static const char letters[] = "smhdw";
	static const int units[] = {1, 60, 3600, DAY, 7 * DAY};
	const char *at = NULL;
	uint64_t n;
	int unit = 1;

	if (text.n > 0)
		at = memchr(letters, text.p[text.n - 1], sizeof letters - 1);
	if (at != NULL) {
		unit = units[at - letters];
		text.n--;
	}
	if (num_u(text, INT64_MAX / (7 * DAY), &n) == -1)
		return -1;
	*seconds = (int64_t)n * unit;
	return 0;
}

bool
when_is_shown_age(struct span text)
{
	int64_t n;

	if (text.n < 2 || memchr("mhd", text.p[text.n - 1], 3) == NULL)
		return false;
	text.n--;
	return num_i(text, &n) == 0;
}

bool
when_is_date(struct span text)
{
	struct tm tm;

	return take_date(&text, &tm) == 0 && text.n == 0;
}

bool
when_is_clock(struct span text)
{
	struct when w = {0, 0, 0};
	struct tm tm;

	return text.n >= 8 && take_clock(&text, &tm, &w) == 0 && text.n == 0;
}

static void
put_fraction(struct buf *b, struct when w)
{
	int32_t unit = 100000;
	int i;

	if (w.digits > 0)
		buf_putc(b, '.');
	for (i = 0; i < w.digits; i++, unit /= 10)
		buf_putc(b, (char)('0' + w.usec / unit % 10));
}

void
when_put_epoch(struct buf *b, struct when w)
{
	/* Before 1970 the fraction counts towards the Epoch, as sec does. */
	if (w.sec < 0 && w.usec > 0) {
		w.sec++;
		w.usec = 1000000 - w.usec;
		buf_puts(b, w.sec == 0 ? "-" : "");
	}
	buf_puti(b, w.sec);
	put_fraction(b, w);
}

void
when_put_iso(struct buf *b, struct when w)
{
	struct civil c = to_civil(w.sec);

	when_put_hour(b, w);
	buf_putf(b, ":%02d:%02d", c.min, c.sec);
	put_fraction(b, w);
	buf_putc(b, 'Z');
}

void
when_put_hour(struct buf *b, struct when w)
{
	when_put_day(b, w);
	buf_putf(b, "T%02d", to_civil(w.sec).hour);
}

void
when_put_day(struct buf *b, struct when w)
{
	struct civil c = to_civil(w.sec);

	buf_putf(b, "%04lld-%02d-%02d", (long long)c.year, c.month, c.day);
}

void
when_put_age(struct buf *b, int64_t seconds)
{
	int64_t n = seconds / 60;
	char unit = 'm';

	if (n > 90) {
		n = (n + 30) / 60;
		unit = 'h';
		if (n > 72) {
			n = (n + 12) / 24;
			unit = 'd';
		}
	}
	if (n >= 0 && n < 10)
		buf_putc(b, ' ');
	buf_puti(b, n);
	buf_putc(b, unit);
}

int
when_point(struct span text, int64_t now, bool whole, int64_t *usec)
{
	enum { AGE_DIGITS = 8 };
	struct when w;
	int64_t age;
	bool unit = text.n > 0 && text.p[text.n - 1] > '9';

	if ((unit || text.n <= AGE_DIGITS) && when_age(text, &age) == 0) {
		if (age > WHEN_MOST)
			return -1;
		*usec = (now - age) * 1000000;
		return 0;
	}
	if (when_parse(text, &w, NULL) == -1)
		return -1;
	*usec = w.sec * 1000000 + w.usec;
	if (whole && w.digits == 0)
		*usec += 999999;
	return 0;
}
