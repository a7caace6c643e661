/* Postfix's defer logs, whose their records are, what postqueue -p shows */
#include <stdlib.h>

#include "../unit/whose_plainly.h"
#include "fuzz_msg.h"
#include "base/mem.h"
#include "pure/postfix_defer.h"
#include "pure/postfix_p.h"

#define ID "12A75AA6B29"

/* Addresses stand there as postqueue shows them: quoted where it matters. */
static bool
is_usual(struct span rcpt)
{
	return rcpt.n > 0 && strchr("( ", rcpt.p[0]) == NULL;
}

static void
put_again(struct buf *b, const struct msg *m)
{
	postfix_p_put(b, m, span_of(NULL, 0), false, false);
}

/* As postqueue -p lists it: one message, and the same of what was listed. */
static void
check_form(struct span log, size_t n)
{
	struct msg m = {0};
	struct buf first = {0}, second = {0};

	msg_clear(&m);
	m.id = span_str(ID);
	m.time = (struct when){FUZZ_NOW, 0, 6};
	m.sender = span_str("a@b.example");
	msg_add_rcpt(&m, span_str("told@here.example"), false);
	postfix_p_put(&first, &m, log, false, false);
	HOLDS(fuzz_relist(&listing_postqueue, fuzz_of(&first), put_again,
		  &second) == 1);
	/* One that gives no reason, and those of which it is said so. */
	if (!span_find(
		fuzz_of(&first), span_str("(reason unavailable)"), false))
		fuzz_msg_same(&first, &second);
	HOLDS(first.len <= 4 * log.n + 100 * (n + 2));
	msg_free(&m);
	buf_free(&first);
	buf_free(&second);
}

/* Every second record's recipient is one of the message's, at its place. */
static void
check_whose(struct span log, size_t n)
{
	struct msg m = {0};
	struct postfix_whose w = {0};
	uint64_t *at = mem_alloc((n + 1) * sizeof *at);
	struct span rest = log;
	struct postfix_defer d;
	size_t i = 0;

	msg_clear(&m);
	for (; postfix_defer_next(&rest, &d) == 1; i++)
		if (i % 2 == 0) {
			at[m.nrcpts] = d.at;
			msg_add_rcpt(&m, d.rcpt, false);
		}
	rest = log;
	while (postfix_defer_next(&rest, &d) == 1)
		HOLDS(
		    postfix_whose(&w, &m, at, &d) == whose_plainly(&m, at, &d));
	postfix_whose_free(&w);
	msg_free(&m);
	free(at);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_copy(fuzz_span(data, size)), rest = text;
	struct postfix_defer d;
	bool usual = true;
	size_t n = 0;

	while (postfix_defer_next(&rest, &d) == 1) {
		HOLDS(d.rcpt.p != NULL && d.at <= INT64_MAX);
		INSIDE(d.rcpt, text);
		HOLDS(fuzz_inside(d.reason, text) ||
		    span_is(d.reason, "(description unavailable)"));
		HOLDS(!memchr(d.rcpt.p, '\n', d.rcpt.n));
		HOLDS(rest.p == NULL || d.rcpt.p < rest.p);
		HOLDS(++n <= text.n);
		usual = usual && is_usual(d.rcpt);
	}
	HOLDS(rest.n == 0);
	check_whose(text, n);
	if (usual)
		check_form(text, n);
	fuzz_release(text);
	return 0;
}
