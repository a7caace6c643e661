/*
 * postqueue -p, by its manual page and as Postfix 3.7 prints it
 * (tests/listings.bats): a heading; then for each message, an empty line
 * behind it,
 *   "ID*#     SIZE Sat Nov 21 16:59:36  sender", and for its recipients
 *   "   (reason)", which holds for those that follow, up to the next one, and
 *   "   recipient";
 * at the end "-- N Kbytes in N Requests.". An address that starts with a
 * parenthesis is always quoted there, and a reason never is.
 */
#include "pure/listing.h"
#include "pure/msgid.h"
#include "pure/num.h"
#include "pure/yearless.h"

/* It is wider where long ids are enabled. */
static bool
is_heading(struct span line)
{
	while (span_starts(line, "--"))
		span_skip(&line, 1);
	return span_starts(line, "-Queue ID-");
}

/* Lines that stand around the messages. */
static bool
is_frame(struct span line)
{
	return is_heading(line) ||
	    (span_starts(line, "-- ") &&
		(span_ends(line, " Request.") ||
		    span_ends(line, " Requests."))) ||
	    span_starts(line, "postqueue: ") || span_starts(line, "mailq: ") ||
	    span_is(line, listing_empty);
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/*
 * The id, or what stands for one: Postfix lists any file of letters and
 * digits. Behind it marks: * in delivery, ! held, # to expire now.
 */
static int
take_id(struct span *rest, struct msg *m)
{
	size_t n = 0;

	while (n < rest->n && is_alnum(rest->p[n]))
		n++;
	m->id = span_of(rest->p, n);
	if (n < 6 || n > MSGID_MAX)
		return -1;
	span_skip(rest, n);
	if (span_starts(*rest, "*"))
		m->state = MSG_ACTIVE;
	else if (span_starts(*rest, "!"))
		m->state = MSG_HOLD;
	if (m->state != MSG_NO_STATE) {
		m->queue = span_str(msg_state_name(m->state));
		span_skip(rest, 1);
	}
	if (span_starts(*rest, "#"))
		span_skip(rest, 1);
	return span_starts(*rest, " ") ? 0 : -1;
}

static void
skip_blanks(struct span *rest)
{
	while (rest->n > 0 && rest->p[0] == ' ')
		span_skip(rest, 1);
}

/* A long id tells the fraction of the second, if it is of that second. */
static void
add_fraction(const struct listing *l, struct msg *m)
{
	struct when w;

	if (msgid_kinds(m->id) == MSGID_POSTFIX_LONG &&
	    msgid_time(MSGID_POSTFIX_LONG, m->id, l->now, &w) == 0 &&
	    w.sec == m->time.sec)
		m->time = w;
}

/* "Sat Nov 21 16:59:36", local time, without a year. */
static int
take_time(const struct listing *l, struct span *rest, struct msg *m)
{
	struct stamp_clock clock = {0};
	struct stamp s = {0};
	int weekday = yearless_weekday(rest);

	if (weekday == -1 || stamp_take(rest, span_str(" %b %e %T"), &s) == -1)
		return -1;
	if (l == NULL)
		return 0;
	m->time = yearless_time(&s, weekday, l->now, &clock);
	add_fraction(l, m);
	return m->time.digits < 0 ? -1 : 0;
}

/* A message's first line; without l its time is only looked at. */
static int
read_first(const struct listing *l, struct span line, struct msg *m)
{
	struct span size;

	if (take_id(&line, m) == -1)
		return -1;
	size = span_field(&line);
	if (num_i(size, &m->bytes) == -1 || m->bytes < 0)
		return -1;
	skip_blanks(&line);
	if (take_time(l, &line, m) == -1 || !span_starts(line, " "))
		return -1;
	skip_blanks(&line);
	m->sender = span_is(line, "MAILER-DAEMON") ? span_of("", 0) : line;
	return line.n > 0 ? 0 : -1;
}

static bool
fits(struct span line)
{
	struct msg m = {0};

	return is_heading(line) ||
	    (read_first(NULL, line, &m) == 0 &&
		(msgid_kinds(m.id) & MSGID_POSTFIX) != 0);
}

/* A line behind the first: a reason or, covered by the last one, a recipient.
 */
static int
read_rest(struct span line, struct span *reason, struct msg *m)
{
	struct span text = line;

	skip_blanks(&text);
	if (text.n == 0)
		return -1;
	if (text.p[0] == '(') {
		if (text.p[text.n - 1] != ')' || text.n < 2)
			return -1;
		*reason = span_of(text.p + 1, text.n - 2);
		if (m->state == MSG_NO_STATE)
			m->state = MSG_DEFERRED;
		if (span_is(*reason, "reason unavailable"))
			*reason = span_of(NULL, 0);
		return 0;
	}
	if (line.p[0] != ' ')
		return -1;
	msg_add_rcpt(m, text, false);
	m->rcpts[m->nrcpts - 1].reason = *reason;
	if (reason->p != NULL)
		m->reason = *reason;
	return 0;
}

static int
parse(struct listing *l, struct span text, struct msg *m)
{
	struct span rest = text, line, reason = {0};

	msg_clear(m);
	m->mta = span_str("postfix");
	m->has_rcpts = true;
	do
		line = span_chomp(span_upto(&rest, '\n'));
	while (line.n > 0 && is_frame(line));
	if (line.n == 0)
		return 0;
	if (read_first(l, line, m) == -1)
		return -1;
	while ((line = span_chomp(span_upto(&rest, '\n'))).p != NULL)
		if (line.n > 0 && !is_frame(line) &&
		    read_rest(line, &reason, m) == -1)
			return -1;
	return 1;
}

const struct listing_format listing_postqueue = {
    .name = "postqueue -p", .paragraphs = true, .fits = fits, .parse = parse};
