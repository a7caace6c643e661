#define _DEFAULT_SOURCE /* timegm */

#include <time.h>

#include "pure/when.h"
#include "unit.h"

static struct buf out;

static struct span
shown(void (*put)(struct buf *, struct when), struct when w)
{
	buf_clear(&out);
	put(&out, w);
	return span_of(buf_str(&out), out.len);
}

static void
shows(void (*put)(struct buf *, struct when), struct when w, const char *want)
{
	CHECK_SAME(shown(put, w), span_str(want));
}

/* Each day of 1970 to 9999, counted here, and days before by timegm. */
static void
calendar(void)
{
	static const int days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t t = 0;
	int y, m, d, last, i;

	for (y = 1970; y <= 9999; y++)
		for (m = 1; m <= 12; m++) {
			last = days[m - 1] +
			    (m == 2 && y % 4 == 0 &&
				(y % 100 != 0 || y % 400 == 0));
			for (d = 1; d <= last; d++, t += 86400)
				if (when_utc(y, m, d, 0, 0, 0) != t)
					CHECK_INT(
					    when_utc(y, m, d, 0, 0, 0), t);
		}
	CHECK_INT(t, 253402300800);
	for (i = 0; i < 200000; i++) {
		struct tm tm = {.tm_year = (int)unit_rand(12000) - 3900,
			      .tm_mon = (int)unit_rand(12),
			      .tm_mday = 1 + (int)unit_rand(28),
			      .tm_hour = (int)unit_rand(24),
			      .tm_min = (int)unit_rand(60),
			      .tm_sec = (int)unit_rand(60)},
			  c = tm;

		CHECK_INT(when_utc(c.tm_year + 1900, c.tm_mon + 1, c.tm_mday,
			      c.tm_hour, c.tm_min, c.tm_sec),
		    timegm(&tm));
	}
}

/* A time between the years 0 and 9999, of any number of digits. */
static struct when
any_time(void)
{
	static const int64_t to_1970 = INT64_C(62167219200),
			     to_10000 = INT64_C(253402300800);
	struct when w = {0, (int32_t)unit_rand(1000000), (int8_t)unit_rand(7)};
	int32_t unit = 1000000;
	int i;

	w.sec = ((int64_t)unit_rand(UINT32_MAX) * 128 + unit_rand(128)) %
		(to_1970 + to_10000) -
	    to_1970;
	for (i = 0; i < w.digits; i++)
		unit /= 10;
	w.usec -= w.usec % unit;
	return w;
}

static void
reads_back(struct span text, struct when w)
{
	struct when got;
	bool local = true;

	unit_row = text.p;
	CHECK_INT(when_parse(text, &got, &local), 0);
	CHECK(got.sec == w.sec && got.usec == w.usec);
	CHECK(got.digits == w.digits && !local);
	unit_row = NULL;
}

/* Texts of random times are gmtime's, and are read back as they were. */
static void
there_and_back(void)
{
	char want[40];
	struct when w;
	struct tm tm;
	time_t t;
	int i;

	for (i = 0; i < 200000; i++) {
		w = any_time();
		t = (time_t)w.sec;
		gmtime_r(&t, &tm);
		snprintf(want, sizeof want, "%04d-%02d-%02dT%02d:%02d:%02d",
		    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		    tm.tm_min, tm.tm_sec);
		CHECK_STR(shown(when_put_iso, w).p, 19, want);
		want[13] = '\0';
		shows(when_put_hour, w, want);
		want[10] = '\0';
		shows(when_put_day, w, want);
		reads_back(shown(when_put_iso, w), w);
		if (w.sec >= 0)
			reads_back(shown(when_put_epoch, w), w);
	}
}

static void
put(void)
{
	struct when w = {1795283088, 114515, 6};

	shows(when_put_epoch, w, "1795283088.114515");
	shows(when_put_iso, w, "2026-11-21T17:44:48.114515Z");
	shows(when_put_hour, w, "2026-11-21T17");
	shows(when_put_day, w, "2026-11-21");
	w.digits = 3;
	shows(when_put_epoch, w, "1795283088.114");
	shows(when_put_iso, w, "2026-11-21T17:44:48.114Z");
	w.digits = 0;
	shows(when_put_epoch, w, "1795283088");
	shows(when_put_iso, w, "2026-11-21T17:44:48Z");
	shows(when_put_epoch, (struct when){0, 0, 6}, "0.000000");
	shows(when_put_epoch, (struct when){-2, 0, 1}, "-2.0");
	shows(when_put_epoch, (struct when){-2, 500000, 1}, "-1.5");
	shows(when_put_epoch, (struct when){-2, 250000, 2}, "-1.75");
	shows(when_put_epoch, (struct when){-1, 999999, 6}, "-0.000001");
	shows(when_put_epoch, (struct when){0, 250000, 2}, "0.25");
	shows(when_put_iso, (struct when){-1, 5, 6},
	    "1969-12-31T23:59:59.000005Z");
	shows(when_put_epoch, (struct when){INT64_MIN, 0, 0},
	    "-9223372036854775808");
	shown(when_put_iso, (struct when){INT64_MIN, 0, 0});
	shown(when_put_iso, (struct when){INT64_MAX, 0, 0});
}

/* As exim 4.96 was seen to show them, and edges of the same rounding. */
static void
shown_ages(void)
{
	static const struct {
		int64_t sec;
		const char *want;
	} table[] = {{0, " 0m"}, {59, " 0m"}, {60, " 1m"}, {599, " 9m"},
	    {600, "10m"}, {5459, "90m"}, {5460, " 2h"}, {8999, " 2h"},
	    {9000, " 3h"}, {36000, "10h"}, {260999, "72h"}, {261000, " 3d"},
	    {300599, " 3d"}, {300600, " 4d"}, {8594999, "99d"},
	    {8595000, "100d"}, {228268800, "2642d"}, {-1, " 0m"}, {-59, " 0m"},
	    {-60, "-1m"}, {-300, "-5m"}, {-600, "-10m"},
	    {INT64_MAX, "106751991167301d"},
	    {INT64_MIN, "-153722867280912930m"}};
	const char *text;
	size_t i;
	int64_t s;

	for (i = 0; i < LEN(table); i++) {
		buf_clear(&out);
		when_put_age(&out, table[i].sec);
		CHECK_STR(out.p, out.len, table[i].want);
	}
	for (s = -100000; s < 20000000; s += 1 + unit_rand(997)) {
		buf_clear(&out);
		when_put_age(&out, s);
		text = buf_str(&out) + (out.p[0] == ' ');
		CHECK(when_is_shown_age(span_str(text)));
	}
}

/* Times and ages before now; NONE: neither. */
static void
points(void)
{
#define NOW INT64_C(1795283088)
#define NONE INT64_MIN
	static const struct {
		const char *text;
		int64_t usec, whole; /* as whole: what is added */
	} rows[] = {{"0", NOW * 1000000, 0}, {"90", (NOW - 90) * 1000000, 0},
	    {"90s", (NOW - 90) * 1000000, 0}, {"5m", (NOW - 300) * 1000000, 0},
	    {"2h", (NOW - 7200) * 1000000, 0},
	    {"3d", (NOW - 3 * 86400) * 1000000, 0},
	    {"1w", (NOW - 7 * 86400) * 1000000, 0},
	    {"00000005", (NOW - 5) * 1000000, 0},
	    {"99999999", (NOW - 99999999) * 1000000, 0},
	    {"99999999s", (NOW - 99999999) * 1000000, 0},
	    /* nine digits and more are the Epoch's seconds */
	    {"000000005", 5000000, 999999},
	    {"100000000", 100000000000000, 999999},
	    {"1795283088", NOW * 1000000, 999999},
	    {"1795283088.114515", NOW * 1000000 + 114515, 0},
	    {"1795283088.0", NOW * 1000000, 0}, {"0.5", 500000, 0},
	    {"-5", -5000000, 999999}, {"-1.5", -1500000, 0},
	    {"2026-11-21T17:44:48Z", NOW * 1000000, 999999},
	    {"2026-11-21 20:44:48 +0300", NOW * 1000000, 999999},
	    {"2026-11-21T17:44:48.5Z", NOW * 1000000 + 500000, 0},
	    {"2026-11-21T17:44:48", NOW * 1000000, 999999},
	    {"2026-11-21", (NOW - 63888) * 1000000, 999999}, {"", NONE, 0},
	    {"x", NONE, 0}, {"m", NONE, 0}, {"5x", NONE, 0}, {"-5m", NONE, 0},
	    {"5 m", NONE, 0}, {"5M", NONE, 0}, {"1.5h", NONE, 0},
	    {"5mm", NONE, 0}, {"now", NONE, 0}, {"2026-11-31", NONE, 0},
	    {"17:44:48", NONE, 0}, {" 5m", NONE, 0}, {"5m ", NONE, 0},
	    {"99999999999999999999", NONE, 0}};
	int64_t usec;
	size_t i;
	int whole;

	for (i = 0; i < LEN(rows); i++)
		for (whole = 0; whole < 2; whole++) {
			struct span text = unit_span(
			    rows[i].text, strlen(rows[i].text));

			unit_row = rows[i].text;
			usec = NONE;
			CHECK_INT(when_point(text, NOW, whole, &usec),
			    rows[i].usec == NONE ? -1 : 0);
			CHECK_INT(
			    usec, rows[i].usec + (whole ? rows[i].whole : 0));
		}
	unit_row = NULL;
#undef NOW
#undef NONE
}

int
main(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	calendar();
	put();
	there_and_back();
	shown_ages();
	points();
	buf_free(&out);
	return unit_end();
}
