/*
 * What reads the usual line quickly reads it as the general rules do: lines
 * that nginx 1.22 and Apache 2.4 wrote when asked oddly, and random changes
 * of good ones.
 */
#include <time.h>

#include "pure/weblog_parts.h"
#include "weblog_show.h"

#define AT "21/Nov/2026:19:36:28 +0300"
#define IP "127.0.0.1 - - [" AT "] "

/* One for each reader: they remember. */
static struct stamp_clock plain_clock, any_clock, read_clock;
static struct buf scratch, scratch2;

static void
same_span(struct span a, struct span b)
{
	CHECK((a.p == NULL) == (b.p == NULL));
	CHECK_SAME(a, b);
}

static void
same(const struct weblog *a, const struct weblog *b)
{
	CHECK_INT(a->time.sec, b->time.sec);
	CHECK_INT(a->time.usec, b->time.usec);
	CHECK_INT(a->time.digits, b->time.digits);
	CHECK_INT(a->local, b->local);
	CHECK_INT(a->stamp, b->stamp);
	CHECK_INT(a->took_us, b->took_us);
	same_span(a->vhost, b->vhost);
	same_span(a->ip, b->ip);
	same_span(a->user, b->user);
	same_span(a->method, b->method);
	same_span(a->path, b->path);
	same_span(a->query, b->query);
	same_span(a->proto, b->proto);
	CHECK_INT(a->status, b->status);
	CHECK_INT(a->bytes, b->bytes);
	same_span(a->referer, b->referer);
	same_span(a->agent, b->agent);
	same_span(a->xff, b->xff);
}

/* Whether it is plain: then any reader reads the same. */
static bool
compare(const char *p, size_t n)
{
	static char row[8192];
	struct span line = unit_span(p, n);
	struct weblog plain, any, read;
	bool is_plain;
	int rc;

	if (n < sizeof row) {
		memcpy(row, p, n);
		row[n] = '\0';
		unit_row = row;
	}
	is_plain = weblog_plain(&plain_clock, line, &plain);
	rc = weblog_read_any(&any_clock, span_chomp(line), &scratch, &any);
	CHECK_INT(weblog_read(&read_clock, line, &scratch2, &read), rc);
	if (rc == 1)
		same(&read, &any);
	if (is_plain) {
		CHECK_INT(rc, 1);
		weblog_sound(&plain, line, &scratch);
		same(&plain, &any);
	}
	unit_row = NULL;
	return is_plain;
}

/* --- lines --- */

static const struct {
	bool plain;
	const char *line;
} lines[] = {
    /* nginx's combined, of captures/web/odd.tar.xz */
    {true, IP "\"GET / HTTP/1.1\" 200 6 \"-\" \"curl/7.88.1\""},
    {true, IP "\"POST /spam.php HTTP/1.1\" 200 16 \"-\" \"curl/7.88.1\""},
    {true, IP "\"GET / HTTP/1.1\" 200 6 \"-\" \"-\""},
    {true, IP "\"HEAD /index.html HTTP/1.1\" 200 0 \"-\" \"-\""},
    {false, IP "\"GET /a\\x22b'c\\x5Cd HTTP/1.1\" 404 153 \"-\" \"-\""},
    {true, IP "\"GET /sp ace/x.php HTTP/1.1\" 400 157 \"-\" \"-\""},
    {false, IP "\"GET /utf8/\\xD0\\xBF.php?q=\\xC3\\xA9 HTTP/1.1\" 404 27"},
    {true,
	IP "\"GET /pct%22%0d%0aX%20y?z=%5C%22 HTTP/1.1\" 404 153 \"-\" \"-\""},
    {false,
	IP "\"GET / HTTP/1.1\" 200 6 \"http://x/\\x22onclick=\" \"Mozilla/5.0 "
	   "(\\x22quoted\\x22 \\x5Cback \\xD0\\xB9 \\x01) \\x22POST /evil.php "
	   "HTTP/1.1\\x22\""},
    {true, IP "\"GET / HTTP/1.1\" 200 6 \"POST /x.php HTTP/1.1\" \"POST\""},
    {true, IP "\"GET / HTTP/1.1\" 200 6 \"\" \"\""},
    {true, IP "\"GET /?u=POST%20/x.php HTTP/1.1\" 200 6 \"-\" \"-\""},
    {true,
	IP "\"POST //wp//./spam.php/../spam.php HTTP/1.1\" 404 27 \"-\" \"-\""},
    {true,
	IP "\"POST http://other.example/spam.php HTTP/1.1\" 200 16 \"-\" "
	   "\"-\""},
    {true, IP "\"POST * HTTP/1.1\" 400 157 \"-\" \"-\""},
    {true, IP "\"post /spam.php HTTP/1.1\" 400 157 \"-\" \"-\""},
    {true, IP "\"CONNECT mail.example:25 HTTP/1.1\" 400 157 \"-\" \"-\""},
    {false, IP "\"GET /\" 200 6 \"-\" \"-\""},
    {true, IP "\"GET / HTTP/9.9\" 505 187 \"-\" \"-\""},
    {false, IP "\"\\x16\\x03\\x01\\x00\\xC8\" 400 157 \"-\" \"-\""},
    {false, IP "\"SSH-2.0-Go\" 400 157 \"-\" \"-\""},
    {false, IP "\"\" 408 0 \"-\" \"-\""},
    {false,
	"127.0.0.1 - john doe [" AT "] \"GET /auth/x HTTP/1.1\" 404 153 \"-\" "
	"\"-\""},
    {false, "127.0.0.1 - a\\x22q [" AT "] \"GET / HTTP/1.1\" 404 153"},
    {true, "127.0.0.1 - nosuch [" AT "] \"GET / HTTP/1.1\" 401 179"},
    {true, "::1 - - [" AT "] \"POST /spam.php HTTP/1.1\" 200 16 \"-\" \"-\""},
    {true, IP "\"POST /spam.php HTTP/2.0\" 200 16 \"-\" \"-\""},
    /* not escaped, Apache's common, and the other formats there */
    {false, IP "\"GET /a\"b'c\\d HTTP/1.1\" 404 153 \"\" \"\""},
    {true, IP "\"GET /\xD0\xBF?q=\xC3\xA9 HTTP/1.1\" 404 27 \"\" \"\""},
    {false, IP "\"POST /x.php?a=\"2\"&b HTTP/1.1\" 200 6 \"-\" \"-\""},
    {true, IP "\"GET / HTTP/1.1\" 200 191"},
    {true, IP "\"GET / HTTP/1.1\" 304 -"},
    {false, IP "\"GET / HTTP/1.1\" 200 191 16651"},
    {false, IP "\"GET / HTTP/1.1\" 200 191 \"-\" \"curl/7.88.1\" 16651"},
    {false, "site1.example:80 " IP "\"GET / HTTP/1.1\" 200 191 \"-\" \"-\""},
    {false,
	"198.51.100.9, 203.0.113.4 - - [" AT "] \"GET / HTTP/1.1\" 200 191"},
    {false, IP "\"GET / HTTP/1.1\" 200 6 \"-\" \"-\" \"198.51.100.9\""},
    {false,
	IP "\"GET / HTTP/1.1\" 200 6 \"-\" \"-\" rt=0.000 host=site1.example"},
    {false,
	"2026-11-21T19:36:28+03:00 1795279013.721 127.0.0.1 \"GET / HTTP/1.1\" "
	"200 6"},
    {false,
	"{\"time\":\"2026-11-21T19:36:28+03:00\",\"request\":\"GET / "
	"HTTP/1.1\"}"},
    /* near misses, and odd ones that are good */
    {true, "... - - [" AT "] \"GET / HTTP/1.1\" 200 6"},
    {true, "::: - - [" AT "] \"GET / HTTP/1.1\" 200 6"},
    {true, "dead:BEEF::1 - a.b-c_d@e [" AT "] \"GET / HTTP/1.1\" 000 6"},
    {true, "1::2:80 - 10.0.0.1 [" AT "] \"GET / HTTP/1.1\" 200 6"},
    {true, "::1 - - [2026-11-21 19:36:28.123456] \"GET / HTTP/1.1\" 200 6"},
    {true, "::1 - - [2026-11-21T19:36:28.12345Z] \"GET / HTTP/1.1\" 200 6"},
    {true, "::1 - - [1795279013.721000000000000] \"GET / HTTP/1.1\" 200 6"},
    {true, IP "\"GET / HTTP/\" 200 6"},
    {true, IP "\"GET  HTTP/1.1\" 200 6"},
    {true, IP "\"GET ? HTTP/1.1\" 200 6"},
    {true, IP "\"GET /x??y HTTP/1.1 HTTP/1.1\" 200 6"},
    {true, IP "\"GET / HTTP/1.1\" 200 999999999999999999"},
    {true, IP "\"GET / HTTP/1.1\" 200 6 \"[" AT "]\" \"[" AT "]\""},
    {true, IP "\"GET / HTTP/1.1\" 200 6 \"rt=5\" \"host=evil.example\""},
    {true, IP "\"GET / HTTP/1.1\" 200 6 \"r\" \"a\tb  c \""},
    {true, IP "\"GET / HTTP/1.1\" 200 6 \"{\" \"}\""},
    {true, IP "\"GET / HTTP/1.1\" 200 6 \"r\" \""},
    {false, IP "\"GET HTTP/1.1\" 200 6"},
    {false, IP "\"M-SEARCH / HTTP/1.1\" 200 6"},
    {false, IP "\"GET / HTTP/1.1\" 200 9999999999999999999"},
    {false, IP "\"GET / HTTP/1.1\" 200 6 "},
    {false, IP "\"GET / HTTP/1.1\" 200 6\r"},
    {false, IP "\"GET / HTTP/1.1\" 200 -6"},
    {false, IP "\"GET / HTTP/1.1\" 200 6k"},
    {false, IP "\"GET / HTTP/1.1\" 200  6"},
    {false, IP "\"GET / HTTP/1.1\" 2000 6"},
    {false, IP "\"GET / HTTP/1.1\" 200 "},
    {false, IP "\"GET / HTTP/1.1\" 200 6 \"r\""},
    {false, IP "\"GET / HTTP/1.1\" 200 6 \"r\" \"a"},
    {false, IP "\"GET / HTTP/1.1\" 200 6 \"r\" \"a\" "},
    {false, IP "\"GET / HTTP/1.1\" 200 6 \"r\" \"a\\\""},
    {false, IP "\"GET / HTTP/1.1\" 200 6 \"r\" \"a\"b\""},
    {false, IP "\"GET / HTTP/1.1"},
    {false, IP "GET / HTTP/1.1 200 6"},
    {false, " " IP "\"GET / HTTP/1.1\" 200 6"},
    {false, "1.2.3 - - [" AT "] \"GET / HTTP/1.1\" 200 6"},
    {false, "1.2.3.4:5 - - [" AT "] \"GET / HTTP/1.1\" 200 6"},
    {false, "client.example - - [" AT "] \"GET / HTTP/1.1\" 200 6"},
    {false, "127.0.0.1 - - - [" AT "] \"GET / HTTP/1.1\" 200 6"},
    {false, "127.0.0.1 - -  [" AT "] \"GET / HTTP/1.1\" 200 6"},
    {false, "127.0.0.1 x - [" AT "] \"GET / HTTP/1.1\" 200 6"},
    {false, "::1 - - [32/Nov/2026:19:36:28 +0300] \"GET / HTTP/1.1\" 200 6"},
    {false, "::1 - - [21/Nov/2026:19:36:28] \"GET / HTTP/1.1\" 200 6"},
    {false, ""},
    {false, "\""},
    {false, "::1 - - ["},
};

static void
of_lines(void)
{
	size_t i, n;

	for (i = 0; i < LEN(lines); i++) {
		unit_row = lines[i].line;
		CHECK_INT(compare(lines[i].line, strlen(lines[i].line)),
		    lines[i].plain);
		/* of each length */
		for (n = 0; n < strlen(lines[i].line); n++)
			compare(lines[i].line, n);
	}
}

/* --- random lines --- */

enum { MOST = 600 };

static struct buf made;

static const char *
good(void)
{
	size_t i;

	do
		i = unit_rand(LEN(lines));
	while (!lines[i].plain);
	return lines[i].line;
}

static void
cut(size_t at, size_t n)
{
	memmove(made.p + at, made.p + at + n, made.len - at - n);
	made.len -= n;
}

static void
insert(size_t at, const char *p, size_t n)
{
	char copy[MOST];

	if (n > sizeof copy)
		return;
	memcpy(copy, p, n);
	buf_room(&made, n);
	memmove(made.p + at + n, made.p + at, made.len - at);
	memcpy(made.p + at, copy, n);
	made.len += n;
}

/* The next place from at on where a word begins or ends; the end if none. */
static size_t
edge(size_t at)
{
	while (at < made.len && memchr(" \"[]", made.p[at], 4) == NULL)
		at++;
	return at;
}

/* Two words, or parts of them, in each other's place. */
static void
swap_words(void)
{
	size_t a = edge(unit_rand((uint32_t)made.len)), b = edge(a + 1);
	size_t c = edge(b + unit_rand(20)), d = edge(c + 1);
	char first[MOST];

	if (d >= made.len || b - a > sizeof first)
		return;
	memcpy(first, made.p + a, b - a);
	insert(d, first, b - a);
	cut(a, b - a);
}

/* A word in the place of another one. */
static void
put_word(void)
{
	static const char *const words[] = {"-", "::1", "10.0.0.1", "a:b",
	    "joe", "200", "0", "HTTP/1.1", "GET", "/a?b", "\"-\"", "\"\"",
	    "[" AT "]", "[21/Nov/2026:19:36:28 -0000]", "rt=1", "0.5",
	    "1795279013.721", "999999999999999999", "2026-11-21",
	    "site.example"};
	const char *word = words[unit_rand(LEN(words))];
	size_t a = edge(unit_rand((uint32_t)made.len)), b;

	a += a < made.len;
	b = edge(a);
	cut(a, b - a);
	insert(a, word, strlen(word));
}

/* One change of the line made. */
static void
change(void)
{
	static const char bytes[] = "\"\"\"[[]]\\\\  --\0\t?./:0123abcHP\r\n";
	uint32_t at;
	size_t n;
	char c;

	if (made.len < 2)
		return;
	at = unit_rand((uint32_t)made.len);
	c = bytes[unit_rand(sizeof bytes - 1)];
	n = made.len - at < 4 ? made.len - at : 1 + unit_rand(4);
	switch (unit_rand(12)) {
	case 0:
		made.p[at] = (char)(made.p[at] ^ (1 << unit_rand(8)));
		break;
	case 1:
		made.p[at] = c;
		break;
	case 2:
		cut(at, n);
		break;
	case 3:
		insert(at, &c, 1);
		break;
	case 4:
		swap_words();
		break;
	case 5:
		put_word();
		break;
	case 6: /* a digit or a letter stays one: most of these are plain */
		if (made.p[at] >= '0' && made.p[at] <= '9')
			made.p[at] = (char)('0' + unit_rand(10));
		else if ((made.p[at] | 32) >= 'a' && (made.p[at] | 32) <= 'z')
			made.p[at] = (char)('a' + unit_rand(26));
		break;
	case 7: /* twice, what stands there */
		insert(at, made.p + at, n);
		break;
	default:
		made.p[at] = (char)(made.p[at] + (unit_rand(2) ? 1 : -1));
		break;
	case 8: /* another line's end */
		if (unit_rand(8) == 0) {
			const char *tail = good();

			n = unit_rand((uint32_t)strlen(tail));
			made.len = at;
			buf_puts(&made, tail + n);
		}
		break;
	}
}

/* Of random lines enough are plain, and not all. */
static void
is_fair(unsigned plain, unsigned all, unsigned percent)
{
	CHECK(plain >= all / 100 * percent && plain < all / 100 * 95);
}

static void
of_changes(void)
{
	/* seen: 39, 16, 7 */
	static const unsigned percents[] = {0, 30, 10, 4};
	unsigned round, changes, plain, all = 60000, i;

	for (changes = 1; changes <= 3; changes++) {
		plain = 0;
		for (round = 0; round < all; round++) {
			buf_clear(&made);
			buf_puts(&made, good());
			for (i = 0; i < changes; i++)
				change();
			plain += compare(made.p, made.len);
		}
		is_fair(plain, all, percents[changes]);
	}
}

/* Lines of parts of which each is now and then an odd one. */
static const char *const parts[][14] = {
    {"127.0.0.1", "::1", "2001:db8::1", "0:0:0:0:0:ffff:1.2.3.4", "1.2.3.4:80",
	"[::1]:80", "a.example", "-", "10.0.0.1, 10.0.0.2", "...", "a:b",
	"1::", "1795279013.721", ""},
    {" - ", " - ", " - ", " - ", " x ", "  - ", " - - ", " ", " -", " -\t",
	" 1.2.3.4 ", " [- ", " \" ", " - \\ "},
    {"-", "joe", "john doe", "a@b.example", "10.0.0.1", "::1", "[x]", "", "--",
	"a\"b", "a\\x22b", "\xD0\xB9", "-.", "x,"},
    {" [", " [", " [", " [", "[", "  [", " [[", " ", " (", " [x] [", "\t[",
	" [" AT "] [", " {", " \"["},
    {AT, AT, AT, "21/Nov/2026:19:36:28 -0530", "21/Nov/2026:19:36:60 +0000",
	"01/Jan/1970:00:00:00 +0000", "08/Mar/2026:02:30:00.12345",
	"2026-11-21 19:36:28.123456", "1795279013.721000000000000",
	"21/Nov/2026:19:36:28", "21/Nov/2026:24:36:28 +0300",
	"30/Feb/2026:19:36:28 +0300", "00/Nov/2026:19:36:28 +0300", ""},
    {"] \"", "] \"", "] \"", "] \"", "] \"", "]\"", "]  \"", "] ", "]] \"",
	"] x \"", "] \"\"", "] \\\"", ") \"", "] \"x\" \""},
    {"GET", "POST", "post", "X", "M-SEARCH", "", "-", "G_T", "GET\t", "[", "{",
	"\xD0\xB9", "G\\ET", "G\"T"},
    {" ", " ", " ", " ", " ", " ", " ", "  ", "", "\t", " \" ", " \\ ", " ?",
	" HTTP/ "},
    {"/", "/a?b", "/?", "?", "/a b?c d", "*", "/\xD0\xBF", "", " ", "/a\"b",
	"/\\x22", "/[x]", "/ HTTP/1.1", "/x] \"GET / HTTP/1.1\" 200 1"},
    {" HTTP/1.1", " HTTP/1.1", " HTTP/1.1", " HTTP/2.0", " HTTP/", " HTTP/x ?",
	" http/1.1", "HTTP/1.1", "", " ", " HTTP/1.1 ", "\tHTTP/1.1", " HTTP",
	" XHTTP/1.1"},
    {"\" 200 ", "\" 404 ", "\" 000 ", "\" 999 ", "\" 499 ", "\" 20 ",
	"\" 2000 ", "\"200 ", "\"  200 ", "\" -", "\" 200", "\" ", " 200 ",
	"\" x\" 200 "},
    {"0", "16", "-", "123456789012345678", "1234567890123456789", "-1", "+1",
	"1.5", "1k", "", " 1", "007", "99999999999999999999", "1\r"},
    {"", " \"-\"", " \"-\"", " \"\"", " \"http://x/\"", " \"a b\"", " -",
	" \"[" AT "]\"", " \"rt=1\"", "\"-\"", "  \"-\"", " \"a", " \"a\\\"",
	" 1"},
    {"", " \"-\"", " \"-\"", " \"\"", " \"Mozilla/5.0 (x)\"", " \" a \"",
	" \"POST / HTTP/1.1\"", " \"\xFF\t\"", " \"", " \"a\" 5",
	" \"a\" b.example", " \"a\"\r", " \"a\" \"10.0.0.1\"", " \"a\"b"}};

static void
of_parts(void)
{
	unsigned round, plain = 0, all = 150000;
	size_t i;

	for (round = 0; round < all; round++) {
		buf_clear(&made);
		for (i = 0; i < LEN(parts); i++)
			buf_puts(&made,
			    parts[i][unit_rand(
				unit_rand(12) == 0 ? LEN(parts[i]) : 2)]);
		plain += compare(made.p, made.len);
	}
	is_fair(plain, all, 10); /* seen: 26 */
}

int
main(void)
{
	setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
	tzset();
	of_lines();
	of_changes();
	of_parts();
	buf_free(&made);
	buf_free(&scratch);
	buf_free(&scratch2);
	return unit_end();
}
