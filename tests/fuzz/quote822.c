/* Addresses in quotes, a line each; without them they are what they were */
#include "fuzz.h"
#include "pure/mailbox.h"
#include "pure/quote822.h"

/* Puts a quoted local part's text; where it ends, behind its quote. */
static size_t
unquote(struct buf *b, struct span text)
{
	size_t i = 1;

	HOLDS(text.n > 1 && text.p[0] == '"');
	for (; i < text.n && text.p[i] != '"'; i++) {
		HOLDS(text.p[i] != '\r');
		if (text.p[i] == '\\')
			HOLDS(++i < text.n);
		buf_putc(b, text.p[i]);
	}
	HOLDS(i < text.n);
	return i + 1;
}

static void
check_mailbox(struct span line)
{
	struct span a = mailbox_of(line), whole;
	struct buf b = {0};

	INSIDE(a, line);
	HOLDS(a.n == line.n || (a.p > line.p && a.p[-1] == '<'));
	HOLDS(a.n == line.n || a.p + a.n + 1 == line.p + line.n);
	/* In brackets any is what it is. */
	buf_putc(&b, '<');
	buf_put(&b, line.p, line.n);
	buf_putc(&b, '>');
	whole = mailbox_of(fuzz_of(&b));
	HOLDS(span_same(whole, line));
	buf_free(&b);
}

static void
read_line(struct span line)
{
	struct buf quoted = {0}, plain = {0};
	struct span rest;
	size_t n;

	check_mailbox(line);
	quote822_put(&quoted, line);
	HOLDS(quoted.len <= 2 * line.n + 2);
	HOLDS(quoted.len == 0 || strchr("( \t", quoted.p[0]) == NULL);
	if (quote822_needed(line)) {
		n = unquote(&plain, fuzz_of(&quoted));
		rest = span_from(fuzz_of(&quoted), n);
		HOLDS(rest.n == 0 || rest.p[0] == '@');
		HOLDS(rest.n < 2 || !memchr(rest.p + 1, '@', rest.n - 1));
		buf_put(&plain, rest.p, rest.n);
		HOLDS(span_same(fuzz_of(&plain), line));
	} else {
		HOLDS(span_same(fuzz_of(&quoted), line));
	}
	buf_free(&quoted);
	buf_free(&plain);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	return 0;
}
