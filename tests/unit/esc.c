#include "base/esc.h"
#include "base/utf8.h"
#include "unit.h"

static struct buf out, back;

static struct span
put(struct span text, unsigned how)
{
	buf_clear(&out);
	esc_put(&out, text.p, text.n, how);
	return span_of(out.p, out.len);
}

/* Escaped text is clean, holds nothing asked away and gives the bytes back. */
static void
there_and_back(struct span text, unsigned how)
{
	put(text, how);
	CHECK(unit_clean(out.p, out.len));
	if (out.len > 0) {
		CHECK(!(how & ESC_BLANK) || !memchr(out.p, ' ', out.len));
		CHECK(!(how & ESC_COMMA) || !memchr(out.p, ',', out.len));
	}
	if (text.n > 0 && (how & ESC_FIRST)) {
		char first[8];

		snprintf(
		    first, sizeof first, "\\x%02X", (unsigned char)text.p[0]);
		CHECK_STR(out.p, out.len < 4 ? out.len : 4, first);
	}
	buf_clear(&back);
	CHECK_INT(esc_undo(&back, out.p, out.len), 0);
	CHECK_SAME(span_of(back.p, back.len), text);
}

static void
shown(void)
{
	static const struct {
		const char *text;
		unsigned how;
		const char *want;
	} table[] = {{"", 0, ""}, {"", ESC_FIRST, ""},
	    {"plain, text", 0, "plain, text"},
	    {"a b,c\\", ESC_BLANK | ESC_COMMA, "a\\x20b\\x2Cc\\\\"},
	    {"a b,c", ESC_BLANK, "a\\x20b,c"},
	    {"a b,c", ESC_COMMA, "a b\\x2Cc"},
	    {"\t\n\r\\", 0, "\\t\\n\\x0D\\\\"},
	    {"\t\n\r\\ ,", ESC_TEXT, "\t\n\\x0D\\ ,"},
	    {"\x1B[31m\x7F\x01", ESC_TEXT, "\\x1B[31m\\x7F\\x01"},
	    {"-", ESC_FIRST, "\\x2D"}, {"\\n", ESC_FIRST, "\\x5Cn"},
	    {"\n", ESC_FIRST, "\\x0A"}, {"<>", ESC_FIRST, "\\x3C>"},
	    {"\xD0\xB9", ESC_FIRST, "\\xD0\\xB9"},
	    {"\xD0\x9F\xF0\x9F\x93\xA7", 0, "\xD0\x9F\xF0\x9F\x93\xA7"},
	    {"\xD0", 0, "\\xD0"}, {"\xF0\x9F\x93", 0, "\\xF0\\x9F\\x93"},
	    {"\xE2\x80 \xD0", 0, "\\xE2\\x80 \\xD0"},
	    {"\xC0\xAF\xE0\x80\xAF", 0, "\\xC0\\xAF\\xE0\\x80\\xAF"},
	    {"\xED\xA0\x80", 0, "\\xED\\xA0\\x80"},
	    {"\xC2\x85\xC2\xA0", 0, "\\xC2\\x85\xC2\xA0"},
	    {"\xE2\x80\xAE"
	     "a\xD8\x9C",
		ESC_TEXT,
		"\\xE2\\x80\\xAE"
		"a\\xD8\\x9C"},
	    {"\xE2\x80\xA8\xE2\x80\xA9", 0, "\\xE2\\x80\\xA8\\xE2\\x80\\xA9"}};
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i].text;
		put(unit_span(table[i].text, strlen(table[i].text)),
		    table[i].how);
		CHECK_STR(out.p, out.len, table[i].want);
	}
	unit_row = NULL;
}

/* Each character stands as it is, or each of its bytes is escaped. */
static void
every_character(void)
{
	char text[4], want[17];
	uint32_t cp;
	size_t i, n;
	bool bad;

	for (cp = 0x80; cp <= 0x10FFFF; cp++) {
		n = utf8_put(text, cp);
		bad = unit_hostile(cp) || (cp >= 0xD800 && cp <= 0xDFFF);
		for (i = 0; bad && i < n; i++)
			snprintf(
			    want + 4 * i, 5, "\\x%02X", (unsigned char)text[i]);
		put(span_of(text, n), ESC_BLANK | ESC_COMMA);
		CHECK_SAME(span_of(out.p, out.len),
		    bad ? span_str(want) : span_of(text, n));
		CHECK_SAME(put(span_of(text, n), ESC_TEXT),
		    bad ? span_str(want) : span_of(text, n));
	}
}

static void
no_escapes_of_ours(void)
{
	static const char *const table[][2] = {/* text, what came before */
	    {"\\", ""}, {"\\x", ""}, {"\\x1", ""}, {"a\\x1", "a"}, {"\\q", ""},
	    {"\\xg0", ""}, {"\\x0g", ""}, {"\\xab", ""}, {"\\xAb", ""},
	    {"\\xaB", ""}, {"\\X41", ""}, {"\\r", ""}, {"\\0", ""},
	    {"\\u0041", ""}, {"\\x 41", ""}, {"\\x-1", ""}, {"\\x+1", ""},
	    {"ok\\\\\\", "ok\\"}, {"\\t\\n\\x41\\e", "\t\nA"}, {"\\\n", ""},
	    {"\\ ", ""}, {"\\N", ""}};
	struct span text;
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i][0];
		text = unit_span(table[i][0], strlen(table[i][0]));
		buf_clear(&back);
		CHECK_INT(esc_undo(&back, text.p, text.n), -1);
		CHECK_STR(back.p, back.len, table[i][1]);
	}
	unit_row = NULL;
	buf_clear(&back);
	buf_puts(&back, "kept ");
	CHECK_INT(esc_undo(&back, "a\\x00\\\\b", 8), 0);
	CHECK_SAME(span_of(back.p, back.len), span_of("kept a\0\\b", 9));
	CHECK_INT(esc_undo(&back, "\\x", 2), -1);
	CHECK_INT(back.len, 9);
}

static void
any_bytes(void)
{
	char text[40], c;
	unsigned how;
	size_t i, n;
	int round;

	for (i = 0; i < 256; i++)
		for (how = 0; how < 16; how++) {
			c = (char)i;
			if (!(how & ESC_TEXT))
				there_and_back(span_of(&c, 1), how);
			if (how == 0 && i >= ' ' && i < 0x7F && c != '\\')
				CHECK_STR(out.p, out.len, ((char[]){c, 0}));
		}
	for (round = 0; round < 100000; round++) {
		n = unit_text(text, sizeof text);
		for (how = 0; how < 16; how++)
			if (!(how & ESC_TEXT))
				there_and_back(span_of(text, n), how);
		put(span_of(text, n), ESC_TEXT);
		for (i = 0; i < out.len; i++)
			if (out.p[i] == '\n' || out.p[i] == '\t')
				out.p[i] = ' ';
		CHECK(unit_clean(out.p, out.len));
	}
}

int
main(void)
{
	shown();
	every_character();
	no_escapes_of_ours();
	any_bytes();
	put(span_of("a\0b", 3), 0);
	CHECK_STR(out.p, out.len, "a\\x00b");
	esc_put(&out, "\t", 1, 0);
	CHECK_STR(out.p, out.len, "a\\x00b\\t");
	esc_put(&out, NULL, 0, ESC_FIRST | ESC_BLANK);
	CHECK_INT(out.len, 8);
	CHECK_INT(esc_undo(&out, NULL, 0), 0);
	CHECK_INT(out.len, 8);
	buf_free(&out);
	buf_free(&back);
	return unit_end();
}
