#include "base/utf8.h"
#include "pure/json.h"
#include "unit.h"

static struct buf told, text;

/* Writes down what it is told: key=typeraw; (no key in an array: .). */
static int
tell(void *ctx, struct span key, enum json_type type, struct span raw)
{
	int *left = ctx;

	if (key.p == NULL)
		buf_putc(&told, '.');
	buf_put(&told, key.p, key.n);
	buf_putf(&told, "=%c", "0ftnsao"[type]);
	buf_put(&told, raw.p, raw.n);
	buf_putc(&told, ';');
	return left != NULL && --*left == 0 ? -1 : 0;
}

static int
read_text(struct span t)
{
	buf_clear(&told);
	return t.n > 0 && t.p[0] == '[' ? json_array(t, tell, NULL)
					: json_object(t, tell, NULL);
}

static const char *const good[][2] = {/* a text, and what is told of it */
    {"{}", ""}, {"[]", ""}, {" \t\r\n{ \t\r\n} \t\r\n", ""}, {"[ ] ", ""},
    {"{\"a\":1}", "a=n1;"}, {"{ \"a\" : 1 , \"b\" : 2 }", "a=n1;b=n2;"},
    {"[1 , 2]", ".=n1;.=n2;"}, {"{\"\":\"\"}", "=s;"},
    {"{\"a\":null,\"b\":true,\"c\":false}", "a=0null;b=ttrue;c=ffalse;"},
    {"{\"a\":[1, {\"b\": 2}] ,\"c\":{ \"d\" : [ ] } }",
	"a=a[1, {\"b\": 2}];c=o{ \"d\" : [ ] };"},
    {"{\"q\\u0075e\\n\":\"x\\ny\\u0041\"}", "que\n=sx\\ny\\u0041;"},
    {"{\"a\":1,\"a\":2}", "a=n1;a=n2;"}, {"{\"a\":\"\x7F\"}", "a=s\x7F;"},
    {"{\"\xD0\xB9\":\"\xD0\xB9\"}", "\xD0\xB9=s\xD0\xB9;"},
    {"{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\uabCD\"}",
	"a=s\\\"\\\\\\/\\b\\f\\n\\r\\t\\uabCD;"},
    {"{\"a\":\"\\ud83d\\udce7\",\"b\":\"\\ud83d\"}",
	"a=s\\ud83d\\udce7;b=s\\ud83d;"}};

static const char *const bad[] = {"", " ", "x", "1", "\"a\"", "null", "{", "}",
    "[", "]", "{]", "[}", "{}{}", "{} x", "{},", "{\"a\"}", "{\"a\":}",
    "{\"a\":1", "{\"a\":1,}", "{,}", "{\"a\":1,,\"b\":2}", "{a:1}", "{'a':1}",
    "{1:1}", "{\"a\" 1}", "{\"a\"=1}", "{\"a\":1 \"b\":2}", "{\"a\":1]",
    "{\"a\":1}}", "{\"a", "{\"a\":\"", "{\"a\\\":1}", "{\"a\":{}", "{null:1}",
    "\xEF\xBB\xBF{}", "{}\v", "\f{}", "{\"a\":1;}", "//\n{}", "{/**/}"};

/* What can stand in [ ] and what cannot. */
static const char *const values[] = {"0", "-0", "1", "-1", "10", "0.0", "1.50",
    "1e5", "1E5", "1e+5", "1e-5", "0e0", "-1.5e+05", "1234567890123456789012",
    "\"\"", "true", "null", "[[]]", "{}", "\"\\u0000\"", "\"\\udcff\"",
    "\"/\""};
static const char *const no_values[] = {"01", "-01", "00", "1.", ".5", "-.5",
    "-", "+1", "1e", "1e+", "1.e5", "1.5.5", "0x1", "1a", "1 1", "--1", "Inf",
    "NaN", "-Infinity", "1_0", "True", "nul", "nulll", "truefalse", "tru", ",",
    "1,", ",1", "1,,1", "\"", "\"a", "a\"", "\"\\\"", "'a'", "\"\\x41\"",
    "\"\\a\"", "\"\\u12\"", "\"\\u@@@@\"", "\"\\u````\"", "\"\\uGgGg\"",
    "\"\\u12g4\"", "\"\\u-123\"", "\"\\U0041\"", "\"\\u 041\"", "\"\\", "\"\\u",
    "\"\\u004", "\"\x01\"", "\"\t\"", "\"\n\"", "\"\x1F\"", "\"\\\n\"",
    "\"a\"b", "\"a\"\"b\"", "[", "]", "[[]", "{\"a\"}", "[1,]", "{\"a\":[}"};

static void
texts(void)
{
	char wrapped[64];
	size_t i;

	for (i = 0; i < LEN(good); i++) {
		unit_row = good[i][0];
		CHECK_INT(read_text(unit_span(unit_row, strlen(unit_row))), 0);
		CHECK_STR(told.p, told.len, good[i][1]);
	}
	for (i = 0; i < LEN(bad); i++) {
		unit_row = bad[i];
		CHECK_INT(read_text(unit_span(unit_row, strlen(unit_row))), -1);
	}
	unit_row = wrapped;
	for (i = 0; i < LEN(values) + LEN(no_values); i++) {
		bool valid = i < LEN(values);

		snprintf(wrapped, sizeof wrapped, "[%s]",
		    valid ? values[i] : no_values[i - LEN(values)]);
		CHECK_INT(read_text(unit_span(wrapped, strlen(wrapped))),
		    valid ? 0 : -1);
		snprintf(wrapped, sizeof wrapped, "{\"a\":%s}",
		    valid ? values[i] : no_values[i - LEN(values)]);
		CHECK_INT(read_text(unit_span(wrapped, strlen(wrapped))),
		    valid ? 0 : -1);
	}
	unit_row = NULL;
	CHECK_INT(read_text(SPAN("{\"a\":\"\0\"}")), -1);
	CHECK_INT(read_text(SPAN("{\"\0\":1}")), -1);
	CHECK_INT(read_text(SPAN("{}\0")), -1);
	CHECK_INT(read_text(SPAN("[\"\\\0\"]")), -1);
	CHECK_INT(read_text(span_of(NULL, 0)), -1);
	CHECK_INT(json_array(SPAN("{}"), tell, NULL), -1);
	CHECK_INT(json_object(SPAN("[]"), tell, NULL), -1);
}

static void
nesting(void)
{
	char deep[200];
	size_t n;

	for (n = 1; n <= 60; n++) {
		memset(deep, '[', n);
		memset(deep + n, ']', n);
		CHECK_INT(read_text(unit_span(deep, 2 * n)), n > 32 ? -1 : 0);
		deep[0] = '{';
		memcpy(deep + 1, "\"a\":", 4);
		memset(deep + 5, '[', n);
		memset(deep + 5 + n, ']', n);
		deep[5 + 2 * n] = '}';
		CHECK_INT(
		    read_text(unit_span(deep, 6 + 2 * n)), n + 1 > 32 ? -1 : 0);
	}
}

static void
stops(void)
{
	int left = 2;

	buf_clear(&told);
	CHECK_INT(json_array(SPAN("[1,2,3,4]"), tell, &left), -1);
	CHECK_STR(told.p, told.len, ".=n1;.=n2;");
	CHECK_INT(read_text(SPAN("{\"a\":1,\"b\":tru}")), -1);
	CHECK_STR(told.p, told.len, "a=n1;");
	CHECK_INT(read_text(SPAN("{\"\\u0000b\":\"\"}")), 0);
	CHECK_SAME(span_of(told.p, told.len), span_of("\0b=s;", 5));
}

static void
strings(void)
{
	static const char *const in[][2] = {{"", ""},
	    {"a\\\"\\\\\\/\\b\\f\\n\\r\\tz", "a\"\\/\b\f\n\r\tz"},
	    {"\\u0041\\u00e9\\u20AC", "A\xC3\xA9\xE2\x82\xAC"},
	    {"\\ud83d\\udce7", "\xF0\x9F\x93\xA7"},
	    {"\\uDBFF\\uDFFF", "\xF4\x8F\xBF\xBF"},
	    {"\\ud800\\udc80", "\xF0\x90\x82\x80"},
	    {"\\udc80\\udcff\\udCfE", "\x80\xFF\xFE"},
	    {"\\ud83d", "\xEF\xBF\xBD"}, {"\\ud800", "\xEF\xBF\xBD"},
	    {"\\ud7ff\\ue000", "\xED\x9F\xBF\xEE\x80\x80"},
	    {"\\ud83d\\ue000", "\xEF\xBF\xBD\xEE\x80\x80"},
	    {"\\ud83d\\udbff", "\xEF\xBF\xBD\xEF\xBF\xBD"},
	    {"\\ud83d\\udc00z", "\xF0\x9F\x90\x80z"},
	    {"\\ud7ff\\udc00", "\xED\x9F\xBF\xEF\xBF\xBD"},
	    {"\\udc00\\udc00", "\xEF\xBF\xBD\xEF\xBF\xBD"},
	    {"\\ud83dx", "\xEF\xBF\xBDx"}, {"\\ud83d\\n", "\xEF\xBF\xBD\n"},
	    {"\\ud83d\\u0041",
		"\xEF\xBF\xBD"
		"A"},
	    {"\\ud83d\\ud83d\\udce7", "\xEF\xBF\xBD\xF0\x9F\x93\xA7"},
	    {"\\udc7f\\udd00\\udfff", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
	    {"\\udc80\\ud83d", "\x80\xEF\xBF\xBD"}, {"\xFF\xD0", "\xFF\xD0"}};
	static const char *const made[][2] = {{"", "\"\""},
	    {"a\"\\/\n\t", "\"a\\\"\\\\/\\n\\t\""},
	    {"\x01\r\x1B\x7F", "\"\\u0001\\u000d\\u001b\\u007f\""},
	    {"\xD0\xB9\xF0\x9F\x93\xA7", "\"\xD0\xB9\xF0\x9F\x93\xA7\""},
	    {"\xFF\xC3", "\"\\udcff\\udcc3\""},
	    {"\xED\xA0\xBD", "\"\\udced\\udca0\\udcbd\""},
	    {"\xC2\x85\xE2\x80\xAE\xE2\x80\xA8", "\"\\u0085\\u202e\\u2028\""},
	    {"\xD8\x9C\xE2\x81\xA6", "\"\\u061c\\u2066\""}};
	size_t i;

	for (i = 0; i < LEN(in); i++) {
		unit_row = in[i][0];
		buf_clear(&text);
		json_string(&text, unit_span(unit_row, strlen(unit_row)));
		CHECK_STR(text.p, text.len, in[i][1]);
	}
	for (i = 0; i < LEN(made); i++) {
		unit_row = made[i][0];
		buf_clear(&text);
		json_put_string(&text, unit_span(unit_row, strlen(unit_row)));
		CHECK_STR(text.p, text.len, made[i][1]);
	}
	unit_row = NULL;
	buf_clear(&text);
	json_string(&text, span_of(NULL, 0));
	json_string(&text, SPAN("\\u0000"));
	json_put_string(&text, span_of(NULL, 0));
	CHECK_SAME(span_of(text.p, text.len), span_of("\0\"\"", 3));
}

static int
take_string(void *ctx, struct span key, enum json_type type, struct span raw)
{
	CHECK(span_is(key, "k") && type == JSON_STRING);
	json_string(ctx, raw);
	return 0;
}

/* Any bytes, written, read as a JSON text and decoded, are what they were. */
static void
there_and_back(struct span bytes)
{
	buf_clear(&told);
	buf_puts(&told, "{\"k\":");
	json_put_string(&told, bytes);
	buf_putc(&told, '}');
	CHECK(unit_clean(told.p, told.len));
	buf_clear(&text);
	CHECK_INT(
	    json_object(span_of(told.p, told.len), take_string, &text), 0);
	CHECK_SAME(span_of(text.p, text.len), bytes);
}

int
main(void)
{
	char bytes[48];
	uint32_t i;

	texts();
	nesting();
	stops();
	strings();
	for (i = 0; i < 256; i++) {
		bytes[0] = (char)i;
		there_and_back(span_of(bytes, 1));
	}
	for (i = 0; i <= 0x10FFFF; i += i < 0x3000 ? 1 : 61)
		there_and_back(span_of(bytes, utf8_put(bytes, i)));
	for (i = 0; i < 100000; i++)
		there_and_back(span_of(bytes, unit_text(bytes, sizeof bytes)));
	buf_free(&told);
	buf_free(&text);
	return unit_end();
}
