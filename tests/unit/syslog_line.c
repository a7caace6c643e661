#include <time.h>

#include "pure/syslog_line.h"
#include "unit.h"

enum { LATEST = 1795281573 }; /* 2026-11-21 17:19:33 UTC */

/* Lines: stamp, tag and text, each behind a bar; NULL: none of syslog's. */
static const char *const lines[][2] = {
    {"Nov 21 16:59:33 mail postfix/smtpd[190]: AB: x: y",
	"Nov 21 16:59:33|postfix/smtpd[190]|AB: x: y"},
    {"2026-11-21T16:59:33.123456+01:00 mail a: ",
	"2026-11-21T16:59:33.123456+01:00|a|"},
    {"Nov  1 16:59:33 mail : x", "Nov  1 16:59:33||x"},
    {"", NULL},
    {"Nov 21 16:59:33", NULL},
    {"Nov 21 16:59:33mail a: b", NULL},
    {"Nov 21 16:59:33 mail", NULL},
    {"Nov 21 16:59:33 mail a:b", NULL},
    {"2026-11-21T16:59:33", NULL},
    {"2026-11-21T16:59:33 mail", NULL},
    {"1", NULL},
};

static void
check_lines(void)
{
	struct syslog_line l;
	struct buf b = {0};
	size_t i;
	int rc;

	for (i = 0; i < LEN(lines); i++) {
		unit_row = lines[i][0];
		rc = syslog_line_read(
		    unit_span(unit_row, strlen(unit_row)), &l);
		CHECK_INT(rc, lines[i][1] == NULL ? -1 : 0);
		if (rc == -1 || lines[i][1] == NULL)
			continue;
		buf_clear(&b);
		buf_put(&b, l.stamp.p, l.stamp.n);
		buf_putc(&b, '|');
		buf_put(&b, l.tag.p, l.tag.n);
		buf_putc(&b, '|');
		buf_put(&b, l.text.p, l.text.n);
		CHECK_STR(b.p, b.len, lines[i][1]);
	}
	unit_row = NULL;
	buf_free(&b);
}

/* The line's second with that stamp in a file written last at latest; -1: it
 * tells none. */
static const struct {
	const char *stamp;
	int64_t latest, sec;
} times[] = {
    {"Nov 21 16:59:33", LATEST, 1795280373},
    {"Nov 22 16:59:33", LATEST, 1795366773}, /* a day later, as clocks go */
    {"Nov 23 16:59:33", LATEST, 1763917173}, /* 2025's */
    {"Feb 29 00:00:00", LATEST, 1709164800}, /* a leap year's */
    {"Jan  1 00:00:00", 1798761600, 1798761600},
    {"Jan  1 00:00:00", 0, 0},
    {"Nov 21 16:59:33", 0, -1}, /* before there is any time */
    {"Nov 21 16:59:3x", LATEST, -1},
    {"Nix 21 16:59:33", LATEST, -1},
    {"2026-11-21T16:59:33.123456+01:00", LATEST, 1795276773},
    {"2026-11-21T16:59:33Z", 0, 1795280373},
    {"2026-11-21", LATEST, -1},
    {"2026-11-21T16", LATEST, -1},
    {"20261121", LATEST, -1},
};

static void
check_times(void)
{
	struct stamp_clock clock = {.known = false};
	struct syslog_line l;
	int64_t sec;
	size_t i;
	int rc;

	for (i = 0; i < LEN(times); i++) {
		unit_row = times[i].stamp;
		l.stamp = unit_span(unit_row, strlen(unit_row));
		sec = -1;
		rc = syslog_line_time(&l, times[i].latest, &clock, &sec);
		CHECK_INT(rc == 0 ? sec : -1, times[i].sec);
	}
	unit_row = NULL;
}

static void
check_words(void)
{
	struct span text = SPAN("to=<ABCDEF@x>, 4F1E2D3C4B: (12345) 123456");

	CHECK_SAME(syslog_line_word(&text), span_str("ABCDEF"));
	CHECK_SAME(syslog_line_word(&text), span_str("4F1E2D3C4B"));
	CHECK_SAME(syslog_line_word(&text), span_str("123456"));
	CHECK(syslog_line_word(&text).p == NULL);
	CHECK(syslog_line_word(&text).p == NULL);
}

int
main(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	check_lines();
	check_times();
	check_words();
	return unit_end();
}
