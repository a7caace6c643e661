#include <time.h>

#include "pure/crontab.h"
#include "pure/when.h"
#include "unit.h"

/*
 * What crontab(1) of Debian 12 says of a file of that line and a newline:
 * captures/cron/grammar-debian-bookworm.tsv.
 */
static const struct {
	const char *line, *why;
} verdicts[] = {
    {"* * * * * cmd", NULL},
    {"*/5 * * * * cmd", NULL},
    {"*/0 * * * * cmd", "bad minute"},
    {"*/70 * * * * cmd", NULL},
    {"5/15 * * * * cmd", "bad minute"},
    {"0-59/2 * * * * cmd", NULL},
    {"10-5 * * * * cmd", NULL},
    {"0,30,45 * * * * cmd", NULL},
    {"1-5,10-20/3 * * * * cmd", NULL},
    {"60 * * * * cmd", "bad minute"},
    {"* 24 * * * cmd", "bad hour"},
    {"* * 0 * * cmd", "bad day-of-month"},
    {"* * 32 * * cmd", "bad day-of-month"},
    {"* * 31 2 * cmd", NULL},
    {"* * * 13 * cmd", "bad month"},
    {"* * * jan cmd", "bad day-of-week"},
    {"* * * JAN * cmd", NULL},
    {"* * * jan-mar * cmd", NULL},
    {"* * * jan,mar * cmd", NULL},
    {"* * * january * cmd", "bad month"},
    {"* * * * 7 cmd", NULL},
    {"* * * * 0-7 cmd", NULL},
    {"* * * * 8 cmd", "bad day-of-week"},
    {"* * * * sun cmd", NULL},
    {"* * * * mon-fri cmd", NULL},
    {"* * * * fri-mon cmd", NULL},
    {"* * * * sat-sun cmd", NULL},
    {"* * * * mon,WED,Fri cmd", NULL},
    {"* * * * mon-fri/2 cmd", NULL},
    {"@reboot cmd", NULL},
    {"@hourly cmd", NULL},
    {"@daily cmd", NULL},
    {"@midnight cmd", NULL},
    {"@weekly cmd", NULL},
    {"@monthly cmd", NULL},
    {"@yearly cmd", NULL},
    {"@annually cmd", NULL},
    {"@every_minute cmd", "bad time specifier"},
    {"@Hourly cmd", "bad time specifier"},
    {"@foo cmd", "bad time specifier"},
    {"-* * * * * cmd", "bad minute"},
    {"1~30 * * * * cmd", NULL},
    {"~ * * * * cmd", "bad minute"},
    {"H * * * * cmd", "bad minute"},
    {"*/5 * * * *", NULL},
    {"*/5 * * * * ", NULL},
    {"   */5 * * * * cmd", NULL},
    {"\t*/5\t*\t*\t*\t*\tcmd", NULL},
    {"# comment", NULL},
    {"   # comment", NULL},
    {"MAILTO=root", NULL},
    {"MAILTO=\"\"", NULL},
    {"MAILTO = \"a b\"", NULL},
    {"'MAILTO'='x'", NULL},
    {"CRON_TZ=Asia/Tokyo", NULL},
    {"TZ=Asia/Tokyo", NULL},
    {"SHELL=/bin/bash", NULL},
    {"PATH=$HOME/bin:/bin", NULL},
    {"=x", NULL},
    {"A B=c", "bad minute"},
    {"0 0 * * * root cmd", NULL},
    {"0 0 * * * echo %in%put", NULL},
    {"0 0 * * * echo \\%literal", NULL},
    {"00 07 * * * cmd", NULL},
    {"007 * * * * cmd", NULL},
    {"* * * * * * cmd", "bad command"},
    {"? * * * * cmd", "bad minute"},
    {"L * * * * cmd", "bad minute"},
    {"*,5 * * * * cmd", NULL},
    {"*-5 * * * * cmd", NULL},
    {"1,,2 * * * * cmd", "bad minute"},
    {"1, * * * * cmd", "bad minute"},
    {",1 * * * * cmd", "bad minute"},
    {"1 - 5 * * * cmd", "bad hour"},
    {"-5 * * * * cmd", "bad minute"},
};

/* The same of cronie where it differs, by its sources; and more of Debian's. */
static const struct {
	unsigned how;
	const char *line, *why;
} more[] = {
    {CRON_CRONIE, "1~30 * * * * cmd", NULL},
    {CRON_CRONIE, "~ * * * * cmd", NULL},
    {CRON_CRONIE, "30~ 5~ ~7 * * cmd", NULL},
    {CRON_CRONIE, "~70 * * * * cmd", "bad minute"},
    {CRON_CRONIE, "30~1 * * * * cmd", "bad minute"},
    {CRON_CRONIE, "1~5x * * * * cmd", "bad minute"},
    {CRON_CRONIE, "*-5 * * * * cmd", "bad minute"},
    {CRON_CRONIE, "*5 * * * * cmd", "bad minute"},
    {CRON_CRONIE, "5x * * * * cmd", "bad minute"},
    {CRON_CRONIE, "5/15 * * * * cmd", "bad minute"},
    {CRON_CRONIE, "*,5 * * * * cmd", NULL},
    {CRON_CRONIE, "10-5 * * * * cmd", NULL},
    {CRON_CRONIE, "5-64/30 * * * * cmd", NULL},
    {CRON_CRONIE, "* * * * sat-sun cmd", NULL},
    {CRON_CRONIE, "* * * * *", "bad command"},
    {CRON_CRONIE, "@daily", "bad command"},
    {CRON_CRONIE, "* * * * * * cmd", "bad command"},
    {CRON_CRONIE, "-* * * * * cmd", "bad option"},
    {CRON_CRONIE | CRON_ROOT, "-* * * * * cmd", NULL},
    {CRON_CRONIE | CRON_SYSTEM, "-* * * * * root cmd", NULL},
    {CRON_CRONIE, "* * * * * -n cmd", NULL},
    {CRON_CRONIE, "* * * * * -x cmd", "bad option"},
    {CRON_CRONIE, "* * * * * -n", "bad option"},
    {CRON_CRONIE, "* * * * * -n  ", "bad command"},
    {CRON_CRONIE, "MAILTO=", NULL},
    {CRON_CRONIE | CRON_SYSTEM, "* * * * * root", "bad command"},
    {0, "MAILTO=", "bad minute"},
    {0, "MAILTO=\"x", "bad minute"},
    {0, "MAILTO=\"x\" y", "bad minute"},
    {0, "A", "bad minute"},
    {0, "'A=B'=c", "bad minute"},
    {0, "5x * * * * cmd", "bad minute"},
    {0, "5.x * * * * cmd", NULL},
    {0, "*5 * * * * cmd", NULL},
    {0, "5-64/30 * * * * cmd", "bad minute"},
    {0, "1-5/0 * * * * cmd", "bad minute"},
    {0, "1- * * * * cmd", "bad minute"},
    {0, "1-x * * * * cmd", "bad minute"},
    {0, "*/2x * * * * cmd", "bad minute"},
    {0, "4294967301 * * * * cmd", NULL}, /* 5, as atoi sees it */
    {0, "99999999999999999999 * * * * cmd", "bad minute"},
    {0, "* * * * sunday cmd", "bad day-of-week"},
    {0, "\r", "bad minute"},
    {0, "* * * * *\r", NULL},
    {0, "@", "bad time specifier"},
    {0, "@reboot", NULL},
    {CRON_SYSTEM, "* * * * * root cmd", NULL},
    {CRON_SYSTEM, "* * * * * root", "bad command"},
    {CRON_SYSTEM, "* * * * *", "bad command"},
    {CRON_SYSTEM, "* * * * * * cmd", "bad username"},
    {CRON_SYSTEM, "@daily root", "bad command"},
};

static void
check_verdict(unsigned how, const char *line, const char *why)
{
	char text[200];
	struct crontab t = {.how = how};
	struct crontab_job j;
	const char *got = NULL;
	int rc;

	unit_row = line;
	snprintf(text, sizeof text, "%s\n", line);
	t.rest = unit_span(text, strlen(text));
	rc = crontab_next(&t, &j, &got);
	CHECK_INT(rc == -1, why != NULL);
	if (rc == -1 && why != NULL)
		CHECK_STR(got, strlen(got), why);
	CHECK_INT(crontab_next(&t, &j, &got), 0);
	unit_row = NULL;
}

static void
grammar(void)
{
	size_t i;

	for (i = 0; i < LEN(verdicts); i++)
		check_verdict(0, verdicts[i].line, verdicts[i].why);
	for (i = 0; i < LEN(more); i++)
		check_verdict(more[i].how, more[i].line, more[i].why);
}

static struct cron
schedule(const char *text, unsigned how)
{
	struct span line, as;
	struct cron c;

	unit_row = text;
	line = unit_span(text, strlen(text));
	CHECK(cron_read(&line, how, &c, &as) == NULL);
	return c;
}

static void
set_zone(const char *tz)
{
	setenv("TZ", tz, 1);
	tzset();
}

static int64_t
utc(const char *text)
{
	struct when w = {0};

	CHECK_INT(when_parse(span_str(text), &w, NULL), 0);
	return w.sec;
}

/* Next after, and last at, a moment, in Kyiv's zone; "" is never. */
static const struct {
	const char *cron;
	const char *t, *next, *last;
} dues[] = {
    {"* * * * *", "2026-11-21T10:00:00Z", "2026-11-21T10:01:00Z",
	"2026-11-21T10:00:00Z"},
    {"* * * * *", "2026-11-21T10:00:59Z", "2026-11-21T10:01:00Z",
	"2026-11-21T10:00:00Z"},
    {"*/70 * * * *", "2026-11-21T10:30:00Z", "2026-11-21T11:00:00Z",
	"2026-11-21T10:00:00Z"},
    {"30 2 * * *", "2026-11-21T10:00:00Z", "2026-11-22T00:30:00Z",
	"2026-11-21T00:30:00Z"},
    {"0 0 1 1 *", "2026-11-21T10:00:00Z", "2026-12-31T22:00:00Z",
	"2025-12-31T22:00:00Z"},
    {"@yearly", "2026-11-21T10:00:00Z", "2026-12-31T22:00:00Z",
	"2025-12-31T22:00:00Z"},
    {"@monthly", "2026-11-21T10:00:00Z", "2026-11-30T22:00:00Z",
	"2026-10-31T22:00:00Z"},
    {"@weekly", "2026-11-21T10:00:00Z", "2026-11-21T22:00:00Z",
	"2026-11-14T22:00:00Z"},
    {"@midnight", "2026-11-21T10:00:00Z", "2026-11-21T22:00:00Z",
	"2026-11-20T22:00:00Z"},
    {"@hourly", "2026-11-21T10:10:00Z", "2026-11-21T11:00:00Z",
	"2026-11-21T10:00:00Z"},
    {"0 12 29 2 *", "2026-11-21T10:00:00Z", "2028-02-29T10:00:00Z",
	"2024-02-29T10:00:00Z"},
    {"0 12 29 feb */7", "2026-11-21T10:00:00Z", "2032-02-29T10:00:00Z",
	"2004-02-29T10:00:00Z"},
    {"0 12 29 2 */7", "2090-01-01T00:00:00Z", "2128-02-29T10:00:00Z",
	"2088-02-29T10:00:00Z"},
    {"0 12 30 2 *", "2026-11-21T10:00:00Z", "", ""},
    {"0 12 31 2,4,jun,9,11 *", "2026-11-21T10:00:00Z", "", ""},
    {"10-5 * * * *", "2026-11-21T10:00:00Z", "", ""},
    {"* 22-2 * * *", "2026-11-21T10:00:00Z", "", ""},
    {"* * * * fri-mon", "2026-11-21T10:00:00Z", "", ""},
    {"@reboot", "2026-11-21T10:00:00Z", "", ""},
    /* 2026-11-21 is a Saturday: either, both, or what a * makes of it. */
    {"0 12 25 * mon", "2026-11-21T10:00:00Z", "2026-11-23T10:00:00Z",
	"2026-11-16T10:00:00Z"},
    {"0 12 */2 * mon", "2026-11-21T10:00:00Z", "2026-11-23T10:00:00Z",
	"2026-11-09T10:00:00Z"},
    {"0 12 25 * */3", "2026-11-21T10:00:00Z", "2026-11-25T10:00:00Z",
	"2026-10-25T10:00:00Z"},
    {"0 12 30 2 mon", "2026-11-21T10:00:00Z", "2027-02-01T10:00:00Z",
	"2026-02-23T10:00:00Z"},
    {"0 12 * * 6-7", "2026-11-21T10:00:00Z", "2026-11-22T10:00:00Z",
	"2026-11-21T10:00:00Z"},
    {"0 12 * * 7", "2026-11-21T10:00:00Z", "2026-11-22T10:00:00Z",
	"2026-11-15T10:00:00Z"},
    /* 03:00 is 04:00 on 2026-03-29: what was leapt over is caught up. */
    {"30 3 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z",
	"2026-03-28T01:30:00Z"},
    {"30 3 * * *", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z",
	"2026-03-29T01:00:00Z"},
    {"*/30 * * * *", "2026-03-29T00:45:00Z", "2026-03-29T01:00:00Z",
	"2026-03-29T00:30:00Z"},
    {"30 3-3 * * *", "2026-03-29T01:20:00Z", "2026-03-30T00:30:00Z",
	"2026-03-29T01:00:00Z"},
    {"*/30 3 * * *", "2026-03-29T00:45:00Z", "2026-03-30T00:00:00Z",
	"2026-03-28T01:30:00Z"},
    /* 04:00 is 03:00 on 2026-10-25: it runs once; with a * twice. */
    {"30 3 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z",
	"2026-10-25T00:30:00Z"},
    {"30 3 * * *", "2026-10-25T01:15:00Z", "2026-10-26T01:30:00Z",
	"2026-10-25T00:30:00Z"},
    {"30 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z",
	"2026-10-25T00:30:00Z"},
    {"30 * * * *", "2026-10-25T01:29:00Z", "2026-10-25T01:30:00Z",
	"2026-10-25T00:30:00Z"},
};

static void
moments(void)
{
	int64_t t, due;
	size_t i;

	set_zone("EET-2EEST,M3.5.0/3,M10.5.0/4");
	for (i = 0; i < LEN(dues); i++) {
		struct cron c = schedule(dues[i].cron, 0);

		t = utc(dues[i].t);
		CHECK_INT(cron_next(&c, t, &due), dues[i].next[0] != '\0');
		if (dues[i].next[0] != '\0')
			CHECK_INT(due, utc(dues[i].next));
		else
			CHECK_INT(cron_never(&c), !c.reboot);
		CHECK_INT(cron_last(&c, t, &due), dues[i].last[0] != '\0');
		if (dues[i].last[0] != '\0')
			CHECK_INT(due, utc(dues[i].last));
	}
	unit_row = NULL;
}

/* --- against the loop of cron's own main(), minute by minute --- */

enum { MINUTES = 3 * 1440 };

static bool ran[MINUTES];

static void
run_jobs(
    const struct cron *c, int64_t virtual, size_t now, bool wild, bool fixed)
{
	time_t at = (time_t)(virtual * 60);
	struct tm *tm = gmtime(&at);

	if (cron_due(c, tm) && (c->wild ? wild : fixed))
		ran[now] = true;
}

static void
simulate(const struct cron *c, int64_t start)
{
	int64_t virtual = wall_at(start - 60, false) / 60, clock, diff;
	size_t i;

	memset(ran, 0, sizeof ran);
	for (i = 0; i < MINUTES; i++) {
		clock = wall_at(start + (int64_t)i * 60, false) / 60;
		diff = clock - virtual;
		if (diff == 1) {
			run_jobs(c, ++virtual, i, true, true);
		} else if (diff > 1 && diff <= 180) {
			run_jobs(c, clock, i, true, false);
			while (virtual < clock)
				run_jobs(c, ++virtual, i, false, true);
		} else if (diff <= 0 && diff > -180) {
			run_jobs(c, clock, i, true, false);
		} else {
			virtual = clock;
			run_jobs(c, clock, i, true, true);
		}
	}
}

static void
compare(const struct cron *c, int64_t start)
{
	int64_t next = start - 1, last, due;
	size_t i, seen = 0;

	simulate(c, start);
	CHECK(cron_next(c, start - 1, &next));
	for (i = 0; i < MINUTES; i++) {
		int64_t t = start + (int64_t)i * 60;

		CHECK_INT(ran[i], next == t);
		if (next != t)
			continue;
		CHECK(cron_last(c, t, &last));
		CHECK_INT(last, t);
		CHECK(cron_last(c, t + 59, &last));
		CHECK_INT(last, t);
		if (seen++ > 0) {
			CHECK(cron_last(c, t - 1, &due));
			CHECK(due < t);
		}
		CHECK(cron_next(c, t, &next));
	}
}

static void
random_part(char *to, size_t size, unsigned high)
{
	unsigned a = unit_rand(high + 1), b = a + unit_rand(high + 1 - a);

	switch (unit_rand(5)) {
	case 0:
		snprintf(to, size, "*");
		break;
	case 1:
		snprintf(to, size, "*/%u", 1 + unit_rand(high));
		break;
	case 2:
		snprintf(to, size, "%u-%u/%u", a, b, 1 + unit_rand(3));
		break;
	default:
		snprintf(to, size, "%u,%u", a, b);
	}
}

static void
clocks(void)
{
	static const struct {
		const char *tz, *start;
	} zones[] = {{"EET-2EEST,M3.5.0/3,M10.5.0/4", "2026-03-28T00:00:00Z"},
	    {"EET-2EEST,M3.5.0/3,M10.5.0/4", "2026-10-24T00:00:00Z"},
	    {"EST5EDT,M3.2.0,M11.1.0", "2026-03-07T00:00:00Z"},
	    {"EST5EDT,M3.2.0,M11.1.0", "2026-10-31T00:00:00Z"},
	    {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-04-03T00:00:00Z"},
	    {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-10-02T00:00:00Z"},
	    {"<+02>-2<+00>0,M3.1.0,M4.1.0", "2026-03-31T00:00:00Z"},
	    {"UTC0", "2026-12-30T00:00:00Z"}};
	char text[80], minute[20], hour[20];
	struct cron c;
	size_t i, n;

	for (i = 0; i < LEN(zones); i++) {
		set_zone(zones[i].tz);
		for (n = 0; n < 25; n++) {
			random_part(minute, sizeof minute, 59);
			random_part(hour, sizeof hour, n % 2 == 0 ? 5 : 23);
			snprintf(
			    text, sizeof text, "%s %s * * *", minute, hour);
			c = schedule(text, 0);
			compare(&c, utc(zones[i].start));
		}
	}
	unit_row = NULL;
}

/* --- the whole of a file --- */

static void
file(void)
{
	struct crontab t = {.rest = SPAN("# c\n\n \t# d\nMAILTO = \"a b\" \n"
					 "SHELL='/bin/x'\n 5 \t4 * * *\tone "
					 "two \n@daily\tthree%a\\%b\n"
					 "6 * * * * x\0 7 * * * * y\0\n"
					 "nonsense\nCRON_TZ=UTC\n8 * * * * z")};
	struct crontab_job j;
	const char *why;

	CHECK_INT(crontab_next(&t, &j, &why), 1);
	CHECK_INT(t.line, 6);
	CHECK_STR(j.schedule.p, j.schedule.n, "5 \t4 * * *");
	CHECK_STR(j.command.p, j.command.n, "one two ");
	CHECK_STR(t.mailto.p, t.mailto.n, "a b");
	CHECK_STR(t.shell.p, t.shell.n, "/bin/x");
	CHECK(j.user.p == NULL && t.zone.p == NULL);
	CHECK_INT(crontab_next(&t, &j, &why), 1);
	CHECK_INT(t.line, 7);
	CHECK_STR(j.schedule.p, j.schedule.n, "@daily");
	CHECK_STR(j.command.p, j.command.n, "three%a\\%b");
	CHECK_INT(crontab_next(&t, &j, &why), 1);
	CHECK_INT(t.line, 8);
	CHECK_STR(j.command.p, j.command.n, "x");
	CHECK_INT(crontab_next(&t, &j, &why), 1);
	CHECK_INT(t.line, 8);
	CHECK_STR(j.command.p, j.command.n, "y");
	CHECK_INT(crontab_next(&t, &j, &why), -1);
	CHECK_INT(t.line, 9);
	CHECK(!t.unended);
	CHECK_INT(crontab_next(&t, &j, &why), 1);
	CHECK_INT(t.line, 11);
	CHECK(t.unended);
	CHECK_STR(t.zone.p, t.zone.n, "UTC");
	CHECK_INT(t.settings, 3);
	CHECK_INT(crontab_next(&t, &j, &why), 0);
}

static void
system_file(void)
{
	struct crontab t = {
	    .rest = SPAN("* * * * *  root   cmd x\n\0\n"), .how = CRON_SYSTEM};
	struct crontab_job j;
	const char *why;

	CHECK_INT(crontab_next(&t, &j, &why), 1);
	CHECK_STR(j.user.p, j.user.n, "root");
	CHECK_STR(j.command.p, j.command.n, "cmd x");
	/* An empty line that a NUL ends is a line that is wrong. */
	CHECK_INT(crontab_next(&t, &j, &why), -1);
	CHECK_INT(crontab_next(&t, &j, &why), 0);
	t = (struct crontab){.rest = span_of(NULL, 0)};
	CHECK_INT(crontab_next(&t, &j, &why), 0);
}

static void
commands(void)
{
	static const char *const rows[][2] = {{"", ""}, {"a b", "a b"},
	    {"a%b%c", "a\nb\nc"}, {"a\\%b", "a%b"}, {"a\\\\%b", "a\\%b"},
	    {"%", "\n"}, {"\\%", "%"}, {"\\", "\\"}, {"a\\b", "a\\b"}};
	struct buf b = {0};
	size_t i;

	for (i = 0; i < LEN(rows); i++) {
		buf_clear(&b);
		crontab_command(&b, unit_span(rows[i][0], strlen(rows[i][0])));
		CHECK_STR(b.p, b.len, rows[i][1]);
	}
	buf_free(&b);
}

static void
limits(void)
{
	static char line[1100];
	struct crontab t = {0};
	struct crontab_job j;
	const char *why;
	size_t n = strlen(strcpy(line, "* * * * * "));

	memset(line + n, 'x', 999);
	line[n + 998] = '\n';
	t.rest = unit_span(line, n + 999);
	CHECK_INT(crontab_next(&t, &j, &why), 1);
	line[n + 998] = 'x';
	line[n + 999] = '\n';
	t.rest = unit_span(line, n + 1000);
	CHECK_INT(crontab_next(&t, &j, &why), -1);
	t = (struct crontab){
	    .rest = unit_span(line, n + 1000), .how = CRON_CRONIE};
	CHECK_INT(crontab_next(&t, &j, &why), 1);
}

static int
first(const char *text)
{
	struct crontab t = {.rest = unit_span(text, strlen(text))};
	struct crontab_job j;
	const char *why;

	return crontab_next(&t, &j, &why);
}

static void
differences(void)
{
	struct cron c = schedule("1~30 * * * *", CRON_CRONIE);
	int64_t due;

	CHECK(c.random && !cron_next(&c, 0, &due) && !cron_last(&c, 0, &due));
	CHECK_INT(c.set.minutes, 0x7FFFFFFE);
	c = schedule("1~30 * * * *", 0);
	CHECK(!c.random);
	CHECK_INT(c.set.minutes, 2);
	c = schedule("* * * * sat-sun", CRON_CRONIE);
	CHECK_INT(c.set.weekdays, 1 | 64);
	c = schedule("* * * * sat-sun/2", CRON_CRONIE);
	CHECK(cron_never(&c));
	c = schedule("* * * * sat-sun", 0);
	CHECK(cron_never(&c));
	c = schedule("4294967301 * * * *", 0);
	CHECK_INT(c.set.minutes, 32);
	/* strtol's largest number is -1 as an int. */
	CHECK_INT(first("9223372036854775809 * * * * a\n"), -1);
	CHECK_INT(first("99999999999999999999999 * * * * a\n"), -1);
	unit_row = NULL;
}

static void
junk(void)
{
	static const char bytes[] =
	    "*/-,~0123456789 \t\n@#=\"'%\\aejnrstu\0\xFF";
	char text[64];
	struct crontab t;
	struct crontab_job j;
	const char *why;
	size_t i, n;
	int64_t due;
	int rc;

	set_zone("EET-2EEST,M3.5.0/3,M10.5.0/4");
	for (i = 0; i < 30000; i++) {
		for (n = 0; n < sizeof text; n++)
			text[n] = bytes[unit_rand(sizeof bytes - 1)];
		t = (struct crontab){.how = unit_rand(8),
		    .rest = unit_span(text, unit_rand(sizeof text + 1))};
		while ((rc = crontab_next(&t, &j, &why)) != 0)
			if (rc == 1 && cron_next(&j.cron, 1795283088, &due))
				CHECK(due > 1795283088);
	}
}

int
main(void)
{
	grammar();
	moments();
	clocks();
	file();
	system_file();
	commands();
	limits();
	differences();
	junk();
	return unit_end();
}
