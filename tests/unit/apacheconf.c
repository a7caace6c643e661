#include "pure/apacheconf.h"
#include "unit.h"

/* Each logical line of a text, in a few letters: kind, name and args. */
static const struct {
	const char *text, *want;
} lines[] = {
    {"", ""},
    {"\n \t\r\n", "--"},
    {"A b  c \n", "D(A|b  c)"},
    {"  \"A\" b", "D(A|b)"},
    {"'A' b", "D(A|b)"},
    {"\"\" b", "D(\"\"|b)"},
    {"# a \\\nB\nC", "#D(C|)"},
    {"A \\\r\n b\\\n\\\nc\n", "D(A|bc)"},
    {"A b\\", "D(A|b\\)!"},
    {"A b\\\n", "D(A|b)!"},
    {"A b\\\\\nc\n", "D(A|b\\c)"},
    {"A\fb\v", "D(A|b)"},
    {"<A b>\n</A>", "<(A|b)>(A|)"},
    {"<A b > # c\n</A> # d", "<(A|b)>(A|)"},
    {"<A b> > c", "<(A|b>)"},
    {"<A>\n<A>b", "<(A|)<(A>b|)?"},
    {"<A b\n</A >\n</A", "<(A|b)?>(A|)?>(A|)?"},
    {"\"<A\" \"b>\"", "<(A|\"b)"},
    {"<\n</\n<>\n</>", "<(|)?>(|)?<(|)>(|)"},
};

static void
put(struct buf *b, const struct apacheconf_line *l)
{
	static const char kinds[] = "-#D<>";

	buf_putc(b, kinds[l->kind]);
	if (l->kind > APACHECONF_COMMENT) {
		buf_putc(b, '(');
		buf_put(b, l->name.p, l->name.n);
		buf_putc(b, '|');
		buf_put(b, l->args.p, l->args.n);
		buf_putc(b, ')');
	}
	if (l->unclosed)
		buf_putc(b, '?');
	if (l->unended)
		buf_putc(b, '!');
}

static void
check_lines(void)
{
	struct apacheconf_line l;
	struct buf got = {0};
	size_t i, at, n;

	for (i = 0; i < LEN(lines); i++) {
		unit_row = lines[i].text;
		n = strlen(unit_row);
		struct apacheconf c = {.text = unit_span(unit_row, n)};
		buf_clear(&got);
		for (at = 0; apacheconf_next(&c, &l); at = l.end) {
			CHECK_INT(l.start, at);
			put(&got, &l);
		}
		CHECK_INT(at, n);
		CHECK_STR(buf_str(&got), got.len, lines[i].want);
		apacheconf_free(&c);
	}
	unit_row = NULL;
	buf_free(&got);
}

static void
check_numbers(void)
{
	struct apacheconf c = {.text = SPAN("A \\\n b\n# \\\n\\\nx\n\nB")};
	static const size_t want[] = {1, 3, 6, 7};
	struct apacheconf_line l;
	size_t i;

	for (i = 0; i < LEN(want) && apacheconf_next(&c, &l); i++)
		CHECK_INT(l.line, want[i]);
	CHECK_INT(i, LEN(want));
	CHECK(!apacheconf_next(&c, &l));
	apacheconf_free(&c);
}

/* Words as they are, a quote that is not closed with ? behind it. */
static const struct {
	const char *args, *want;
} words[] = {
    {"", ""},
    {"a  b\tc", "[a][b][c]"},
    {"\"a b\" 'c \" d'e", "[a b][c \" d][e]"},
    {"\"\" ''", "[][]"},
    {"\"a \\\" b\" 'a \\' b'", "[a \" b][a ' b]"},
    {"\"a \\\\\" b", "[a \\][b]"},
    {"a\\ b \\\\c \\\"", "[a\\][b][\\c][\\\"]"},
    {"\"a b", "[a b]?"},
    {"\"", "[]?"},
    {"\"a\\\"", "[a\"]?"},
    {"a\"b c\"", "[a\"b][c\"]"},
};

static void
check_words(void)
{
	struct buf word = {0}, got = {0};
	struct span args;
	size_t i;
	int rc;

	for (i = 0; i < LEN(words); i++) {
		unit_row = words[i].args;
		args = unit_span(unit_row, strlen(unit_row));
		buf_clear(&got);
		while ((rc = apacheconf_word(&args, &word)) != 0) {
			buf_putc(&got, '[');
			buf_put(&got, word.p, word.len);
			buf_puts(&got, rc == -1 ? "]?" : "]");
		}
		CHECK_STR(buf_str(&got), got.len, words[i].want);
	}
	unit_row = NULL;
	buf_free(&word);
	buf_free(&got);
}

int
main(void)
{
	check_lines();
	check_numbers();
	check_words();
	return unit_end();
}
