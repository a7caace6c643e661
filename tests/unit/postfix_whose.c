/* postfix_whose: what is found is what a look at each recipient finds. */
#include "unit.h"
#include "whose_plainly.h"

enum { MOST = 60 };

/* Every offset and name there may be, one way and the other by turns. */
static void
ask_all(struct postfix_whose *w, const struct msg *m, const uint64_t *at)
{
	char name[] = "a";
	struct postfix_defer d = {0};

	for (; name[0] <= 'z'; name[0]++) {
		d.rcpt = span_str(name);
		d.at = 0;
		CHECK_INT(
		    postfix_whose(w, m, at, &d), whose_plainly(m, at, &d));
		d.at = (uint64_t)(name[0] - 'a' + 1);
		CHECK_INT(
		    postfix_whose(w, m, at, &d), whose_plainly(m, at, &d));
	}
	d.rcpt = span_str("");
	d.at = 0;
	CHECK_INT(postfix_whose(w, m, at, &d), whose_plainly(m, at, &d));
	d.at = UINT64_MAX;
	CHECK_INT(postfix_whose(w, m, at, &d), whose_plainly(m, at, &d));
}

int
main(void)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwx";
	struct postfix_whose w = {0};
	struct msg m = {0};
	uint64_t at[MOST];
	uint32_t seed = 1;
	size_t n, i;

	for (n = 0; n <= MOST; n++) {
		msg_clear(&m);
		postfix_whose_clear(&w);
		for (i = 0; i < n; i++) {
			seed = seed * 1103515245 + 12345;
			msg_add_rcpt(
			    &m, span_of(letters + (seed >> 16) % 24, 1), false);
			/* Twice the same, and none: 0. */
			at[i] = (seed >> 20) % 24;
		}
		ask_all(&w, &m, at);
	}
	postfix_whose_free(&w);
	msg_free(&m);
	return unit_end();
}
