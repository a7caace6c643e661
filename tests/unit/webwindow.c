/* Each rule of when messages came; -w; the seconds that are whole. */
#include "pure/webwindow.h"
#include "unit.h"

#define SEC INT64_C(1000000)

#define UNKNOWN WEBLOG_STAMP_UNKNOWN
#define END WEBLOG_STAMP_END
#define START WEBLOG_STAMP_START

/* A row's times are milliseconds. */
#define NONE INT64_C(-1)
#define DAY INT64_C(86400000)

/* Line and server tell a stamp; took, status; what is before and after. */
static const struct {
	const char *name;
	enum weblog_stamp line, server;
	int64_t took;
	int status;
	int64_t before, after;
} rules[] = {
    /* no length */
    {"nobody knows", UNKNOWN, UNKNOWN, NONE, 200, 10000, 30000},
    {"server: end", UNKNOWN, END, NONE, 200, 10000, 2000},
    {"server: start", UNKNOWN, START, NONE, 200, 1000, 30000},
    {"line: end", END, UNKNOWN, NONE, 200, 10000, 2000},
    {"line: start", START, UNKNOWN, NONE, 200, 1000, 30000},
    {"line before server", END, START, NONE, 200, 10000, 2000},
    {"line before server", START, END, NONE, 200, 1000, 30000},
    {"no status", END, UNKNOWN, NONE, -1, 10000, 2000},
    /* the server gave up before the script */
    {"given up", END, UNKNOWN, NONE, 499, 10000, 10000},
    {"given up", UNKNOWN, END, NONE, 502, 10000, 10000},
    {"given up", UNKNOWN, END, NONE, 504, 10000, 10000},
    {"not given up", UNKNOWN, END, NONE, 500, 10000, 2000},
    {"not given up", UNKNOWN, END, NONE, 503, 10000, 2000},
    {"given up, start", START, UNKNOWN, NONE, 504, 1000, 30000},
    {"given up, unknown", UNKNOWN, UNKNOWN, NONE, 504, 10000, 30000},
    /* a length */
    {"end, 0 s", END, UNKNOWN, 0, 200, 1000, 2000},
    {"start, 0 s", START, UNKNOWN, 0, 200, 1000, 2000},
    {"unknown, 0 s", UNKNOWN, UNKNOWN, 0, 200, 1000, 2000},
    {"end, 2.5 s", END, UNKNOWN, 2500, 200, 3500, 2000},
    {"start, 2.5 s", START, UNKNOWN, 2500, 200, 1000, 4500},
    {"unknown, 2.5 s", UNKNOWN, UNKNOWN, 2500, 200, 3500, 4500},
    {"server: end, 60 s", UNKNOWN, END, 60000, 200, 61000, 2000},
    {"server: start, 60 s", UNKNOWN, START, 60000, 200, 1000, 62000},
    {"line before server, 60 s", START, END, 60000, 200, 1000, 62000},
    {"end, given up, 60 s", END, UNKNOWN, 60000, 504, 61000, 10000},
    {"start, given up, 60 s", START, UNKNOWN, 60000, 499, 1000, 70000},
    {"unknown, given up", UNKNOWN, UNKNOWN, 60000, 502, 61000, 70000},
    {"a day less", END, UNKNOWN, DAY - 1, 200, DAY + 999, 2000},
    {"a day is no length", END, UNKNOWN, DAY, 200, 10000, 2000},
};

/* The window around each time, of whole seconds and of parts. */
static void
check_window(const struct webwindow *w, enum weblog_stamp server,
    struct weblog *r, int64_t before, int64_t after)
{
	int64_t start, end, at;
	int8_t digits;

	for (digits = 0; digits <= 6; digits++) {
		r->time = (struct when){
		    1795279013, digits > 0 ? 900000 : 0, digits};
		at = r->time.sec * SEC + r->time.usec;
		start = end = 0;
		webwindow_of(w, server, r, &start, &end);
		CHECK_INT(start, at - before);
		/* the end is before *end; a whole second is all of it */
		CHECK_INT(end, at + after + (digits > 0 ? 1 : SEC));
	}
}

static void
of_rules(void)
{
	struct webwindow w = {0, 0, false};
	struct weblog r = {.bytes = -1};
	size_t i;

	for (i = 0; i < LEN(rules); i++) {
		unit_row = rules[i].name;
		r.stamp = rules[i].line;
		r.took_us = rules[i].took < 0 ? -1 : rules[i].took * 1000;
		r.status = rules[i].status;
		check_window(&w, rules[i].server, &r, rules[i].before * 1000,
		    rules[i].after * 1000);
	}
	unit_row = NULL;
}

/* -w holds whatever the line tells. */
static void
fixed(void)
{
	struct webwindow w = {3 * SEC, 7 * SEC + 5, true}, widest;
	struct weblog r = {.bytes = -1};
	size_t i;

	for (i = 0; i < LEN(rules); i++) {
		unit_row = rules[i].name;
		r.stamp = rules[i].line;
		r.took_us = rules[i].took < 0 ? -1 : rules[i].took * 1000;
		r.status = rules[i].status;
		check_window(&w, rules[i].server, &r, w.before, w.after);
	}
	unit_row = NULL;
	widest = webwindow_widest(&w);
	CHECK(widest.before == w.before && widest.after >= w.after);
	w = (struct webwindow){0, 0, true};
	check_window(&w, UNKNOWN, &r, 0, 0);
}

/* No line without a length has a wider one, but for its second. */
static void
widest(void)
{
	struct webwindow w = {0, 0, false}, most = webwindow_widest(&w);
	struct weblog r = {.took_us = -1, .time = {1795279013, 1, 6}};
	int64_t at = r.time.sec * SEC + r.time.usec, start, end;
	enum weblog_stamp stamp;

	for (r.status = -1; r.status <= 999; r.status++)
		for (stamp = UNKNOWN; stamp <= START; stamp++) {
			webwindow_of(&w, stamp, &r, &start, &end);
			CHECK(start >= at - most.before);
			CHECK(end <= at + most.after + 1);
		}
}

/* -w, in microseconds; before -1: none. */
static const struct {
	const char *text;
	int64_t before, after;
} texts[] = {{"0,0", 0, 0}, {"5,10", 5 * SEC, 10 * SEC},
    {"0.5,1.25", 500000, 1250000}, {"1.000001,0.1", SEC + 1, 100000},
    {"0.999999,00007", 999999, 7 * SEC}, {"2.50,3.", -1, 0},
    {"86400,86400", 86400 * SEC, 86400 * SEC}, {"86401,0", -1, 0},
    {"0,86401", -1, 0}, {"99999999999999999999,1", -1, 0}, {"", -1, 0},
    {",", -1, 0}, {"5", -1, 0}, {"5,", -1, 0}, {",5", -1, 0}, {"1,2,3", -1, 0},
    {"1,2,", -1, 0}, {"-1,2", -1, 0}, {"1,-2", -1, 0}, {"+1,2", -1, 0},
    {"1, 2", -1, 0}, {" 1,2", -1, 0}, {"1,2 ", -1, 0}, {"1;2", -1, 0},
    {".5,1", -1, 0}, {"1,.5", -1, 0}, {"5.,1", -1, 0}, {".,.", -1, 0},
    {"0.1234567,1", -1, 0}, {"1,0.0000000", -1, 0}, {"1.5.2,1", -1, 0},
    {"1.-5,1", -1, 0}, {"1. 5,1", -1, 0}, {"1e3,1", -1, 0}, {"0x5,1", -1, 0},
    {"5s,1m", -1, 0}, {"1:2", -1, 0}, {"a,b", -1, 0}};

static void
parse(void)
{
	struct webwindow w;
	struct span text;
	size_t i;

	for (i = 0; i < LEN(texts); i++) {
		unit_row = texts[i].text;
		text = unit_span(unit_row, strlen(unit_row));
		w = (struct webwindow){-1, -1, false};
		CHECK_INT(
		    webwindow_parse(&w, text), texts[i].before < 0 ? -1 : 0);
		if (texts[i].before < 0)
			continue;
		CHECK_INT(w.before, texts[i].before);
		CHECK_INT(w.after, texts[i].after);
		CHECK(w.fixed);
	}
	unit_row = NULL;
	CHECK_INT(webwindow_parse(&w, SPAN("1\0,2")), -1);
	CHECK_INT(webwindow_parse(&w, SPAN("1,2\0")), -1);
	CHECK_INT(webwindow_parse(&w, span_of(NULL, 0)), -1);
}

/* Whatever is said to be good is what its digits say. */
static void
parse_any(void)
{
	static const char bytes[] = "0123456789..,,- ";
	char text[24], back[80];
	struct webwindow w;
	size_t i, n, good = 0;

	for (i = 0; i < 200000; i++) {
		n = 1 + unit_rand(12);
		memset(text, 0, sizeof text);
		for (size_t j = 0; j < n; j++)
			text[j] = bytes[unit_rand(LEN(bytes) - 1)];
		if (webwindow_parse(&w, unit_span(text, n)) == -1)
			continue;
		good++;
		unit_row = text;
		CHECK(w.before >= 0 && w.before < 86401 * SEC);
		CHECK(w.after >= 0 && w.after < 86401 * SEC);
		snprintf(back, sizeof back, "%.6f", (double)w.before / 1e6);
		CHECK(strtod(back, NULL) == strtod(text, NULL));
		snprintf(back, sizeof back, "%.6f", (double)w.after / 1e6);
		CHECK(
		    strtod(back, NULL) == strtod(strchr(text, ',') + 1, NULL));
		unit_row = NULL;
	}
	CHECK(good > 1000);
}

int
main(void)
{
	of_rules();
	fixed();
	widest();
	parse();
	parse_any();
	return unit_end();
}
