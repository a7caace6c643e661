/* Apache's configuration: its lines, and the words in them */
#include "fuzz.h"
#include "pure/apacheconf.h"

static void
check_words(struct span args)
{
	struct buf word = {0};
	size_t left = args.n;
	int rc;

	while ((rc = apacheconf_word(&args, &word)) != 0) {
		HOLDS(word.len <= left && word.p[word.len] == '\0');
		HOLDS(args.n < left);
		HOLDS(rc == 1 || args.n == 0);
		left = args.n;
	}
	HOLDS(args.n == 0 && word.len == 0);
	buf_free(&word);
}

static size_t
newlines(struct span text)
{
	size_t n = 0;

	while (span_upto(&text, '\n').p != NULL && text.p != NULL)
		n++;
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct apacheconf c = {.text = fuzz_copy(fuzz_span(data, size))};
	struct apacheconf_line l;
	size_t end = 0, line = 1;

	while (apacheconf_next(&c, &l)) {
		/* Whole lines, one behind the other. */
		HOLDS(l.start == end && l.end > end && l.end <= size);
		HOLDS(l.end == size || c.text.p[l.end - 1] == '\n');
		HOLDS(l.line == line);
		line += newlines(span_of(c.text.p + l.start, l.end - l.start));
		end = l.end;
		HOLDS(l.kind == APACHECONF_BLANK || l.name.n > 0 ||
		    l.args.n > 0 || c.joined.p[0] != '#');
		HOLDS(l.kind != APACHECONF_DIRECTIVE || l.name.n > 0);
		if (l.kind != APACHECONF_BLANK) {
			INSIDE(l.name, fuzz_of(&c.joined));
			check_words(l.args);
		}
		HOLDS(!l.unended || l.end == size);
	}
	HOLDS(end == size);
	apacheconf_free(&c);
	fuzz_release(c.text);
	return 0;
}
