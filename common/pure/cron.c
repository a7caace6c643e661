/*
 * After the sources of Debian's cron 3.0pl1-162 and of cronie 1.7, whose
 * readers take a file byte by byte: what they let pass is let pass here.
 */
#include "pure/cron.h"

struct reader {
	const char *p, *end;
	bool cronie;
	bool random;
};

struct part {
	int low, high;
	const char *names; /* three letters each, or NULL */
	const char *wrong;
};

static const struct part parts[] = {
    {0, 59, NULL, "bad minute"},
    {0, 23, NULL, "bad hour"},
    {1, 31, NULL, "bad day-of-month"},
    {1, 12, "janfebmaraprmayjunjulaugsepoctnovdec", "bad month"},
    {0, 7, "sunmontuewedthufrisat", "bad day-of-week"},
};

enum { MINUTE, HOURS, DAY, MONTH, WEEKDAY, PARTS };

/* The byte at hand; the newline that ended the line at its end. */
static char
peek(const struct reader *r)
{
	return r->p < r->end ? *r->p : '\n';
}

static bool
take(struct reader *r, char c)
{
	if (peek(r) != c)
		return false;
	r->p++;
	return true;
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* As atoi does: what is too large wraps round. */
static int
number_of(struct span digits)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < digits.n; i++)
		n = n > INT64_MAX / 10 ? INT64_MAX
				       : n * 10 + (uint64_t)(digits.p[i] - '0');
	if (n > INT64_MAX)
		n = INT64_MAX;
	return (int)(uint32_t)n;
}

/* All letters and digits there are: a number, or one of the names. */
static bool
take_number(struct reader *r, const struct part *part, int *n)
{
	struct span word = span_of(r->p, 0);
	bool digits = true;
	const char *name;
	int i;

	for (; r->p < r->end && is_alnum(*r->p); r->p++, word.n++)
		digits = digits && *r->p <= '9';
	if (word.n == 0)
		return false;
	if (digits) {
		*n = number_of(word);
		return true;
	}
	name = part == NULL ? NULL : part->names;
	for (i = 0; name != NULL && *name != '\0'; i++, name += 3)
		if (span_caseis(word, span_of(name, 3))) {
			*n = part->low + i;
			return true;
		}
	return false;
}

static bool
set_range(const struct part *part, int from, int to, int step, uint64_t *bits)
{
	int64_t i;

	for (i = from; i <= to; i += step) {
		if (i < part->low || i > part->high)
			return false;
		*bits |= UINT64_C(1) << i;
	}
	return true;
}

/* A word goes on until a blank; whatever follows a range is passed over. */
static bool
take_range(struct reader *r, const struct part *part, uint64_t *bits)
{
	int from = part->low, to = part->high, step = 1;

	if (!take(r, '*')) {
		if (!take_number(r, part, &from))
			return false;
		if (!take(r, '-'))
			return peek(r) != '/' &&
			    set_range(part, from, from, 1, bits);
		if (!take_number(r, part, &to))
			return false;
	}
	if (take(r, '/') && (!take_number(r, NULL, &step) || step <= 0))
		return false;
	/* Where from is beyond to nothing is set, and nothing wrong. */
	return from >= part->low && from <= part->high && to >= part->low &&
	    to <= part->high && set_range(part, from, to, step, bits);
}

static bool
is_separator(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == ',';
}

/* Cronie's ~ takes one of the range by chance when it loads the file. */
static bool
take_random(struct reader *r, const struct part *part, int from, uint64_t *bits)
{
	int to = part->high;

	if (!is_separator(peek(r)) && !take_number(r, part, &to))
		return false;
	r->random = true;
	return is_separator(peek(r)) && from <= to &&
	    set_range(part, from, to, 1, bits);
}

static bool
take_range_cronie(struct reader *r, const struct part *part, uint64_t *bits)
{
	int from = part->low, to = part->high, step = 1;
	bool range = true;

	if (take(r, '~'))
		return take_random(r, part, from, bits);
	if (!take(r, '*')) {
		if (!take_number(r, part, &from))
			return false;
		if (take(r, '~'))
			return take_random(r, part, from, bits);
		range = take(r, '-');
		to = from;
		if (range && !take_number(r, part, &to))
			return false;
		/* sat-sun, but not sat-sun/2 */
		if (range && from > to && to == 0 && peek(r) != '/')
			to = 7;
	}
	if (range && take(r, '/') &&
	    (!take_number(r, NULL, &step) || step <= 0))
		return false;
	return is_separator(peek(r)) && set_range(part, from, to, step, bits);
}

static bool
take_part(struct reader *r, const struct part *part, uint64_t *bits, bool *star)
{
	*bits = 0;
	*star = peek(r) == '*';
	do {
		if (!(r->cronie ? take_range_cronie : take_range)(
			r, part, bits))
			return false;
	} while (take(r, ','));
	while (r->p < r->end && *r->p != ' ' && *r->p != '\t')
		r->p++;
	return true;
}

static void
skip_blanks(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t'))
		r->p++;
}

static const char *
read_parts(struct reader *r, struct cron *c)
{
	uint64_t bits[PARTS];
	bool star[PARTS];
	int i;

	for (i = 0; i < PARTS; i++) {
		skip_blanks(r);
		if (!take_part(r, &parts[i], &bits[i], &star[i]))
			return parts[i].wrong;
	}
	c->set.seconds = 1;
	c->set.minutes = bits[MINUTE];
	c->set.hours = (uint32_t)bits[HOURS];
	c->set.days = (uint32_t)bits[DAY];
	c->set.months = (uint16_t)bits[MONTH];
	c->set.weekdays = (uint8_t)((bits[WEEKDAY] | bits[WEEKDAY] >> 7) & 127);
	/* crontab(5): if both are restricted; that is: neither starts with * */
	c->set.either = !star[DAY] && !star[WEEKDAY];
	c->wild = star[MINUTE] || star[HOURS];
	c->random = r->random;
	return NULL;
}

/* The names' equals, to the bit, in both crons' sources. */
static const char *
read_nick(struct reader *r, struct cron *c)
{
	static const char *const nicks[][2] = {{"@yearly", "0 0 1 1 *"},
	    {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"},
	    {"@weekly", "0 0 * * 0"}, {"@daily", "0 0 * * *"},
	    {"@midnight", "0 0 * * *"}, {"@hourly", "0 * * * *"}};
	struct span rest = span_of(r->p, (size_t)(r->end - r->p)), nick;
	struct reader equal = *r;
	size_t i;

	nick = span_field(&rest);
	r->p = nick.p + nick.n;
	c->reboot = span_is(nick, "@reboot");
	for (i = 0; i < sizeof nicks / sizeof nicks[0]; i++)
		if (span_is(nick, nicks[i][0])) {
			equal.p = nicks[i][1];
			equal.end = equal.p + strlen(equal.p);
			return read_parts(&equal, c);
		}
	return c->reboot ? NULL : "bad time specifier";
}

const char *
cron_read(struct span *line, unsigned how, struct cron *c, struct span *text)
{
	struct reader r = {
	    line->p, line->p + line->n, how & CRON_CRONIE, false};
	const char *wrong, *from;

	*c = (struct cron){0};
	skip_blanks(&r);
	if (r.cronie && peek(&r) == '-') {
		if ((how & (CRON_SYSTEM | CRON_ROOT)) == 0)
			return "bad option";
		r.p++; /* it is run and not logged */
	}
	from = r.p;
	wrong = peek(&r) == '@' ? read_nick(&r, c) : read_parts(&r, c);
	if (wrong != NULL)
		return wrong;
	*text = span_of(from, (size_t)(r.p - from));
	skip_blanks(&r);
	*line = span_of(r.p, (size_t)(r.end - r.p));
	return NULL;
}

bool
cron_never(const struct cron *c)
{
	return !c->reboot && wall_never(&c->set);
}

bool
cron_due(const struct cron *c, const struct tm *local)
{
	const struct wall_set *s = &c->set;
	bool day = (s->days >> local->tm_mday & 1) != 0;
	bool weekday = (s->weekdays >> local->tm_wday & 1) != 0;

	return (s->minutes >> local->tm_min & 1) != 0 &&
	    (s->hours >> local->tm_hour & 1) != 0 &&
	    (s->months >> (local->tm_mon + 1) & 1) != 0 &&
	    (s->either ? day || weekday : day && weekday);
}

static enum wall_rule
rule_of(const struct cron *c)
{
	return c->wild ? WALL_FOLLOW : WALL_CATCH_UP;
}

bool
cron_next(const struct cron *c, int64_t t, int64_t *due)
{
	return !c->random && wall_next(&c->set, rule_of(c), false, t, due);
}

bool
cron_last(const struct cron *c, int64_t t, int64_t *due)
{
	return !c->random && wall_last(&c->set, rule_of(c), false, t, due);
}
