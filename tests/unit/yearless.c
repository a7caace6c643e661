#include <stdlib.h>
#include <time.h>

#include "pure/yearless.h"
#include "unit.h"

enum { NOW = 1795321965 }; /* 2026-11-22 04:32:45 UTC, a Sunday */

static const struct {
	const char *text;
	int64_t now, want; /* -1: none */
} table[] = {
    {"Sat Nov 21 16:59:36", NOW, 1795280376},
    {"Sun Nov 22 04:32:45", NOW, NOW},
    /* a clock or a zone ahead by less than a day; more is a year ago or, by
     * the weekday, several */
    {"Mon Nov 23 04:32:45", NOW, NOW + 86400},
    {"Tue Nov 24 04:32:45", NOW, 1606192365},
    {"Nov 24 04:32:45", NOW, 1795494765 - 365 * 86400},
    {"Thu Dec 31 23:59:59", NOW, 1609459199},
    {"Nov  1 00:00:00", NOW, 1793491200},
    {"Sat Feb 29 12:00:00", NOW, 1582977600},
    {"Feb 29 12:00:00", NOW, 1709208000},
    {"Thu Jan  1 00:00:00", 1, 0},
    {"Nov 31 00:00:00", NOW, -2},
    {"Feb 29 00:00:00", 86400, -1},
    {"", NOW, -1},
};

int
main(void)
{
	struct stamp_clock clock = {0};
	struct stamp s;
	struct span rest;
	struct when w;
	size_t i;
	int day;

	setenv("TZ", "UTC0", 1);
	tzset();
	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i].text;
		rest = unit_span(unit_row, strlen(unit_row));
		s = (struct stamp){0};
		day = yearless_weekday(&rest);
		if (day != -1)
			span_skip(&rest, 1);
		stamp_take(&rest, span_str("%b %e %T"), &s);
		w = yearless_time(&s, day, table[i].now, &clock);
		if (table[i].want == -1)
			CHECK_INT(w.digits, -1);
		else if (table[i].want >= 0)
			CHECK_INT(w.sec, table[i].want);
	}
	unit_row = NULL;
	/* A zone of its own: the listing's local time is this process's. */
	setenv("TZ", "XST-9", 1);
	tzset();
	clock = (struct stamp_clock){0};
	rest = SPAN("Nov 22 13:32:45");
	s = (struct stamp){0};
	CHECK_INT(stamp_take(&rest, span_str("%b %e %T"), &s), 0);
	CHECK_INT(yearless_time(&s, 0, NOW, &clock).sec, NOW);
	rest = SPAN("Xat");
	CHECK_INT(yearless_weekday(&rest), -1);
	rest = SPAN("Sa");
	CHECK_INT(yearless_weekday(&rest), -1);
	rest = SPAN("Sat");
	CHECK_INT(yearless_weekday(&rest), 6);
	CHECK_INT(rest.n, 0);
	return unit_end();
}
