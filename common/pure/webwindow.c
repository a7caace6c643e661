/*
 * The numbers are measured: nginx logs a request's end, and messages of a
 * slow one come up to its length before; those of a script that answers first
 * and then goes on, after it. Apache's %t is the start of a request.
 */
#include "pure/num.h"
#include "pure/webwindow.h"

#define SECOND ((int64_t)1000000)

enum {
	END_BEFORE = 10, /* nginx: a request as long as most proxies wait, */
	END_AFTER = 2, /* and a script that went on for a moment */
	START_BEFORE = 1, /* Apache: clocks of whole seconds */
	START_AFTER = 30,
	NARROW_BEFORE = 1,
	NARROW_AFTER = 3,
	SLACK_BEFORE = 1, /* around a request whose length is known */
	SLACK_AFTER = 2,
	SCRIPT_GOES_ON = 10, /* where the server gave up before it */
	LONGEST = 86400,
};

/* Seconds with at most six digits of a fraction. */
static int
parse_seconds(struct span text, int64_t *usec)
{
	struct span whole = span_upto(&text, '.');
	uint64_t n, part = 0;
	size_t i;

	if (num_u(whole, LONGEST, &n) == -1 || text.n > 6 ||
	    (text.p != NULL && num_u(text, 999999, &part) == -1))
		return -1;
	for (i = text.n; text.p != NULL && i < 6; i++)
		part *= 10;
	*usec = (int64_t)(n * SECOND + part);
	return 0;
}

int
webwindow_parse(struct webwindow *w, struct span text)
{
	struct span before = span_upto(&text, ',');

	w->fixed = true;
	if (text.p == NULL || parse_seconds(before, &w->before) == -1 ||
	    parse_seconds(text, &w->after) == -1)
		return -1;
	return 0;
}

static bool
is_given_up(int status)
{
	return status == 499 || status == 502 || status == 504;
}

/* A time of whole seconds is of any moment of that one. */
static int64_t
blur(const struct weblog *r)
{
	return r->time.digits > 0 ? 0 : SECOND - 1;
}

/* The request as a whole, whichever end is logged; either if that is not
 * known. */
static struct webwindow
around_request(enum weblog_stamp stamp, const struct weblog *r)
{
	struct webwindow w = {
	    SLACK_BEFORE * SECOND, SLACK_AFTER * SECOND, false};

	if (is_given_up(r->status))
		w.after = SCRIPT_GOES_ON * SECOND;
	if (stamp != WEBLOG_STAMP_START)
		w.before += r->took_us;
	if (stamp != WEBLOG_STAMP_END)
		w.after += r->took_us;
	return w;
}

/* What is usual, of a request whose length is not known. */
static struct webwindow
around_stamp(enum weblog_stamp stamp, const struct weblog *r)
{
	struct webwindow w = {END_BEFORE * SECOND, START_AFTER * SECOND, false};

	if (stamp == WEBLOG_STAMP_START)
		w.before = START_BEFORE * SECOND;
	if (stamp == WEBLOG_STAMP_END)
		w.after = SECOND *
		    (is_given_up(r->status) ? SCRIPT_GOES_ON : END_AFTER);
	return w;
}

static bool
is_long_known(const struct weblog *r)
{
	return r->took_us >= 0 && r->took_us < LONGEST * SECOND;
}

enum weblog_stamp
webwindow_stamp(enum weblog_stamp stamp, const struct weblog *r)
{
	return r->stamp != WEBLOG_STAMP_UNKNOWN ? r->stamp : stamp;
}

static void
set_window(const struct webwindow *its, const struct weblog *r, int64_t *start,
    int64_t *end)
{
	int64_t at = r->time.sec * SECOND + r->time.usec;

	*start = at - its->before;
	*end = at + its->after + blur(r) + 1;
}

void
webwindow_of(const struct webwindow *w, enum weblog_stamp stamp,
    const struct weblog *r, int64_t *start, int64_t *end)
{
	struct webwindow its = *w;

	stamp = webwindow_stamp(stamp, r);
	if (!w->fixed && is_long_known(r))
		its = around_request(stamp, r);
	else if (!w->fixed)
		its = around_stamp(stamp, r);
	set_window(&its, r, start, end);
}

bool
webwindow_narrow(const struct webwindow *w, enum weblog_stamp stamp,
    const struct weblog *r, int64_t *start, int64_t *end)
{
	struct webwindow its = {
	    NARROW_BEFORE * SECOND, NARROW_AFTER * SECOND, false};

	if (w->fixed || is_long_known(r))
		return false;
	if (webwindow_stamp(stamp, r) == WEBLOG_STAMP_END)
		its.after = SECOND;
	set_window(&its, r, start, end);
	return true;
}

struct webwindow
webwindow_widest(const struct webwindow *w)
{
	struct webwindow widest = {
	    END_BEFORE * SECOND, START_AFTER * SECOND, false};

	if (w->fixed)
		widest = *w;
	widest.after += SECOND; /* what blur adds */
	return widest;
}
