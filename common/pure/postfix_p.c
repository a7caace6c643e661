/*
 * The form as Postfix 3.7 prints it (tests/postfix.bats); what no terminal
 * should get is a question mark, as there.
 */
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "pure/postfix_defer.h"
#include "pure/postfix_p.h"

enum {
	REASON_END = 78, /* a shorter reason ends at this column */
	DUPLICATES = 1000, /* as many names Postfix, too, looks for twice */
};

void
postfix_p_put_heading(struct buf *b, bool wide)
{
	buf_puts(b,
	    wide ? "----Queue ID----- --Size-- ---Arrival Time---- "
		   "--Sender/Recipient------\n"
		 : "-Queue ID-  --Size-- ----Arrival Time---- "
		   "-Sender/Recipient-------\n");
}

static bool
is_continued(struct span s, size_t i)
{
	return i < s.n && ((unsigned char)s.p[i] & 0xC0) == 0x80;
}

/* Postfix takes a byte that can lead, and one that can follow, as UTF-8. */
static void
put_printable(struct buf *b, struct span s)
{
	size_t i = 0, from;
	unsigned char c;

	while (i < s.n) {
		c = (unsigned char)s.p[i];
		from = i++;
		if (c >= 0xC2 && c < 0xFE && is_continued(s, i))
			while (is_continued(s, i))
				i++;
		else if (c < ' ' || c >= 0x7F) {
			buf_putc(b, '?');
			continue;
		}
		buf_put(b, s.p + from, i - from);
	}
}

static void
put_time(struct buf *b, const struct msg *m)
{
	time_t sec = (time_t)m->time.sec;
	char text[64] = "";
	struct tm tm;

	if (localtime_r(&sec, &tm) != NULL)
		strftime(text, sizeof text, "%a %b %e %H:%M:%S ", &tm);
	buf_puts(b, text);
}

static void
put_first(struct buf *b, const struct msg *m, bool expired, bool wide)
{
	size_t from = b->len, n;

	buf_put(b, m->id.p, m->id.n);
	if (m->state == MSG_ACTIVE)
		buf_putc(b, '*');
	else if (m->state == MSG_HOLD)
		buf_putc(b, '!');
	if (expired)
		buf_putc(b, '#');
	for (n = b->len - from; n < (wide ? 17U : 11U); n++)
		buf_putc(b, ' ');
	buf_putf(b, wide ? " %8lld " : " %7lld ",
	    m->bytes < 0 ? 0LL : (long long)m->bytes);
	put_time(b, m);
	if (!wide)
		buf_putc(b, ' ');
	if (m->sender.n == 0)
		buf_puts(b, "MAILER-DAEMON");
	put_printable(b, m->sender);
	buf_putc(b, '\n');
}

/* The reason, before the recipients that have it; last is the one before, as it
 * was shown: what looks the same is the same to Postfix, too. */
static void
put_reason(struct buf *b, struct span reason, struct buf *last)
{
	struct buf text = {0}, line = {0};

	put_printable(&text, reason);
	if (!span_same(
		span_of(text.p, text.len), span_of(last->p, last->len))) {
		buf_putf(&line, "(%s)",
		    text.len > 0 ? buf_str(&text) : "reason unavailable");
		buf_putf(b, "%*s\n", REASON_END, buf_str(&line));
	}
	buf_free(&line);
	buf_free(last);
	*last = text;
}

/* Below the sender. */
static void
put_rcpt(struct buf *b, struct span address, bool wide)
{
	buf_putf(b, "%*s", wide ? 47 : 41, "");
	put_printable(b, address);
	buf_putc(b, '\n');
}

/* The log's recipients: a name that is among them is not listed again. */
struct logged {
	struct span *v;
	size_t n, cap;
};

static void
put_logged(struct buf *b, struct span log, bool wide, struct buf *last,
    struct logged *logged)
{
	struct postfix_defer d;

	while (postfix_defer_next(&log, &d) == 1) {
		put_reason(b, d.reason, last);
		put_rcpt(b, d.rcpt, wide);
		if (logged->n == DUPLICATES)
			continue;
		logged->v = mem_grow(
		    logged->v, &logged->cap, logged->n + 1, sizeof d.rcpt);
		logged->v[logged->n++] = d.rcpt;
	}
	span_sort(logged->v, logged->n);
}

/* The log has names in printable form. */
static bool
is_logged(const struct logged *logged, struct span address, struct buf *text)
{
	struct span name;

	if (logged->n == 0)
		return false;
	buf_clear(text);
	put_printable(text, address);
	name = span_of(text->p, text->len);
	return span_among(name, logged->v, logged->n);
}

static void
put_rcpts(struct buf *b, const struct msg *m, struct span log, bool wide)
{
	struct span none = span_of("", 0);
	struct logged logged = {0};
	struct buf text = {0}, last = {0};
	size_t i;

	put_logged(b, log, wide, &last, &logged);
	for (i = 0; i < m->nrcpts; i++) {
		const struct msg_rcpt *r = &m->rcpts[i];

		if (r->done || is_logged(&logged, r->address, &text))
			continue;
		put_reason(b, log.n > 0 ? none : r->reason, &last);
		put_rcpt(b, r->address, wide);
	}
	buf_free(&text);
	buf_free(&last);
	free(logged.v);
}

void
postfix_p_put(struct buf *b, const struct msg *m, struct span log, bool expired,
    bool wide)
{
	put_first(b, m, expired, wide);
	put_rcpts(b, m, log, wide);
	buf_putc(b, '\n');
}

void
postfix_p_put_total(struct buf *b, uint64_t messages, uint64_t bytes)
{
	if (messages == 0)
		buf_puts(b, "Mail queue is empty\n");
	else
		buf_putf(b, "-- %llu Kbytes in %llu Request%s.\n",
		    (unsigned long long)(bytes / 1024),
		    (unsigned long long)messages, messages == 1 ? "" : "s");
}
