/* weblog_find against a loop over the bytes. */
#include "pure/weblog.h"
#include "unit.h"

static const char *const methods[] = {
    "POST", "post", "GET", "M-SEARCH", "X", "MAIL()", "_A", "@", "PROPFIND"};

static bool
is_same(char a, char b)
{
	if (a >= 'A' && a <= 'Z')
		a = (char)(a + 32);
	if (b >= 'A' && b <= 'Z')
		b = (char)(b + 32);
	return a == b;
}

/* A quote, the method in any case, and a blank or a quote. */
static const char *
naive(struct span text, const char *method)
{
	size_t i, j, n = strlen(method);

	for (i = 0; i + n + 1 < text.n; i++) {
		if (text.p[i] != '"')
			continue;
		for (j = 0; j < n; j++)
			if (!is_same(text.p[i + 1 + j], method[j]))
				break;
		if (j == n &&
		    (text.p[i + n + 1] == ' ' || text.p[i + n + 1] == '"'))
			return text.p + i;
	}
	return NULL;
}

static unsigned long found;

/* The bytes from at on, in memory that ends where they do. */
static void
compare(const char *p, size_t at, size_t n, const char *method)
{
	struct span text = span_from(unit_span(p, at + n), at);
	const char *want = naive(text, method);

	CHECK(weblog_find(text, span_str(method)) == want);
	found += want != NULL;
}

/* One place at each offset of each length, at each alignment. */
static void
each_place(void)
{
	char text[16 + 200], method[16];
	size_t at, n, i, k;

	for (n = 0; n <= 200; n++)
		for (i = 0; i <= n; i++) {
			at = (n + i) % 16;
			memset(text, i % 2 == 0 ? '"' : 'p', sizeof text);
			snprintf(method, sizeof method, "\"%s%c",
			    n % 2 == 0 ? "pOsT" : "POST",
			    i % 3 == 0 ? '"' : ' ');
			k = strlen(method);
			if (k > n - i)
				k = n - i;
			memcpy(text + at + i, method, k);
			compare(text, at, n, "POST");
		}
	CHECK(found > 15000);
}

static void
random_texts(void)
{
	static const char bytes[] = "\"\"\"  pPoOsStTgGeExX@`_\x7F\n\\\xF0\x80";
	char text[16 + 260];
	size_t n, i, at, len;
	int round;

	found = 0;
	for (round = 0; round < 150000; round++) {
		const char *method = methods[unit_rand(LEN(methods))];

		at = unit_rand(16);
		n = unit_rand(201);
		len = strlen(method);
		for (i = 0; i < at + n; i++)
			text[i] = unit_rand(4) == 0
			    ? bytes[unit_rand(LEN(bytes) - 1)]
			    : "POST x"[unit_rand(6)];
		if (unit_rand(2) == 0 && n > len + 2) {
			i = at + unit_rand((uint32_t)(n - len - 1));
			text[i] = '"';
			memcpy(text + i + 1, method, len);
			text[i + 1 + unit_rand((uint32_t)len)] ^= unit_rand(3) >
				0
			    ? 0x20
			    : 0;
			text[i + 1 + len] = " \"x"[unit_rand(3)];
		}
		compare(text, at, n, method);
	}
	CHECK(found > 20000);
}

/* Each alignment and length, with nothing there and with it at the end. */
static void
each_length(void)
{
	char text[16 + 200];
	size_t at, n;

	for (at = 0; at < 16; at++)
		for (n = 0; n <= 200; n++) {
			memset(text, 'P', sizeof text);
			compare(text, at, n, "POST");
			memset(text, '"', sizeof text);
			compare(text, at, n, "POST");
			if (n < 7)
				continue;
			memcpy(text + at + n - 6, "\"POST ", 6);
			compare(text, at, n, "POST");
			compare(text, at, n - 1, "POST");
		}
}

/* From one to the next, as a log is read. */
static void
one_by_one(void)
{
	static const char line[] = "::1 - - [x] \"pOST /a HTTP/1.1\" 200 1\n"
				   "::1 - - [x] \"GET /a HTTP/1.1\" 200 1\n"
				   "{\"method\": \"post\", \"a\": 1}\n";
	char text[40 * sizeof line];
	struct span rest;
	const char *p;
	size_t n = 0, seen = 0;

	while (n + sizeof line <= sizeof text) {
		memcpy(text + n, line, sizeof line - 1);
		n += sizeof line - 1;
	}
	rest = unit_span(text, n);
	while ((p = weblog_find(rest, span_str("POST"))) != NULL) {
		CHECK(p == naive(rest, "POST"));
		seen++;
		span_skip(&rest, (size_t)(p - rest.p) + 1);
	}
	CHECK(naive(rest, "POST") == NULL);
	CHECK_INT(seen, n / (sizeof line - 1) * 2);
}

static void
hiding(void)
{
	CHECK(weblog_may_hide(SPAN("{\"method\":\"P\\u004FST\"}")));
	CHECK(weblog_may_hide(SPAN("{\\u")));
	CHECK(!weblog_may_hide(SPAN("{\\")));
	CHECK(!weblog_may_hide(SPAN("{\"method\":\"\\x50OST\"}")));
	CHECK(!weblog_may_hide(SPAN("::1 \"\\u0050OST / HTTP/1.1\"")));
	CHECK(!weblog_may_hide(SPAN("{")));
	CHECK(!weblog_may_hide(SPAN("")));
}

int
main(void)
{
	each_place();
	random_texts();
	each_length();
	one_by_one();
	hiding();
	CHECK(weblog_find(span_of(NULL, 0), span_str("POST")) == NULL);
	return unit_end();
}
