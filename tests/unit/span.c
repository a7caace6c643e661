#include "base/span.h"
#include "unit.h"

static void
fields(const char *text, const char *want[4])
{
	struct span rest = unit_span(text, strlen(text)), got;
	size_t i;

	unit_row = text;
	for (i = 0; want[i] != NULL; i++) {
		got = span_field(&rest);
		CHECK_STR(got.p, got.n, want[i]);
	}
	CHECK(span_field(&rest).p == NULL);
	CHECK(span_field(&rest).p == NULL);
	unit_row = NULL;
}

static void
parts(const char *text, const char *want[5])
{
	struct span rest = unit_span(text, strlen(text)), got;
	size_t i;

	unit_row = text;
	for (i = 0; want[i] != NULL; i++) {
		got = span_upto(&rest, ',');
		CHECK(got.p != NULL);
		CHECK_STR(got.p, got.n, want[i]);
	}
	CHECK(rest.p == NULL);
	CHECK(span_upto(&rest, ',').p == NULL);
	CHECK(span_upto(&rest, ',').p == NULL);
	unit_row = NULL;
}

static void
compare(void)
{
	struct span none = span_of(NULL, 0), a = SPAN("ab\0c");

	CHECK(!span_is(none, "") && span_is(span_str(""), ""));
	CHECK(span_same(none, none) && span_caseis(none, none));
	CHECK(!span_is(none, "a") && !span_same(none, a));
	CHECK(!span_is(a, "ab") && !span_is(span_of(a.p, 2), "abc"));
	CHECK(span_is(span_of(a.p, 2), "ab") && !span_is(a, "xb"));
	CHECK(span_same(a, span_of("ab\0c", 4)));
	CHECK(!span_same(a, span_of("ab\0d", 4)));
	CHECK(span_str("ab\0c").n == 2);
}

static void
case_of_letters(void)
{
	char one, two;
	int i, j;
	bool same;

	for (i = 0; i < 256; i++)
		for (j = 0; j < 256; j++) {
			one = (char)i;
			two = (char)j;
			same = i == j ||
			    (i + 32 == j && i >= 'A' && i <= 'Z') ||
			    (j + 32 == i && j >= 'A' && j <= 'Z');
			if (span_caseis(span_of(&one, 1), span_of(&two, 1)) !=
			    same)
				CHECK_INT(i, j);
		}
	CHECK(
	    span_caseis(span_str("a\xC3\x89.Org"), span_str("A\xC3\x89.oRG")));
	CHECK(!span_caseis(span_str("a\xC3\x89"), span_str("a\xC3\xA9")));
	CHECK(!span_caseis(span_str("ab"), span_str("abc")));
}

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

/* Each text of the list, in order, against every other. */
static void
order(void)
{
	static const char *const list[] = {
	    "", "-", "a", "aB", "AbC", "b", "B!", "z", "{", "\x80", "\xFF"};
	struct span a, b;
	size_t i, j;

	for (i = 0; i < LEN(list); i++)
		for (j = 0; j < LEN(list); j++) {
			unit_row = list[i];
			a = unit_span(list[i], strlen(list[i]));
			b = span_str(list[j]);
			CHECK_INT(sign(span_casecmp(a, b)), (i > j) - (i < j));
			CHECK((span_casecmp(a, b) == 0) == span_caseis(a, b));
		}
	unit_row = NULL;
	CHECK_INT(span_casecmp(SPAN("aBc[Z"), span_str("AbC[z")), 0);
	CHECK_INT(span_casecmp(span_of(NULL, 0), span_of(NULL, 0)), 0);
	CHECK(span_casecmp(SPAN("a\0b"), span_of("a\0c", 3)) < 0);
}

static void
find(void)
{
	static const struct {
		const char *text, *needle;
		int at, blind_at; /* -1: nowhere */
	} table[] = {{"", "", 0, 0}, {"abc", "", 0, 0}, {"", "a", -1, -1},
	    {"abc", "abc", 0, 0}, {"abc", "abcd", -1, -1}, {"abc", "c", 2, 2},
	    {"abc", "C", -1, 2}, {"ABC", "c", -1, 2}, {"aab", "ab", 1, 1},
	    {"aAB", "ab", -1, 1}, {"ab ab", "ab", 0, 0}, {"xAbaB", "aB", 3, 1},
	    {"a@b", "`", -1, -1}, {"a`b", "@", -1, -1}, {"[", "{", -1, -1},
	    {"{", "[", -1, -1}, {"x[", "[", 1, 1},
	    {"\xC3\x89", "\xC3\xA9", -1, -1}, {"a\xC3\x89", "\xC3\x89", 1, 1},
	    {"abcabd", "ABD", -1, 3}, {"xz", "Z", -1, 1}, {"xBd", "bD", -1, 1},
	    {"ab", "b\n", -1, -1}, {"1a2", "2", 2, 2}, {"!a", "A", -1, 1},
	    {"\x01x", "!", -1, -1}};
	struct span text, needle;
	const char *at;
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i].text;
		text = unit_span(table[i].text, strlen(table[i].text));
		needle = span_str(table[i].needle);
		at = span_find(text, needle, false);
		CHECK_INT(at == NULL ? -1 : at - text.p, table[i].at);
		at = span_find(text, needle, true);
		CHECK_INT(at == NULL ? -1 : at - text.p, table[i].blind_at);
	}
	unit_row = NULL;
	CHECK(span_find(span_of(NULL, 0), span_str("a"), true) == NULL);
	text = SPAN("a\0bC");
	CHECK(span_find(text, span_of("\0b", 2), false) == text.p + 1);
	CHECK(span_find(text, span_of("\0Bc", 3), true) == text.p + 1);
}

/* What is left of a text, of each pair the second; the last is NULL. */
static void
cut(struct span fn(struct span), const char *const table[][2])
{
	struct span got;

	for (; table[0][0] != NULL; table++) {
		got = fn(unit_span(table[0][0], strlen(table[0][0])));
		CHECK_STR(got.p, got.n, table[0][1]);
	}
	CHECK_INT(fn(span_of(NULL, 0)).n, 0);
}

static const char *const chomped[][2] = {{"", ""}, {"a", "a"}, {"a\r", "a"},
    {"\r", ""}, {"a\r\r", "a\r"}, {"\ra", "\ra"}, {"a\n", "a\n"},
    {"a\r\n", "a\r\n"}, {NULL, NULL}};

static const char *const trimmed[][2] = {{"", ""}, {"a", "a"}, {" ", ""},
    {"  a b ", "a b"}, {"\ta", "\ta"}, {" a\t ", "a\t"}, {NULL, NULL}};

int
main(void)
{
	struct span rest = {NULL, 0};

	fields("", (const char *[4]){NULL});
	fields(" \t ", (const char *[4]){NULL});
	fields("a", (const char *[4]){"a", NULL});
	fields("\t a\t \tb\r c\n", (const char *[4]){"a", "b\r", "c\n", NULL});
	fields("a ", (const char *[4]){"a", NULL});
	CHECK(span_field(&rest).p == NULL && rest.p == NULL);
	parts("", (const char *[5]){"", NULL});
	parts("a", (const char *[5]){"a", NULL});
	parts(",", (const char *[5]){"", "", NULL});
	parts("a,,b ,", (const char *[5]){"a", "", "b ", "", NULL});
	compare();
	case_of_letters();
	order();
	find();
	cut(span_chomp, chomped);
	cut(span_trim, trimmed);
	return unit_end();
}
