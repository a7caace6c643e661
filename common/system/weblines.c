#include "pure/num.h"
#include "system/weblines.h"
#include "system/zone.h"

#define SECOND ((int64_t)1000000)

enum {
	SHORTEST = 32, /* a line that is shorter is looked at */
	LONGEST = 1 << 20, /* one that is longer is none of a log */
	SHOWN = 80, /* bytes of a line that cannot be read */
	UNTIL_IT_HAS_AN_ID = 6, /* seconds from a call of mail() on */
};

/* --- what a line tells --- */

/*
 * Its zone may be another than ours. What that zone's clock showed in the hour
 * of the last call is known; for another hour it is ours for a moment.
 */
static void
read_elsewhere(struct weblines *s, struct span line, struct php_maillog *m)
{
	struct stamp_clock before;

	if (m->time.digits >= 0 || m->zone.p == NULL ||
	    m->zone.n >= sizeof s->zone)
		return;
	if (!span_is(m->zone, s->zone)) {
		memcpy(s->zone, m->zone.p, m->zone.n);
		s->zone[m->zone.n] = '\0';
		s->there = (struct stamp_clock){0};
	}
	before = s->there;
	php_maillog_read(line, s->now, m->zone, &s->there, m);
	if (!s->there.even || !before.known || before.hour != s->there.hour) {
		s->there.known = false;
		m->time.digits = -1;
		if (zone_enter(m->zone)) {
			php_maillog_read(line, s->now, m->zone, &s->there, m);
			zone_leave();
		}
	}
	m->local = false;
}

static int
read_call(struct weblines *s, struct span line, struct webrequest *r)
{
	struct php_maillog m;
	struct span none = {NULL, 0};

	if (php_maillog_read(line, s->now, none, &s->clock, &m) == -1)
		return -1;
	read_elsewhere(s, line, &m);
	r->call = true;
	r->line = m.line;
	r->to = m.to;
	r->w = (struct weblog){.time = m.time,
	    .local = m.local,
	    .took_us = -1,
	    .method = span_str("mail()"),
	    .path = m.path,
	    .status = -1,
	    .bytes = -1};
	return m.time.digits < 0 ? -1 : 1;
}

static int
read_request(struct weblines *s, struct span line, struct webrequest *r)
{
	r->call = false;
	r->line = -1;
	if (s->format != NULL)
		return weblog_format_read(
		    s->format, &s->clock, line, &s->scratch, &r->w);
	return weblog_read(&s->clock, line, &s->scratch, &r->w);
}

int
weblines_read(struct weblines *s, struct span line, struct webrequest *r)
{
	r->file = s->file;
	r->text = line;
	return s->file->kind == WEBLOG_CALLS ? read_call(s, line, r)
					     : read_request(s, line, r);
}

static int64_t
usec_of(struct when time)
{
	return time.sec * SECOND + time.usec;
}

bool
weblines_time(struct weblines *s, struct span line, int64_t *usec)
{
	struct webrequest r;

	line = span_chomp(line);
	if (s->file->kind == WEBLOG_CALLS) {
		if (read_call(s, line, &r) != 1)
			return false;
		*usec = usec_of(r.w.time);
		return true;
	}
	if (s->format != NULL)
		return weblog_format_time(s->format, &s->clock, line, usec);
	return weblog_time(&s->clock, line, usec);
}

void
webrequest_window(const struct webrequest *r, const struct webwindow *w,
    int64_t *start, int64_t *end)
{
	if (!r->call) {
		webwindow_of(w, r->file->stamp, &r->w, start, end);
		return;
	}
	*start = usec_of(r->w.time);
	*end = *start + UNTIL_IT_HAS_AN_ID * SECOND;
}

/* --- what kind of log it is --- */

/* "1763740000 5120 ." */
static bool
is_count(struct span line)
{
	struct span time = span_upto(&line, ' '), bytes = span_upto(&line, ' ');
	uint64_t n;

	return time.n == 10 && num_u(time, INT64_MAX, &n) == 0 &&
	    bytes.p != NULL && num_u(bytes, INT64_MAX, &n) == 0 &&
	    span_is(line, ".");
}

void
weblines_tell(struct weblines *s, struct span line)
{
	struct webrequest r;

	line = span_chomp(line);
	if (s->file->kind != WEBLOG_UNTOLD)
		return;
	if (read_request(s, line, &r) == 1)
		s->file->kind = WEBLOG_ACCESS;
	else if (read_call(s, line, &r) == 1)
		s->file->kind = WEBLOG_CALLS;
	else if (is_count(line))
		s->file->kind = WEBLOG_BYTES;
}

/* --- what is counted --- */

void
weblines_see(struct weblines *s, int64_t usec)
{
	if (!s->any || usec < s->first_time)
		s->first_time = usec;
	if (!s->any || usec > s->last_time)
		s->last_time = usec;
	s->any = true;
}

static void
see_bad(struct weblines *s, struct span line)
{
	if (s->first.len == 0)
		buf_put(&s->first, line.p, line.n < SHOWN ? line.n : SHOWN);
	s->bad++;
}

static void
see_good(struct weblines *s, struct span line, const struct weblog *w)
{
	s->starts[(unsigned char)line.p[0]] = 1;
	s->ends[(unsigned char)line.p[line.n - 1]] = 1;
	s->local |= w->local;
	if (s->file->stamp == WEBLOG_STAMP_UNKNOWN)
		s->file->stamp = w->stamp;
	weblines_see(s, usec_of(w->time));
}

/* Reads a line that is to be counted. As weblog_read. */
static int
read_counted(struct weblines *s, struct span line, struct webrequest *r)
{
	int rc = line.n > LONGEST ? -1 : weblines_read(s, line, r);

	if (rc == -1)
		see_bad(s, line);
	else if (rc == 1)
		see_good(s, line, &r->w);
	return rc;
}

/* --- lines --- */

/* Whether a line looks, at its ends, like those that can be read. */
static bool
is_usual(const struct weblines *s, struct span line)
{
	return line.n >= SHORTEST && s->starts[(unsigned char)line.p[0]] &&
	    s->ends[(unsigned char)line.p[line.n - 1]];
}

/* Whether the line, in which no method can start at a glance, hides one. Takes
 * a look at it if it is an unusual one. */
static bool
hides(struct weblines *s, struct span line)
{
	struct webrequest r;

	if (weblog_may_hide(line))
		return true;
	s->lines++;
	if (!is_usual(s, line))
		read_counted(s, line, &r);
	return false;
}

/*
 * Takes the lines before the one in which the method can start next. That
 * place is looked for once, over many lines.
 */
static void
skip_others(struct weblines *s, struct span *rest, bool begin)
{
	const char *end = rest->p + rest->n, *newline;
	struct span line;

	if (begin || s->start < rest->p)
		s->start = weblog_find(*rest, span_str(s->method));
	if (s->start == NULL)
		s->start = end;
	while (rest->n > 0 &&
	    (newline = memchr(rest->p, '\n', rest->n)) != NULL &&
	    newline < s->start) {
		line = span_of(rest->p, (size_t)(newline - rest->p));
		if (line.n > 0 && newline[-1] == '\r')
			line.n--;
		if (line.n > 0 && hides(s, line))
			return;
		span_skip(rest, (size_t)(newline - rest->p) + 1);
	}
}

/* Whether a line is none of the method that is asked for, at a glance. */
static bool
is_other(const struct weblines *s, struct span line)
{
	if (s->method == NULL || s->file->kind != WEBLOG_ACCESS)
		return false;
	if (s->format != NULL)
		return span_find(line, span_str(s->method), true) == NULL;
	return weblog_find(line, span_str(s->method)) == NULL &&
	    !weblog_may_hide(line);
}

static bool
take_line(struct weblines *s, struct span line, struct webrequest *r)
{
	if (line.n == 0)
		return false;
	s->lines++;
	weblines_tell(s, line);
	if (s->file->kind == WEBLOG_UNTOLD)
		see_bad(s, line);
	if (s->file->kind == WEBLOG_UNTOLD || s->file->kind == WEBLOG_BYTES ||
	    (is_other(s, line) && is_usual(s, line)) ||
	    read_counted(s, line, r) != 1)
		return false;
	return r->call || s->method == NULL ||
	    (r->w.method.p != NULL &&
		span_caseis(r->w.method, span_str(s->method)));
}

bool
weblines_next(
    struct weblines *s, struct span *rest, bool begin, struct webrequest *r)
{
	while (rest->n > 0) {
		if (s->method != NULL && s->format == NULL &&
		    s->file->kind == WEBLOG_ACCESS)
			skip_others(s, rest, begin);
		begin = false;
		if (rest->n > 0 &&
		    take_line(s, span_chomp(span_upto(rest, '\n')), r))
			return true;
	}
	return false;
}

void
weblines_add(struct weblines *s, const struct weblines *other)
{
	s->lines += other->lines;
	s->bad += other->bad;
	s->local |= other->local;
	if (other->any) {
		weblines_see(s, other->first_time);
		weblines_see(s, other->last_time);
	}
}

void
weblines_free(struct weblines *s)
{
	buf_free(&s->scratch);
	buf_free(&s->first);
}
