#include "pure/charset.h"
#include "pure/header.h"
#include "pure/rfc2047.h"
#include "unit.h"

#define PRIVET "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"

static struct buf text, scratch;

/* How many fields a walk was told of, and at which it is to end. */
struct told {
	int n, end_at;
};

static bool
put_field(void *ctx, struct span name, struct span value)
{
	struct told *t = ctx;

	CHECK(name.p != NULL);
	CHECK(value.p != NULL);
	buf_put(&text, name.p, name.n);
	buf_putc(&text, '=');
	buf_put(&text, value.p, value.n);
	buf_putc(&text, '|');
	return ++t->n != t->end_at;
}

/* The fields, all or of one name, as name=value|. */
static struct span
fields(struct span header, const char *name)
{
	struct told t = {0, 0};

	buf_clear(&text);
	CHECK(header_each(header, name, &scratch, put_field, &t));
	return span_of(buf_str(&text), text.len);
}

static const char *const headers[][2] = {/* a header, its fields */
    {"", ""}, {"\n", ""}, {"\r\nA: b\n", ""}, {"A: b\n", "A=b|"},
    {"A: b", "A=b|"}, {"A:b\n", "A=b|"}, {"A: b\nC: d\n", "A=b|C=d|"},
    {"A: b\r\nC: d\r\n\r\nE: f\r\n", "A=b|C=d|"}, {"A: b\n\nC: d\n", "A=b|"},
    {"Subject: Re: x: y\n", "Subject=Re: x: y|"},
    /* blanks before the colon, around the value */
    {"A : b\n", "A=b|"}, {"A \t : b\n", "A=b|"}, {"A\t:\tb \t\n", "A=b|"},
    {"A:   b  c   \r\n", "A=b  c|"}, {"A b: c\n", "A b=c|"},
    /* no colon */
    {"A\n", ""}, {"A", ""}, {"no colon\nA: b\n", "A=b|"},
    {"A: b\nno colon\n folded: on\nC: d\n", "A=b|C=d|"},
    {"A\n : b\nC: d\n", "C=d|"}, {"A\r\n\t: b\r\n", ""},
    /* no name */
    {": b\n", "=b|"}, {":\n", "=|"}, {":", "=|"}, {" \t: b\n", "=b|"},
    {"::\n", "=:|"},
    /* no value */
    {"A:\n", "A=|"}, {"A:", "A=|"}, {"A: \t \r\n", "A=|"},
    {"A:\n \n \nB:\n", "A=|B=|"},
    /* folded */
    {"A: b\n c\n\td\nE: f\n", "A=b c\td|E=f|"}, {"A: b\r\n  c\r\n", "A=b  c|"},
    {"A:\n b\n", "A=b|"}, {"A: b\n : c\n", "A=b : c|"},
    {"A: b\n \n c\n", "A=b  c|"}, {"A: b\n c", "A=b c|"},
    {"A: b\r\n\tc\r", "A=b\tc|"},
    /* decoded */
    {"Subject: =?koi8-r?B?8NLJ18XU?=\n =?utf-8?Q?_=3D?=\n",
	"Subject=" PRIVET " =|"},
    {"=?utf-8?Q?A?=: =?utf-8?Q?b=0A=1B?=\n", "=?utf-8?Q?A?==b\n\x1B|"},
    {"A: =?x-none?Q?b?=\n", "A==?x-none?Q?b?=|"},
    {"A: \xF0\xFF\x1B\n", "A=\xF0\xFF\x1B|"}};

static void
tables(void)
{
	size_t i;

	for (i = 0; i < LEN(headers); i++) {
		unit_row = headers[i][0];
		CHECK_SAME(fields(unit_span(unit_row, strlen(unit_row)), NULL),
		    span_str(headers[i][1]));
	}
	unit_row = NULL;
	CHECK_SAME(fields(span_of(NULL, 0), NULL), span_of("", 0));
	CHECK_SAME(fields(SPAN("A\0: b\0c\n\0: \0\n"), NULL),
	    span_of("A\0=b\0c|\0=\0|", 11));
	CHECK_SAME(
	    fields(SPAN("A: =?utf-8?Q?=00?=\n"), NULL), span_of("A=\0|", 4));
}

static const char *const named[][2] = {/* a name, the fields of many */
    {"Subject", "Subject=1|SUBJECT=2|subject=4|"},
    {"sUBJECT", "Subject=1|SUBJECT=2|subject=4|"}, {"Subjec", ""},
    {"Subjects", ""}, {"X", "x=5|X=|"}, {"X-Subject", "X-Subject=3|"},
    {"", "=6|"}, {"X-None", ""}, {"Subject ", ""}, {"X:", ""}};

static void
names(void)
{
	static const char many[] =
	    "Subject: 1\nSUBJECT \t: 2\nX-Subject: 3\nsubject:\n 4\nx: 5\n"
	    "no colon\n: 6\nSubject\nX:\n";
	size_t i;

	for (i = 0; i < LEN(named); i++) {
		unit_row = named[i][0];
		CHECK_SAME(
		    fields(unit_span(many, sizeof many - 1), named[i][0]),
		    span_str(named[i][1]));
	}
	unit_row = NULL;
}

/* False ends the walk, which says so. */
static void
ended(void)
{
	static const char header[] = "A: 1\nB: 2\na: 3\nB: 4\n";
	struct told t = {0, 1};

	buf_clear(&text);
	CHECK(!header_each(span_str(header), NULL, &scratch, put_field, &t));
	CHECK_STR(text.p, text.len, "A=1|");
	t = (struct told){0, 2};
	buf_clear(&text);
	CHECK(!header_each(span_str(header), "A", &scratch, put_field, &t));
	CHECK_STR(text.p, text.len, "A=1|a=3|");
	t = (struct told){0, 3};
	CHECK(header_each(span_str(header), "b", &scratch, put_field, &t));
	CHECK_INT(t.n, 2);
}

/* The fields of a name once more, by what reads one field. */
static void
put_slowly(struct buf *b, struct span header, const char *name)
{
	struct span field, body;
	struct buf value = {0};

	while ((field = rfc2047_next(&header)).p != NULL) {
		body = rfc2047_field(field, name);
		if (body.p == NULL)
			continue;
		buf_clear(&value);
		rfc2047_put(&value, body);
		buf_put(b, field.p, strlen(name));
		buf_putc(b, '=');
		buf_put(b, value.p, value.len);
		buf_putc(b, '|');
	}
	buf_free(&value);
}

static void
random_headers(void)
{
	static const char *const pieces[] = {"a", "A", "ab", ":", ": ", " : ",
	    "\t:", "\n", "\r\n", "\n ", "\r\n\t", "a: ", "\nA: ", "\nab: b",
	    "\na:\n", " ", "=?utf-8?Q?=41?=", "\r", "\xD0\x9F", "\x1B", "x"};
	static const char *const of[] = {"a", "ab", "x"};
	struct buf raw = {0}, want = {0};
	const char *name;
	int i, n;

	for (i = 0; i < 100000; i++) {
		buf_clear(&raw);
		for (n = (int)unit_rand(16); n > 0; n--)
			buf_puts(&raw, pieces[unit_rand(LEN(pieces))]);
		if (raw.len > 0 && unit_rand(8) == 0)
			raw.p[unit_rand((uint32_t)raw.len)] = '\0';
		name = of[unit_rand(LEN(of))];
		buf_clear(&want);
		put_slowly(&want, span_of(raw.p, raw.len), name);
		CHECK_SAME(fields(unit_span(raw.p, raw.len), name),
		    span_of(want.p, want.len));
		fields(unit_span(raw.p, raw.len), NULL);
	}
	buf_free(&raw);
	buf_free(&want);
}

int
main(void)
{
	charset_load();
	tables();
	names();
	ended();
	random_headers();
	buf_free(&text);
	buf_free(&scratch);
	return unit_end();
}
