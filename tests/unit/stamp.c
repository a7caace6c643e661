#define _DEFAULT_SOURCE /* tm_gmtoff */

#include <time.h>

#include "pure/stamp.h"
#include "unit.h"

static struct span
copy(const char *text)
{
	return unit_span(text, strlen(text));
}

static void
zone(const char *tz)
{
	setenv("TZ", tz, 1);
	tzset();
}

/* Texts, and the points in time: "-" if they are no stamps. */
static const struct {
	const char *text;
	int64_t sec;
	int32_t usec;
	int digits; /* -1: not read */
	bool local;
} texts[] = {{"21/Nov/2026:19:36:53 +0300", 1795279013, 0, 0, false},
    {"21/Nov/2026:19:36:53.833 +0300", 1795279013, 833000, 3, false},
    {"21/Nov/2026:19:36:53 -0030", 1795291613, 0, 0, false},
    {"21/Nov/2026:16:36:53", 1795279013, 0, 0, true},
    {"21/Nov/2026:16:36:53.1234567", 1795279013, 123456, 6, true},
    {"2026-11-21T19:36:53+03:00", 1795279013, 0, 0, false},
    {"2026-11-21T16:36:53Z", 1795279013, 0, 0, false},
    {"2026-11-21T16:36:53.5Z", 1795279013, 500000, 1, false},
    {"2026-11-21 19:36:53,25 +0300", 1795279013, 250000, 2, false},
    {"2026-11-21 16:36:53", 1795279013, 0, 0, true},
    {"1795279013", 1795279013, 0, 0, false},
    {"1795279013.721", 1795279013, 721000, 3, false},
    {"1795279013721", 1795279013, 721000, 3, false},
    {"1795279013721001", 1795279013, 721001, 6, false},
    {"31/Dec/2026:23:59:60 +0000", 1798761600, 0, 0, false},
    {"", 0, 0, -1, false}, {"1", 0, 0, -1, false},
    {"179527901", 0, 0, -1, false}, {"17952790137", 0, 0, -1, false},
    {"1795279013.", 0, 0, -1, false}, {"1795279013 ", 0, 0, -1, false},
    {"1795279013.5x", 0, 0, -1, false}, {"17952790137210", 0, 0, -1, false},
    {"21/Nov/2026:19:36:53 ", 0, 0, -1, false},
    {"21/Nov/2026:19:36:53  +0300", 0, 0, -1, false},
    {"21/Nov/2026:19:36:53 +0300x", 0, 0, -1, false},
    {"21/Nov/2026:19:36:53. +0300", 0, 0, -1, false},
    {"21/nov/2026:19:36:53 +0300", 0, 0, -1, false},
    {"21/Now/2026:19:36:53 +0300", 0, 0, -1, false},
    {"32/Nov/2026:19:36:53 +0300", 0, 0, -1, false},
    {"21/Nov/2026:24:36:53 +0300", 0, 0, -1, false},
    {"21/Nov/2026:19:60:53 +0300", 0, 0, -1, false},
    {"21/Nov/2026:19:36:61 +0300", 0, 0, -1, false},
    {"21/Nov/2026:19:36:53 +2400", 0, 0, -1, false},
    {"21/Nov/2026:19:36:53 +0060", 0, 0, -1, false},
    {"21/Nov/2026:19:36 +0300", 0, 0, -1, false},
    {"2026-11-21", 0, 0, -1, false}, {"2026-11-21T16:36Z", 0, 0, -1, false},
    {"2026-13-21T16:36:53Z", 0, 0, -1, false},
    {"Sat Nov 21 19:35:50.672755 2026", 0, 0, -1, false},
    {"127.0.0.1", 0, 0, -1, false}};

static void
read_all(void)
{
	struct stamp_clock clock = {0};
	struct stamp s;
	struct when w;
	size_t i, n;
	bool local;
	int rc;

	zone("UTC0");
	for (i = 0; i < LEN(texts); i++) {
		unit_row = texts[i].text;
		rc = stamp_read(copy(texts[i].text), &s);
		CHECK_INT(rc, texts[i].digits == -1 ? -1 : 0);
		for (n = strlen(texts[i].text); n-- > 0;)
			stamp_read(unit_span(texts[i].text, n), &s);
		if (rc == -1)
			continue;
		stamp_read(copy(texts[i].text), &s);
		w = stamp_time(&s, &clock, &local);
		CHECK_INT(w.sec, texts[i].sec);
		CHECK_INT(w.usec, texts[i].usec);
		CHECK_INT(w.digits, texts[i].digits);
		CHECK_INT(local, texts[i].local);
	}
	/* no month, no day: no date */
	CHECK_INT(stamp_read(SPAN("2026-00-21T16:36:53Z"), &s), 0);
	CHECK_INT(stamp_time(&s, &clock, &local).digits, -1);
	CHECK_INT(stamp_read(SPAN("00/Nov/2026:16:36:53 +0000"), &s), 0);
	CHECK_INT(stamp_time(&s, &clock, &local).digits, -1);
	unit_row = NULL;
}

/* A form, a text, what is left of it ("-": it does not fit), the time. */
static const struct {
	const char *form, *text, *left;
	int64_t sec;
	int32_t usec;
} forms[] = {{"%d-%b-%Y %T ", "21-Nov-2026 16:37:18 UTC", "UTC", 1795279038, 0},
    {"%Y %b %e %R:%S", "2026 Nov  1 16:37:18", "", 1793551038, 0},
    {"%Y %b %e %T", "2026 Nov 21 16:37:18", "", 1795279038, 0},
    {"%F %H%%%M%z", "2026-11-21 16%37+0100x", "x", 1795275420, 0},
    {"%Y%m%d%H%M%S", "202611211637180", "0", 1795279038, 0},
    {"%s.%3", "1795279038.2501", "1", 1795279038, 250000},
    {"%Q", "1795279038250", "", 1795279038, 250000},
    {"%J", "17952790382500019", "9", 1795279038, 250001},
    {"%s%6", "1795279038250001", "", 1795279038, 250001},
    {"%s.%3", "1795279038.25", "-", 0, 0}, {"%Q", "179527903825", "-", 0, 0},
    {"%e", "  1", "-", 0, 0}, {"%e", " ", "-", 0, 0}, {"%d", " 1", "-", 0, 0},
    {"%z", "+1", "-", 0, 0}, {"%z", "", "-", 0, 0}, {"%z", "0100", "-", 0, 0},
    {"%k", "1", "-", 0, 0}, {"%", "%", "-", 0, 0}, {"x", "", "-", 0, 0},
    {"%b", "No", "-", 0, 0}};

static void
take_all(void)
{
	struct stamp_clock clock = {0};
	struct span rest;
	struct stamp s;
	struct when w;
	size_t i;
	bool local;

	for (i = 0; i < LEN(forms); i++) {
		unit_row = forms[i].form;
		rest = copy(forms[i].text);
		s = (struct stamp){0};
		if (stamp_take(&rest, span_str(forms[i].form), &s) == -1) {
			CHECK(strcmp(forms[i].left, "-") == 0);
			continue;
		}
		CHECK_STR(rest.p, rest.n, forms[i].left);
		w = stamp_time(&s, &clock, &local);
		CHECK_INT(w.sec, forms[i].sec);
		CHECK_INT(w.usec, forms[i].usec);
	}
	unit_row = NULL;
	CHECK_INT(stamp_form(SPAN("%d/%b/%Y:%T %z")), 1);
	CHECK_INT(stamp_form(SPAN("%s")), 1);
	CHECK_INT(stamp_form(SPAN("%T %%")), 0);
	CHECK_INT(stamp_form(SPAN("")), 0);
	CHECK_INT(stamp_form(SPAN("%Y%k")), -1);
	CHECK_INT(stamp_form(SPAN("%Y%")), -1);
}

/* Each quarter of an hour of a year is what localtime_r made it from. */
static void
year(const char *tz)
{
	struct stamp_clock clock = {0};
	struct tm tm, before, after;
	struct stamp s;
	char text[40];
	time_t t, other;
	bool local;

	zone(tz);
	unit_row = tz;
	for (t = 1767225600 - 86400; t < 1798761600; t += 900) {
		other = t - 3600;
		localtime_r(&other, &before);
		other = t + 3600;
		localtime_r(&other, &after);
		localtime_r(&t, &tm);
		if (before.tm_gmtoff != after.tm_gmtoff)
			continue;
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
		CHECK_INT(stamp_read(copy(text), &s), 0);
		CHECK_INT(stamp_time(&s, &clock, &local).sec, t);
		CHECK(local);
	}
	unit_row = NULL;
}

int
main(void)
{
	read_all();
	take_all();
	year("CET-1CEST,M3.5.0,M10.5.0/3");
	year("EST5EDT,M3.2.0,M11.1.0");
	year("LHST-10:30LHDT-11,M10.1.0,M4.1.0");
	return unit_end();
}
