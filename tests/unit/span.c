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

	CHECK(span_is(none, "") && span_is(span_str(""), ""));
	CHECK(span_same(none, span_str("")) && span_caseis(none, none));
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

static void
chomp(void)
{
	static const char *const table[][2] = {{"", ""}, {"a", "a"},
	    {"a\r", "a"}, {"\r", ""}, {"a\r\r", "a\r"}, {"\ra", "\ra"},
	    {"a\n", "a\n"}, {"a\r\n", "a\r\n"}};
	struct span got;
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		got = span_chomp(unit_span(table[i][0], strlen(table[i][0])));
		CHECK_STR(got.p, got.n, table[i][1]);
	}
	CHECK_INT(span_chomp(span_of(NULL, 0)).n, 0);
}

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
	chomp();
	return unit_end();
}
