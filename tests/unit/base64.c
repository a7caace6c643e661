#include "pure/base64.h"
#include "pure/rfc2047.h"
#include "unit.h"

static struct buf text;

/* The text of bytes that are put in pieces: a bit in cuts for each byte. */
static struct span
encoded(const char *p, size_t n, uint32_t cuts)
{
	struct base64 s = {.n = 0};
	size_t from = 0, i;

	buf_clear(&text);
	for (i = 0; i < n; i++)
		if (cuts >> i & 1) {
			base64_put(&s, &text, unit_span(p + from, i - from));
			from = i;
		}
	base64_put(&s, &text, unit_span(p + from, n - from));
	base64_end(&s, &text);
	return span_of(text.p, text.len);
}

/* RFC 4648, section 10, and bytes of every kind; checked with coreutils. */
static const struct {
	const char *bytes;
	size_t n;
	const char *want;
} vectors[] = {{"", 0, ""}, {"f", 1, "Zg=="}, {"fo", 2, "Zm8="},
    {"foo", 3, "Zm9v"}, {"foob", 4, "Zm9vYg=="}, {"fooba", 5, "Zm9vYmE="},
    {"foobar", 6, "Zm9vYmFy"}, {"\0", 1, "AA=="}, {"\0\0", 2, "AAA="},
    {"\0\0\0", 3, "AAAA"}, {"\xFF", 1, "/w=="}, {"\xFF\xFF", 2, "//8="},
    {"\xFF\xFF\xFF", 3, "////"}, {"\xFB\xEF\xBE", 3, "++++"},
    {"\x14\xFB\x9C\x03\xD9\x7E", 6, "FPucA9l+"},
    {"\x14\xFB\x9C\x03\xD9", 5, "FPucA9k="},
    {"\x14\xFB\x9C\x03", 4, "FPucAw=="}, {"\n\r\n", 3, "Cg0K"},
    {"\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82", 12,
	"0J/RgNC40LLQtdGC"}};

static void
tables(void)
{
	size_t i;

	for (i = 0; i < LEN(vectors); i++) {
		unit_row = vectors[i].want;
		CHECK_SAME(encoded(vectors[i].bytes, vectors[i].n, 0),
		    span_str(vectors[i].want));
	}
	unit_row = NULL;
}

/* Each way to cut twelve bytes in pieces; a cut at 0 puts an empty one. */
static void
all_cuts(void)
{
	static const char bytes[] = "\0\xFF foo\xFB\n\x80zz";
	char want[20];
	size_t n;
	uint32_t cuts;

	for (n = 0; n < sizeof bytes; n++) {
		struct span whole = encoded(bytes, n, 0);

		CHECK_INT(whole.n, (n + 2) / 3 * 4);
		if (whole.n > 0)
			memcpy(want, whole.p, whole.n);
		for (cuts = 0; cuts < 1u << n; cuts++)
			CHECK_SAME(encoded(bytes, n, cuts),
			    span_of(want, (n + 2) / 3 * 4));
	}
}

/* Empty pieces, with memory and without, change nothing. */
static void
empty_pieces(void)
{
	struct base64 s = {.n = 0};
	size_t i;

	buf_clear(&text);
	for (i = 0; i < 4; i++) {
		base64_put(&s, &text, span_of(NULL, 0));
		base64_put(&s, &text, unit_span(&"foob"[i], 1));
		base64_put(&s, &text, SPAN(""));
	}
	base64_end(&s, &text);
	CHECK_STR(text.p, text.len, "Zm9vYg==");
}

/* What is no whole group waits; what was put before stays. */
static void
as_far_as_it_goes(void)
{
	struct base64 s = {.n = 0};

	buf_clear(&text);
	buf_puts(&text, "\"");
	base64_put(&s, &text, SPAN("fo"));
	CHECK_STR(text.p, text.len, "\"");
	base64_put(&s, &text, SPAN("ob"));
	CHECK_STR(text.p, text.len, "\"Zm9v");
	base64_put(&s, &text, SPAN("arfoobar"));
	CHECK_STR(text.p, text.len, "\"Zm9vYmFyZm9vYmFy");
	base64_end(&s, &text);
	CHECK_STR(text.p, text.len, "\"Zm9vYmFyZm9vYmFy");
}

/* After the end, also one with padding, another text can follow. */
static void
again(void)
{
	struct base64 s = {.n = 0};

	buf_clear(&text);
	base64_end(&s, &text);
	CHECK_INT(text.len, 0);
	base64_put(&s, &text, SPAN("f"));
	base64_end(&s, &text);
	base64_end(&s, &text);
	base64_put(&s, &text, SPAN("fooba"));
	base64_end(&s, &text);
	base64_put(&s, &text, SPAN("foo"));
	base64_end(&s, &text);
	CHECK_STR(text.p, text.len, "Zg==Zm9vYmE=Zm9v");
}

/* Random bytes in random pieces are read back, and padded as they ought. */
static void
there_and_back(void)
{
	static char bytes[400];
	struct buf back = {0};
	struct base64 s = {.n = 0};
	size_t n, i, from, piece, pad;
	int round;

	for (round = 0; round < 20000; round++) {
		n = unit_rand(sizeof bytes);
		for (i = 0; i < n; i++)
			bytes[i] = (char)unit_rand(256);
		buf_clear(&text);
		for (from = 0; from < n; from += piece) {
			piece = 1 + unit_rand(round % 2 ? 7 : 200);
			piece = piece < n - from ? piece : n - from;
			base64_put(&s, &text, unit_span(bytes + from, piece));
		}
		base64_end(&s, &text);
		CHECK_INT(text.len, (n + 2) / 3 * 4);
		for (pad = 0; pad < text.len; pad++)
			if (text.p[text.len - 1 - pad] != '=')
				break;
		CHECK_INT(pad, (3 - n % 3) % 3);
		buf_clear(&back);
		rfc2047_put_base64(&back, span_of(text.p, text.len));
		CHECK_SAME(span_of(back.p, back.len), span_of(bytes, n));
	}
	buf_free(&back);
}

int
main(void)
{
	tables();
	all_cuts();
	empty_pieces();
	as_far_as_it_goes();
	again();
	there_and_back();
	buf_free(&text);
	return unit_end();
}
