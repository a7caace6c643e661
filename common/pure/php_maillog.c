/* Source of the format: PHP's ext/standard/mail.c, 5.3 to 8.2. */
#include "pure/num.h"
#include "pure/php_maillog.h"

/* Takes what stands before the needle, and that, off the front of *rest. */
static struct span
take_upto(struct span *rest, const char *needle)
{
	struct span part = {NULL, 0};
	const char *at = rest->p == NULL
	    ? NULL
	    : span_find(*rest, span_str(needle), false);

	if (at != NULL) {
		part = span_of(rest->p, (size_t)(at - rest->p));
		span_skip(rest, part.n + strlen(needle));
	}
	return part;
}

/* The latest year with that date in which it is at most a day from now on. */
static void
set_year(struct stamp *s, int64_t now, struct stamp_clock *clock,
    struct php_maillog *m)
{
	s->of[0] = 1970 + (int)(now / (365 * 86400)) + 1;
	do {
		m->time = stamp_time(s, clock, &m->local);
	} while ((m->time.sec > now + 86400 ||
		     (s->of[0] % 4 != 0 && s->of[1] == 2 && s->of[2] == 29)) &&
	    s->of[0]-- > 0);
}

/* "Nov 21 16:37:18 host php[123]: ", or with an ISO 8601 stamp */
static void
take_syslog(struct span *rest, int64_t now, struct stamp_clock *clock,
    struct php_maillog *m)
{
	struct span line = *rest;
	struct stamp s = {0};

	if (stamp_take(&line, span_str("%b %e %T"), &s) == 0)
		set_year(&s, now, clock, m);
	else if (stamp_read(span_field(&line), &s) == 0)
		m->time = stamp_time(&s, clock, &m->local);
	else
		return;
	span_field(&line);
	if (take_upto(&line, ": ").p != NULL)
		*rest = line;
}

/* "[21-Nov-2026 16:37:18 UTC] " */
static int
take_stamp(struct span *rest, struct span zone, struct stamp_clock *clock,
    struct php_maillog *m)
{
	static const char *const utc[] = {
	    "UTC", "GMT", "Etc/UTC", "Etc/GMT", "Z"};
	struct span text = take_upto(rest, "] ");
	struct stamp s = {0};
	size_t i;

	if (text.p == NULL)
		return -1;
	span_skip(&text, 1);
	if (stamp_take(&text, span_str("%d-%b-%Y %T "), &s) == -1)
		return -1;
	m->zone = text;
	for (i = 0; i < sizeof utc / sizeof utc[0]; i++)
		s.zoned |= span_is(text, utc[i]);
	if (!s.zoned && text.n == 6)
		stamp_take(&text, span_str("%z"), &s); /* +03:00 */
	if (s.zoned || (zone.p != NULL && span_same(text, zone)))
		m->time = stamp_time(&s, clock, &m->local);
	return 0;
}

static bool
ends(struct span a, const char *with)
{
	size_t n = strlen(with);

	return a.n >= n && memcmp(a.p + a.n - n, with, n) == 0;
}

/* PATH:LINE, or PATH(LINE) : eval()'d code:1 */
static int
read_place(struct span *rest, struct php_maillog *m)
{
	struct span path = *rest, digits, left;
	size_t i;
	uint64_t n;

	do {
		if (take_upto(rest, "]: To: ").p == NULL)
			return -1;
		path.n = (size_t)(rest->p - path.p) - strlen("]: To: ");
		for (i = path.n; i > 0 && path.p[i - 1] != ':';)
			i--;
		digits = span_from(path, i);
	} while (i < 2 || num_u(digits, INT64_MAX, &n) == -1);
	path.n = i - 1;
	m->path = path;
	m->line = (int64_t)n;
	if (!ends(path, "eval()'d code") &&
	    !ends(path, "runtime-created function"))
		return 0;
	while (!m->evaled && take_upto(&path, "(").p != NULL) {
		left = path;
		digits = take_upto(&left, ") : ");
		if (num_u(digits, INT64_MAX, &n) == -1)
			continue;
		m->path.n = (size_t)(digits.p - m->path.p) - 1;
		m->line = (int64_t)n;
		m->evaled = true;
	}
	return 0;
}

int
php_maillog_read(struct span line, int64_t now, struct span zone,
    struct stamp_clock *clock, struct php_maillog *m)
{
	struct span rest = line, subject;

	*m = (struct php_maillog){.time = {0, 0, -1}, .line = -1};
	if (!span_starts(line, "[") && !span_starts(line, "mail()"))
		take_syslog(&rest, now, clock, m);
	if (span_starts(rest, "[") && take_stamp(&rest, zone, clock, m) == -1)
		return -1;
	if (!span_starts(rest, "mail() on ["))
		return -1;
	span_skip(&rest, strlen("mail() on ["));
	if (read_place(&rest, m) == -1)
		return -1;
	m->to = take_upto(&rest, " -- Headers: ");
	if (m->to.p == NULL) {
		m->to = rest;
		return 0;
	}
	m->headers = rest;
	subject = rest;
	while (take_upto(&subject, " -- Subject: ").p != NULL) {
		m->subject = subject;
		m->headers.n = (size_t)(subject.p - rest.p) -
		    strlen(" -- Subject: ");
	}
	return 0;
}

struct span
php_maillog_address(struct span *to)
{
	static const char between[] = " \t,;:<>()\"'";
	struct span word;
	size_t i;

	while (to->n > 0) {
		for (i = 0; i < to->n &&
		     memchr(between, to->p[i], sizeof between - 1) == NULL;)
			i++;
		word = span_of(to->p, i);
		span_skip(to, i < to->n ? i + 1 : i);
		if (i > 0 && memchr(word.p, '@', word.n) != NULL)
			return word;
	}
	return span_of(NULL, 0);
}
