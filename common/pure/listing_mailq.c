/* Sendmail's mailq; its lines are in mailq_line.c. */
#include <stdlib.h>

#include "base/mem.h"
#include "pure/listing.h"
#include "pure/mailbox.h"
#include "pure/mailq_line.h"
#include "pure/msgid.h"

enum { DROPPED = 4 }; /* columns that an escape may fall short of */

struct listing_mailq {
	struct buf text; /* of the message so far */
	struct buf whole; /* of the one that is given */
	struct buf dir, whole_dir; /* the queue's, of each */
	bool broken; /* a first line was just read that is not whole */
	bool given;
};

static bool
fits(struct span line)
{
	struct mailq_first f;

	return mailq_is_frame(line) ||
	    (mailq_first_read(line, &f) == 0 && f.whole);
}

/* --- a message --- */

static bool
is_rcpt(struct span line)
{
	return span_starts(line, "\t\t\t\t\t ") ||
	    span_starts(line, "\t\t\t\t\t\t");
}

static bool
is_user(struct span line)
{
	return span_starts(line, "\t\t\t\t\t\t(---") && span_ends(line, "---)");
}

/* "    BODYTYPE   (status)": either may be left out. */
static bool
is_status(struct span line)
{
	return line.n >= 14 && span_starts(line, "    ") &&
	    (line.n == 14 ||
		(span_starts(span_from(line, 14), "   (") &&
		    span_ends(line, ")")));
}

static bool
is_rcpt_status(struct span line)
{
	return span_starts(line, "\t\t (") && span_ends(line, ")");
}

#define QUARANTINE "     QUARANTINE: "

/* Whether the text breaks off in a quoted string: by its quotes. */
static bool
is_open(struct span text)
{
	bool open = false;
	size_t i;

	for (i = 0; i < text.n; i++) {
		if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == '"')
			open = !open;
	}
	return open;
}

/*
 * Whether an address may go on behind what is shown: one in angle brackets
 * ends with one, the others tell nothing. An escape that does not fit is
 * left out as a whole.
 */
static bool
is_cut(struct span shown, struct span text, size_t columns)
{
	if (shown.n + DROPPED < columns)
		return false;
	if (!span_starts(shown, "<"))
		return true;
	return !span_ends(shown, ">") || is_open(text);
}

static int
octal(struct span s)
{
	size_t i;
	int v = 0;

	for (i = 0; i < 3; i++) {
		if (i == s.n || s.p[i] < '0' || s.p[i] > '7')
			return -1;
		v = v * 8 + (s.p[i] - '0');
	}
	return v < 256 ? v : -1;
}

/* Puts the text that escapes stand for. */
static struct span
put_text(struct buf *b, struct span shown)
{
	size_t i, at = b->len;
	int c;

	for (i = 0; i < shown.n; i++) {
		buf_putc(b, shown.p[i]);
		if (shown.p[i] != '\\' || i + 1 == shown.n)
			continue;
		c = octal(span_from(shown, i + 1));
		if (c != -1)
			b->p[b->len - 1] = (char)c;
		if (c != -1)
			i += 3;
		else if (shown.p[i + 1] == '\\')
			i++;
	}
	return span_of(b->p + at, b->len - at);
}

/* An address as it is, without brackets; cut, with an ellipsis. */
static struct span
read_address(struct msg *m, struct span shown, size_t columns)
{
	struct span text = put_text(&m->text, shown);

	if (is_cut(shown, text, columns)) {
		buf_puts(&m->text, LISTING_CUT);
		text.n += sizeof LISTING_CUT - 1;
		if (span_starts(text, "<"))
			span_skip(&text, 1);
		return text;
	}
	return mailbox_of(text);
}

/* A status, which ends with an ellipsis if it was cut. */
static struct span
read_status(struct msg *m, struct span text, bool verbose)
{
	size_t at = m->text.len;

	if (text.n < (verbose ? 100U : 60U))
		return text;
	buf_put(&m->text, text.p, text.n);
	buf_puts(&m->text, LISTING_CUT);
	return span_of(m->text.p + at, m->text.len - at);
}

static void
set_first(const struct listing *l, const struct mailq_first *f, struct msg *m)
{
	m->id = f->id;
	m->mta = span_str("sendmail");
	msgid_time(MSGID_SENDMAIL, m->id, l->now, &m->time);
	if (f->mark == '*')
		m->state = MSG_ACTIVE;
	else if (f->mark == '?')
		m->state = MSG_DAMAGED;
	if (!f->whole) {
		m->state = MSG_DAMAGED;
		return;
	}
	m->bytes = f->bytes;
	m->sender = read_address(m, f->sender, f->verbose ? 78 : 39);
	if (span_is(m->sender, "MAILER-DAEMON"))
		m->sender = span_of("", 0);
	m->has_rcpts = true;
}

static void
set_line(struct span line, bool verbose, struct msg *m)
{
	if (span_starts(line, QUARANTINE)) {
		if (m->state == MSG_NO_STATE)
			m->state = MSG_HOLD;
	} else if (is_rcpt_status(line)) {
		if (m->nrcpts > 0)
			m->rcpts[m->nrcpts - 1].reason = read_status(
			    m, span_of(line.p + 4, line.n - 5), verbose);
	} else if (is_rcpt(line)) {
		if (!is_user(line))
			msg_add_rcpt(m,
			    read_address(
				m, span_from(line, 6), verbose ? 71 : 38),
			    false);
	} else if (line.n > 14) {
		m->reason = read_status(
		    m, span_of(line.p + 18, line.n - 19), verbose);
	}
}

/* The message's reason is each recipient's, unless some have their own. */
static void
settle(struct msg *m)
{
	size_t i;

	for (i = 0; i < m->nrcpts; i++)
		if (m->rcpts[i].reason.p != NULL)
			return;
	for (i = 0; i < m->nrcpts; i++)
		m->rcpts[i].reason = m->reason;
}

static void
read_message(const struct listing *l, struct span rest, struct msg *m)
{
	struct span line = span_upto(&rest, '\n'), ahead = rest;
	struct mailq_first f;

	msg_clear(m);
	/* Escapes are longer than what they stand for, a line's start than an
	 * ellipsis: nothing in there moves. */
	buf_room(&m->text, 2 * (line.n + rest.n) + 16);
	mailq_first_read(line, &f);
	if (!f.whole && mailq_columns(span_upto(&ahead, '\n'), &f) == 0) {
		f.whole = true;
		rest = ahead;
	}
	set_first(l, &f, m);
	while ((line = span_upto(&rest, '\n')).p != NULL)
		if (line.n > 0)
			set_line(line, f.verbose, m);
	if (m->state == MSG_NO_STATE && m->reason.p != NULL)
		m->state = MSG_DEFERRED;
	settle(m);
}

/* --- the listing --- */

static struct listing_mailq *
mailq_of(struct listing *l)
{
	if (l->mailq == NULL) {
		l->mailq = mem_alloc(sizeof *l->mailq);
		*l->mailq = (struct listing_mailq){.given = true};
	}
	return l->mailq;
}

/* What there is of a message is all of it. */
static void
finish(struct listing_mailq *q)
{
	struct buf text = q->whole;

	if (q->text.len == 0)
		return;
	q->whole = q->text;
	q->text = text;
	buf_clear(&q->text);
	buf_clear(&q->whole_dir);
	buf_put(&q->whole_dir, q->dir.p, q->dir.len);
	q->given = false;
}

static void
hold_line(struct listing_mailq *q, struct span line)
{
	buf_put(&q->text, line.p, line.n);
	buf_putc(&q->text, '\n');
}

static int
parse(struct listing *l, struct span line, struct msg *m)
{
	struct listing_mailq *q = mailq_of(l);
	struct span dir = {0};
	struct mailq_first f;
	bool was_broken = q->broken;

	(void)m;
	q->broken = false;
	if (mailq_is_frame(line)) {
		finish(q);
		if (mailq_is_title(line, &dir)) {
			buf_clear(&q->dir);
			buf_put(&q->dir, dir.p, dir.n);
		}
		return 0;
	}
	if (mailq_first_read(line, &f) == 0) {
		finish(q);
		if (!f.gone)
			hold_line(q, line);
		q->broken = !f.whole;
		return 0;
	}
	if (was_broken && mailq_is_failure(line))
		return 0;
	if (was_broken && mailq_columns(line, &f) == 0) {
		hold_line(q, line);
		return 0;
	}
	if (q->text.len == 0 ||
	    !(is_rcpt(line) || is_rcpt_status(line) || is_status(line) ||
		span_starts(line, QUARANTINE)))
		return -1;
	hold_line(q, line);
	return 0;
}

static int
next(struct listing *l, bool last, struct msg *m)
{
	struct listing_mailq *q = mailq_of(l);

	if (last && q->given)
		finish(q);
	if (q->given)
		return 0;
	q->given = true;
	read_message(l, span_of(q->whole.p, q->whole.len), m);
	if (q->whole_dir.len > 0)
		m->queue = span_of(q->whole_dir.p, q->whole_dir.len);
	return 1;
}

static void
free_mailq(struct listing *l)
{
	struct listing_mailq *q = l->mailq;

	if (q == NULL)
		return;
	buf_free(&q->text);
	buf_free(&q->whole);
	buf_free(&q->dir);
	buf_free(&q->whole_dir);
	free(q);
	l->mailq = NULL;
}

const struct listing_format listing_mailq = {.name = "mailq",
    .fits = fits,
    .parse = parse,
    .next = next,
    .free = free_mailq};
