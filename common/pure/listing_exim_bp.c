/*
 * exim -bp in its variants (-bpa -bpu -bpr..., mailq), by Exim's
 * specification and as 4.96 prints it (tests/exim.bats):
 *   " 2h  1.2K ID <sender> (login) *** frozen ***", the size perhaps blank;
 *   "        D address" for each recipient, "       +D address" for others
 *   that were delivered; an empty line. exiqgrep and qgrep -l put a tab and
 *   two blanks before each recipient. A damaged message has an id and
 *   "    *** spool format error: size=N ***".
 */
#include "pure/listing.h"
#include "pure/msgid.h"
#include "pure/num.h"

/* The first line up to the id: returns what is behind it, p NULL if none. */
static struct span
read_first(struct span line, struct msg *m)
{
	struct span rest = line, one = span_field(&rest), two;
	uint64_t bytes;

	if (when_is_shown_age(one)) {
		m->shown_age = one;
		two = span_field(&rest);
		if (num_size(two, &bytes) == 0 ||
		    (two.n > 1 && two.p[0] == '-')) {
			m->shown_size = two;
			two = span_field(&rest);
		}
		one = two;
	}
	if ((msgid_kinds(one) & MSGID_EXIM) == 0)
		return span_of(NULL, 0);
	m->id = one;
	return rest;
}

static bool
ends_with(struct span s, const char *end)
{
	size_t n = strlen(end);

	return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

/* Nothing, or " (login)". */
static bool
is_login(struct span s)
{
	return s.n == 0 ||
	    (s.n > 3 && s.p[0] == ' ' && s.p[1] == '(' && s.p[s.n - 1] == ')');
}

/* " <sender>", perhaps " (login)", perhaps " *** frozen ***". */
static int
read_sender(struct span rest, struct msg *m)
{
	static const char frozen[] = " *** frozen ***";
	size_t n;

	m->frozen = ends_with(rest, frozen);
	m->frozen_known = true;
	if (m->frozen)
		rest.n -= sizeof frozen - 1;
	if (rest.n < 3 || rest.p[0] != ' ' || rest.p[1] != '<')
		return -1;
	for (n = rest.n; n > 2; n--)
		if (rest.p[n - 1] == '>' &&
		    is_login(span_of(rest.p + n, rest.n - n)))
			break;
	if (n == 2)
		return -1;
	m->sender = span_of(rest.p + 2, n - 3);
	if (m->frozen)
		m->state = MSG_FROZEN;
	return 0;
}

static bool
fits(struct span line)
{
	struct msg m = {0};
	struct span rest = read_first(line, &m);

	if (rest.p == NULL)
		return false;
	/* A damaged message's, in the id's column: no list of ids is so. */
	if (m.shown_age.p == NULL)
		return rest.n == 0 && line.n > 6 &&
		    memcmp(line.p, "      ", 6) == 0;
	return read_sender(rest, &m) == 0;
}

/* Seven columns of nothing, '+', ' ' or 'D', a blank, then an address. */
static int
read_rcpt(struct span line, struct msg *m)
{
	bool done;

	if (span_starts(line, "    *** ")) {
		m->state = MSG_DAMAGED;
		return 0;
	}
	if (line.n > 3 && span_starts(line, "\t  ")) {
		line = span_of(line.p + 3, line.n - 3);
		done = line.n > 2 && memcmp(line.p, "D ", 2) == 0;
		msg_add_rcpt(
		    m, done ? span_of(line.p + 2, line.n - 2) : line, done);
		return 0;
	}
	if (line.n < 11 || memcmp(line.p, "       ", 7) != 0 ||
	    line.p[9] != ' ')
		return -1;
	if (line.p[7] == ' ')
		msg_add_rcpt(
		    m, span_of(line.p + 10, line.n - 10), line.p[8] == 'D');
	return 0;
}

static int
parse(struct listing *l, struct span text, struct msg *m)
{
	struct span rest = text, line = span_chomp(span_upto(&rest, '\n'));

	msg_clear(m);
	m->mta = span_str("exim");
	line = read_first(line, m);
	if (line.p == NULL)
		return -1;
	if (m->shown_age.p != NULL && read_sender(line, m) == -1)
		return -1;
	if (m->shown_age.p == NULL)
		m->state = MSG_DAMAGED;
	m->has_rcpts = m->shown_age.p != NULL;
	while ((line = span_chomp(span_upto(&rest, '\n'))).p != NULL)
		if (line.n > 0 && read_rcpt(line, m) == -1)
			return -1;
	listing_time_of_id(l, m);
	return 1;
}

const struct listing_format listing_exim_bp = {
    .name = "exim -bp", .paragraphs = true, .fits = fits, .parse = parse};
