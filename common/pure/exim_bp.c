/*
 * The form of Exim's specification, "Display queue", and, where that is
 * silent, of what Exim 4.96 prints (tests/listing.bats).
 */
#include <stdlib.h>

#include "base/mem.h"
#include "pure/exim_bp.h"
#include "pure/num.h"

static void
put_span(struct buf *b, struct span s)
{
	buf_put(b, s.p, s.n);
}

static void
put_size(struct buf *b, const struct msg *m)
{
	if (m->shown_size.p != NULL)
		buf_putf(b, "%5.*s", (int)m->shown_size.n, m->shown_size.p);
	else
		num_put_size(b, m->bytes > 0 ? (uint64_t)m->bytes : 0);
}

static void
put_first(
    struct buf *b, const struct msg *m, const struct exim_h *h, int64_t now)
{
	if (m->shown_age.p != NULL)
		buf_putf(b, "%3.*s", (int)m->shown_age.n, m->shown_age.p);
	else if (m->time.digits < 0)
		buf_puts(b, "  -");
	else
		when_put_age(b, now - m->time.sec);
	buf_putc(b, ' ');
	put_size(b, m);
	buf_putc(b, ' ');
	put_span(b, m->id);
	buf_puts(b, " <");
	put_span(b, m->sender);
	buf_putc(b, '>');
	if (h != NULL && h->untrusted) {
		buf_puts(b, " (");
		put_span(b, h->login);
		buf_putc(b, ')');
	}
}

/* The addresses in the tree that are none of the message's recipients: there
 * may be 50,000 of both. */
static void
put_others(struct buf *b, const struct msg *m, const struct exim_h *h)
{
	struct span *rcpts;
	size_t i;

	if (h->ngone == 0)
		return;
	rcpts = mem_alloc((m->nrcpts + 1) * sizeof *rcpts);
	for (i = 0; i < m->nrcpts; i++)
		rcpts[i] = m->rcpts[i].address;
	span_sort(rcpts, m->nrcpts);
	for (i = 0; i < h->ngone; i++) {
		if (i > 0 && span_same(h->gone[i - 1], h->gone[i]))
			continue;
		if (span_among(h->gone[i], rcpts, m->nrcpts))
			continue;
		buf_puts(b, "       +D ");
		put_span(b, h->gone[i]);
		buf_putc(b, '\n');
	}
	free(rcpts);
}

static void
put_rcpts(struct buf *b, const struct msg *m, bool undelivered)
{
	size_t i;

	for (i = 0; i < m->nrcpts; i++) {
		if (undelivered && m->rcpts[i].done)
			continue;
		buf_puts(b, m->rcpts[i].done ? "        D " : "          ");
		put_span(b, m->rcpts[i].address);
		buf_putc(b, '\n');
	}
}

void
exim_bp_put(struct buf *b, const struct msg *m, struct exim_h *h, int64_t now,
    bool all, bool undelivered)
{
	if (h != NULL && h->fault == EXIM_H_ENVELOPE) {
		buf_puts(b, "      ");
		put_span(b, m->id);
	} else {
		put_first(b, m, h, now);
	}
	if (h != NULL && h->fault != EXIM_H_WHOLE)
		buf_putf(b, "\n    *** spool format error: size=%lld ***",
		    (long long)h->size);
	if (m->frozen)
		buf_puts(b, " *** frozen ***");
	buf_putc(b, '\n');
	if (h == NULL || h->fault != EXIM_H_ENVELOPE)
		put_rcpts(b, m, undelivered);
	if (all && h != NULL && h->fault != EXIM_H_ENVELOPE)
		put_others(b, m, h);
	buf_putc(b, '\n');
}
