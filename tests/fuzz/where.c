/*
 * qgrep's criteria: an expression of -w, also taken for an address of -f and
 * a list of -k, in the first line; a record to test in the others. They come
 * from the administrator, the record from anybody.
 */
#include "fuzz_msg.h"
#include "pure/where.h"

/* What libc's regcomp may take long for, or much memory: it is not ours. */
static bool
is_costly(const char *text)
{
	return strlen(text) > 64 || strpbrk(text, "{*+?|(") != NULL;
}

static void
test_all(const struct where *w, struct span rest)
{
	struct listing l = {.now = FUZZ_NOW, .need = ~0U};
	struct msg m = {0};
	struct span line;
	bool holds;

	while ((line = span_upto(&rest, '\n')).p != NULL) {
		if (listing_records.parse(&l, line, &m) != 1)
			continue;
		holds = where_test(w, 0, &m, FUZZ_NOW);
		HOLDS(where_test(w, 0, &m, FUZZ_NOW) == holds);
	}
	msg_free(&m);
}

static void
check_match(const char *text, struct span rest)
{
	struct match m = {0};
	struct buf why = {0};
	struct span line;

	if (match_address(&m, text, &why) == 0) {
		HOLDS(why.len == 0);
		while ((line = span_upto(&rest, '\n')).p != NULL)
			match_test(&m, 0, line);
		HOLDS(!match_test(&m, 0, span_of(NULL, 0)));
	} else {
		HOLDS(why.len > 0);
	}
	match_free(&m);
	buf_free(&why);
}

static void
check_regex(const char *text, struct span rest)
{
	struct match m = {0};
	struct buf why = {0};

	if (match_regex(&m, text, true, 1, &why) == 0)
		match_test(&m, 0, rest.p == NULL ? span_of("", 0) : rest);
	else
		HOLDS(why.len > 0);
	match_free(&m);
	buf_free(&why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = fuzz_span(data, size);
	char *text = fuzz_string(span_upto(&rest, '\n'));
	struct buf why = {0};
	struct where w = {0};
	struct show s = {0};
	bool costly = is_costly(text);

	if (rest.p == NULL)
		rest = span_of("", 0);
	if ((strchr(text, '~') == NULL || !costly) &&
	    where_parse(&w, text, 1, &why) == 0)
		test_all(&w, rest);
	else if (!costly)
		HOLDS(why.len > 0);
	match_free(&w.match);
	buf_clear(&why);
	check_match(text, rest);
	if (!costly)
		check_regex(text, rest);
	if (show_choose(&s, text, &why) == 0)
		HOLDS(s.n > 0);
	else
		HOLDS(why.len > 0);
	buf_free(&why);
	free(text);
	return 0;
}
