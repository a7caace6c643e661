/*
 * The requests are those that a script sent to nginx 1.22.1 and Apache 2.4 as
 * both logged them in seven forms each, in a zone at +0300; the forms of
 * panels are from their manuals.
 */
#include <time.h>

#include "pure/weblog.h"
#include "weblog_show.h"

#define AT "21/Nov/2026:19:36:53 +0300"
#define IP "127.0.0.1 - - [" AT "] "
#define TAIL " 200 16 \"-\" \"curl/7.88.1\""
#define SEC "1795279013"

static struct stamp_clock clock_;
static struct buf out, line, scratch;

static bool
can_be(struct span text, const char *method)
{
	return weblog_find(text, span_str(method)) != NULL ||
	    weblog_may_hide(text);
}

/* Whether any method that is read has passed weblog_find, and the like. */
static void
agree(struct span text, const struct weblog *w)
{
	char method[64];
	int64_t usec;
	size_t i;

	weblog_sound(w, text, &scratch);
	CHECK(weblog_time(&clock_, text, &usec));
	CHECK(usec >= w->time.sec * 1000000);
	CHECK(usec < w->time.sec * 1000000 + 1000000);
	if (w->method.n == 0 || w->method.n >= sizeof method)
		return;
	for (i = 0; i < w->method.n; i++)
		method[i] = w->method.p[i] >= 'a' && w->method.p[i] <= 'z'
		    ? (char)(w->method.p[i] - 32)
		    : w->method.p[i];
	method[i] = '\0';
	CHECK(can_be(text, method));
}

/* Reads what may be anything. */
static int
use(const char *p, size_t n)
{
	struct span text = unit_span(p, n);
	struct weblog w;
	int64_t usec;
	int rc = weblog_read(&clock_, text, &scratch, &w);

	if (rc == 1)
		agree(text, &w);
	else
		weblog_time(&clock_, text, &usec);
	can_be(text, "POST");
	return rc;
}

static void
pass(const char *p, size_t n)
{
	use(p, n);
}

/* Reads a line; want: what weblog_show puts, "0" or "-". */
static void
check(const char *text, const char *want)
{
	struct span a = unit_span(text, strlen(text));
	struct weblog w;
	int rc;

	unit_row = text;
	buf_clear(&out);
	rc = weblog_read(&clock_, a, &scratch, &w);
	if (rc == 1) {
		agree(a, &w);
		weblog_show(&out, &w);
	} else {
		buf_puts(&out, rc == 0 ? "0" : "-");
	}
	CHECK_STR(out.p, out.len, want);
	weblog_maul(text, pass);
	unit_row = NULL;
}

/* --- requests, in each frame --- */

/* As nginx writes it, as Apache does, in JSON; what is read: NULL, nothing. */
static const char *const requests[][4] = {
    {"GET / HTTP/1.1", "GET / HTTP/1.1", "GET / HTTP/1.1",
	"|m=GET|p=/|P=HTTP/1.1"},
    {"GET /a\\x22b'c\\x5Cd HTTP/1.1", "GET /a\\\"b'c\\\\d HTTP/1.1",
	"GET /a\\\"b'c\\\\d HTTP/1.1", "|m=GET|p=/a\"b'c\\d|P=HTTP/1.1"},
    {"GET /sp ace/x.php HTTP/1.1", "GET /sp ace/x.php HTTP/1.1",
	"GET /sp ace/x.php HTTP/1.1", "|m=GET|p=/sp ace/x.php|P=HTTP/1.1"},
    {"GET /sp ace/x.php", "GET /sp ace/x.php", "GET /sp ace/x.php",
	"|m=GET|p=/sp ace/x.php"},
    {"GET /utf8/\\xD0\\xBF.php?q=\\xC3\\xA9 HTTP/1.1",
	"GET /utf8/\\xd0\\xbf.php?q=\\xc3\\xa9 HTTP/1.1",
	"GET /utf8/\xD0\xBF.php?q=\xC3\xA9 HTTP/1.1",
	"|m=GET|p=/utf8/\xD0\xBF.php|q=q=\xC3\xA9|P=HTTP/1.1"},
    {"GET /ctl\\x01\\x02\\x7F HTTP/1.1", "GET /ctl\\x01\\x02\\x7f HTTP/1.1",
	"GET /ctl\\u0001\\u0002\x7F HTTP/1.1",
	"|m=GET|p=/ctl\x01\x02\x7F|P=HTTP/1.1"},
    {"GET /tab\\x09here HTTP/1.1", "GET /tab\\there HTTP/1.1",
	"GET /tab\\there HTTP/1.1", "|m=GET|p=/tab\there|P=HTTP/1.1"},
    {"GET /pct%22%0d%0aX%20y?z=%5C%22 HTTP/1.1",
	"GET /pct%22%0d%0aX%20y?z=%5C%22 HTTP/1.1",
	"GET /pct%22%0d%0aX%20y?z=%5C%22 HTTP/1.1",
	"|m=GET|p=/pct%22%0d%0aX%20y|q=z=%5C%22|P=HTTP/1.1"},
    {"GET /?u=POST%20/x.php HTTP/1.1", "GET /?u=POST%20/x.php HTTP/1.1",
	"GET /?u=POST%20/x.php HTTP/1.1",
	"|m=GET|p=/|q=u=POST%20/x.php|P=HTTP/1.1"},
    {"POST /spam.php?x=1&y=\\x222\\x22 HTTP/1.1",
	"POST /spam.php?x=1&y=\\\"2\\\" HTTP/1.1",
	"POST /spam.php?x=1&y=\\\"2\\\" HTTP/1.1",
	"|m=POST|p=/spam.php|q=x=1&y=\"2\"|P=HTTP/1.1"},
    {"POST //wp//./spam.php/../spam.php HTTP/1.1",
	"POST //wp//./spam.php/../spam.php HTTP/1.1",
	"POST \\/\\/wp//./spam.php/../spam.php HTTP\\/1.1",
	"|m=POST|p=//wp//./spam.php/../spam.php|P=HTTP/1.1"},
    {"POST http://other.example/spam.php HTTP/1.1",
	"POST http://other.example/spam.php HTTP/1.1",
	"POST http://other.example/spam.php HTTP/1.1",
	"|m=POST|p=http://other.example/spam.php|P=HTTP/1.1"},
    {"POST * HTTP/1.1", "POST * HTTP/1.1", "POST * HTTP/1.1",
	"|m=POST|p=*|P=HTTP/1.1"},
    {"post /spam.php HTTP/1.1", "post /spam.php HTTP/1.1",
	"post /spam.php HTTP/1.1", "|m=post|p=/spam.php|P=HTTP/1.1"},
    {"CONNECT mail.example:25 HTTP/1.1", "CONNECT mail.example:25 HTTP/1.1",
	"CONNECT mail.example:25 HTTP/1.1",
	"|m=CONNECT|p=mail.example:25|P=HTTP/1.1"},
    {"GET /", "GET /", "GET /", "|m=GET|p=/"},
    {"GET / HTTP/9.9", "GET / HTTP/9.9", "GET / HTTP/9.9",
	"|m=GET|p=/|P=HTTP/9.9"},
    {"POST /spam.php HTTP/2.0", "POST /spam.php HTTP/2.0",
	"POST /spam.php HTTP/2.0", "|m=POST|p=/spam.php|P=HTTP/2.0"},
    {"GET /x??y HTTP/1.1 HTTP/1.1", "GET /x??y HTTP/1.1 HTTP/1.1",
	"GET /x??y HTTP/1.1 HTTP/1.1", "|m=GET|p=/x|q=?y HTTP/1.1|P=HTTP/1.1"},
    {"GET ", "GET ", "GET ", "|m=GET|p="},
    {"\\x16\\x03\\x01\\x00\\xC8 /x HTTP/1.1", "\\x16\\x03\\x01",
	"\\u0016\\u0003\\u0001\\u0000\xC8 /x HTTP/1.1", ""},
    {"\\x16\\x03\\x01\\x00\\x22\\x5C", "\\x16\\x03\\x01",
	"\\u0016\\u0003\\u0001\\u0000\\\"\\\\", ""},
    {"\\x03\\x00\\x00/*\\xE0\\x00Cookie: mstshash=Administr", "\\x03",
	"\\u0003\\u0000\\u0000/*\xE0\\u0000Cookie: mstshash=Administr", ""},
    {"SSH-2.0-Go", "SSH-2.0-Go", "SSH-2.0-Go", ""}, {"", "-", "", ""},
    {"", "\\n", "", ""}, {"\\x50OST / HTTP/1.1", "P\\x4fST /", "", ""}};

/* Before and behind a request; before, between and behind what is read. */
static const struct {
	int of; /* 0: nginx, 1: Apache, 2: JSON */
	const char *before, *behind, *time, *fields, *more;
} frames[] = {{0, IP "\"", "\"" TAIL, SEC ".000000/0 ? -1 200 16",
		  "|i=127.0.0.1", "|a=curl/7.88.1"},
    {1, IP "\"", "\" 200 -", SEC ".000000/0 ? -1 200 0", "|i=127.0.0.1", ""},
    {1, IP "\"", "\"" TAIL, SEC ".000000/0 ? -1 200 16", "|i=127.0.0.1",
	"|a=curl/7.88.1"},
    /* nginx's main, with X-Forwarded-For */
    {0, IP "\"", "\" 404 0 \"http://x/\" \"\" \"198.51.100.9, 203.0.113.4\"",
	SEC ".000000/0 ? -1 404 0", "|i=127.0.0.1",
	"|r=http://x/|x=198.51.100.9, 203.0.113.4"},
    {0, "site1.example:8080 " IP "\"", "\"" TAIL, SEC ".000000/0 ? -1 200 16",
	"|v=site1.example|i=127.0.0.1", "|a=curl/7.88.1"},
    {0, "[::1]:8080 " IP "\"", "\"" TAIL, SEC ".000000/0 ? -1 200 16",
	"|v=[::1]|i=127.0.0.1", "|a=curl/7.88.1"},
    {0, "192.0.2.7:80 ::1 - - [" AT "] \"", "\"" TAIL,
	SEC ".000000/0 ? -1 200 16", "|v=192.0.2.7|i=::1", "|a=curl/7.88.1"},
    /* ISPConfig */
    {1, "site1.example ::1 - john doe [" AT "] \"", "\" 200 16 \"-\" \"-\"",
	SEC ".000000/0 ? -1 200 16", "|v=site1.example|i=::1|u=john doe", ""},
    {1, "site1.example:80 client.example - - [" AT "] \"", "\" 200 16",
	SEC ".000000/0 ? -1 200 16", "|v=site1.example|i=client.example", ""},
    {1, "client.example - - [" AT "] \"", "\" 200 16",
	SEC ".000000/0 ? -1 200 16", "|i=client.example", ""},
    {0, "203.0.113.4:5555 - - [" AT "] \"", "\" 200 16",
	SEC ".000000/0 ? -1 200 16", "|i=203.0.113.4", ""},
    {1, IP "\"", "\" 200 16 \"-\" \"-\" site1.example:443",
	SEC ".000000/0 ? -1 200 16", "|v=site1.example|i=127.0.0.1", ""},
    {1, IP "\"", "\" 200 16 \"-\" \"-\" TLSv1.3 /x.example 10.0.0.1:90",
	SEC ".000000/0 ? -1 200 16", "|i=127.0.0.1", ""},
    {0, IP "\"",
	"\"" TAIL
	" rt=0.033 urt=9.033 uct=- msec=1795279013.765 host=site1.example",
	SEC ".765000/3 E 33000 200 16", "|v=site1.example|i=127.0.0.1",
	"|a=curl/7.88.1"},
    {0, IP "\"",
	"\"" TAIL " \"-\" sn=\"site1.example\" rt=2 uct=\"0.1\" urt=\"3.1, 4\"",
	SEC ".000000/0 ? 2000000 200 16", "|v=site1.example|i=127.0.0.1",
	"|a=curl/7.88.1"},
    {0, IP "\"", "\"" TAIL " 0.033 0.120 77 .", SEC ".000000/0 ? 120000 200 16",
	"|i=127.0.0.1", "|a=curl/7.88.1"},
    {0, IP "\"", "\" 200 0.033", SEC ".000000/0 ? -1 200 -1", "|i=127.0.0.1",
	""},
    {0, IP "\"", "\" 200 5 0.033", SEC ".000000/0 ? 33000 200 5",
	"|i=127.0.0.1", ""},
    /* %D, %T, neither, mod_logio's two */
    {1, IP "\"", "\"" TAIL " 16651", SEC ".000000/0 ? 16651 200 16",
	"|i=127.0.0.1", "|a=curl/7.88.1"},
    {1, IP "\"", "\"" TAIL " 3", SEC ".000000/0 ? 3000000 200 16",
	"|i=127.0.0.1", "|a=curl/7.88.1"},
    {1, IP "\"", "\"" TAIL " 443", SEC ".000000/0 ? -1 200 16", "|i=127.0.0.1",
	"|a=curl/7.88.1"},
    {1, IP "\"", "\"" TAIL " 1000 2000", SEC ".000000/0 ? -1 200 16",
	"|i=127.0.0.1", "|a=curl/7.88.1"},
    {1, IP "\"", "\" 200 \"-\" \"-\" 16651", SEC ".000000/0 ? -1 200 -1",
	"|i=127.0.0.1", ""},
    {1, IP "\"", "\" 200 191 16651", SEC ".000000/0 ? -1 200 191",
	"|i=127.0.0.1", ""},
    {1, IP "\"", "\" 200 191\r", SEC ".000000/0 ? -1 200 191", "|i=127.0.0.1",
	""},
    /* X-Forwarded-For first */
    {1, "- - - [" AT "] \"", "\" 200 16", SEC ".000000/0 ? -1 200 16", "", ""},
    {1, "198.51.100.9, 203.0.113.4 - - [" AT "] \"", "\" 200 16",
	SEC ".000000/0 ? -1 200 16", "|i=203.0.113.4",
	"|x=198.51.100.9, 203.0.113.4"},
    {1, "198.51.100.9, 203.0.113.4 10.0.0.1 - joe [" AT "] \"", "\" 200 16",
	SEC ".000000/0 ? -1 200 16", "|i=10.0.0.1|u=joe",
	"|x=198.51.100.9, 203.0.113.4"},
    {1, "- 10.0.0.1 - - [" AT "] \"", "\" 200 16", SEC ".000000/0 ? -1 200 16",
	"|i=10.0.0.1", ""},
    {0, "\"203.0.113.4, 10.0.0.2\" 10.0.0.1 - - [" AT "] \"", "\" 200 16",
	SEC ".000000/0 ? -1 200 16", "|i=10.0.0.1", ""},
    {0, IP "\"site1.example\" \"", "\" 200 16", SEC ".000000/0 ? -1 200 16",
	"|i=127.0.0.1", ""},
    {1, "Nov 21 19:36:53 host httpd: " IP "\"", "\" 200 16",
	SEC ".000000/0 ? -1 200 16", "", ""},
    /* times */
    {1, "127.0.0.1 - - [21/Nov/2026:19:36:53.833 +0300] \"", "\" 200 1",
	SEC ".833000/3 ? -1 200 1", "|i=127.0.0.1", ""},
    {1, "127.0.0.1 - - [21/Nov/2026:16:36:53] \"", "\" 200 1",
	SEC ".000000/0L ? -1 200 1", "|i=127.0.0.1", ""},
    {0, "127.0.0.1 - - [2026-11-21T19:36:53+03:00] \"", "\" 200 1",
	SEC ".000000/0 E -1 200 1", "|i=127.0.0.1", ""},
    {0, "[1795279013.721] 127.0.0.1 - \"", "\" 200 1",
	SEC ".721000/3 E -1 200 1", "|i=127.0.0.1", ""},
    {0, "1795279013.721 127.0.0.1 site1.example \"", "\" 200 1",
	SEC ".721000/3 E -1 200 1", "|i=127.0.0.1", ""},
    {0, "2026-11-21T19:36:53+03:00 1795279013.721 127.0.0.1 \"", "\" 200 1",
	SEC ".721000/3 E -1 200 1", "|i=127.0.0.1", ""},
    {0, "2026-11-21 16:36:53 127.0.0.1 - - \"", "\" 200 1",
	SEC ".000000/0L ? -1 200 1", "|i=127.0.0.1", ""},
    {0, "[" AT "] 127.0.0.1 - joe \"", "\" 200 1", SEC ".000000/0 ? -1 200 1",
	"|i=127.0.0.1|u=joe", ""},
    /* JSON */
    {2,
	"{\"time\":\"2026-11-21T19:36:53+03:00\",\"msec\":1795279013.721,"
	"\"remote_addr\":\"127.0.0.1\",\"remote_user\":\"john doe\","
	"\"host\":\"site1.example\",\"request\":\"",
	"\",\"method\":\"\",\"uri\":\"\",\"status\":400,\"bytes\":157,"
	"\"referer\":\"\",\"ua\":\"-\",\"rt\":0.303}",
	SEC ".721000/3 E 303000 400 157",
	"|v=site1.example|i=127.0.0.1|u=john doe", ""},
    {2,
	"{ \"http_x_forwarded_for\" : \"198.51.100.9, 203.0.113.4\", \"time\""
	":\"[" AT "]\", \"status\":\"200\", \"size\":null, \"duration\":16651,"
	" \"user_agent\":\"\\\"\\u0431\\ud83d\\ude00\\n\", \"request\": \"",
	"\" }", SEC ".000000/0 ? 16651 200 -1", "|i=203.0.113.4",
	"|a=\"\xD0\xB1\xF0\x9F\x98\x80\n|x=198.51.100.9, 203.0.113.4"}};

static void
frame_all(void)
{
	struct weblog w;
	struct buf want = {0};
	struct span a;
	const char *request;
	size_t i, j;
	int stamp;

	for (i = 0; i < LEN(frames); i++)
		for (j = 0; j < LEN(requests); j++) {
			request = requests[j][frames[i].of];
			buf_clear(&line);
			buf_puts(&line, frames[i].before);
			buf_puts(&line, request);
			buf_puts(&line, frames[i].behind);
			unit_row = buf_str(&line);
			a = unit_span(line.p, line.len);
			CHECK_INT(weblog_read(&clock_, a, &scratch, &w), 1);
			agree(a, &w);
			/* what escapes tell of the stamp is checked below */
			stamp = strstr(frames[i].time, "E ") != NULL;
			w.stamp = (enum weblog_stamp)stamp;
			weblog_show(&out, &w);
			buf_clear(&want);
			buf_puts(&want, frames[i].time);
			buf_puts(&want, frames[i].fields);
			/* JSON's own escapes are not those of its strings */
			if (frames[i].of != 2 || *request != '\0')
				buf_puts(&want, requests[j][3]);
			buf_puts(&want, frames[i].more);
			CHECK_STR(out.p, out.len, buf_str(&want));
			weblog_maul(buf_str(&line), pass);
		}
	unit_row = NULL;
	buf_free(&want);
}

/* --- other lines --- */

#define JSON "{\"time\":\"" AT "\","

static const char *const lines[][2] = {
    /* the stamp, by escapes */
    {IP "\"GET /\\x22 HTTP/1.1\" 200 1",
	SEC ".000000/0 E -1 200 1|i=127.0.0.1|m=GET|p=/\"|P=HTTP/1.1"},
    {IP "\"GET /\\xD0 HTTP/1.1\" 200 1",
	SEC ".000000/0 E -1 200 1|i=127.0.0.1|m=GET|p=/\xD0|P=HTTP/1.1"},
    {IP "\"GET /\\\\xD0 HTTP/1.1\" 200 1",
	SEC ".000000/0 S -1 200 1|i=127.0.0.1|m=GET|p=/\\xD0|P=HTTP/1.1"},
    {IP "\"GET /\\xd0 HTTP/1.1\" 200 1",
	SEC ".000000/0 S -1 200 1|i=127.0.0.1|m=GET|p=/\xD0|P=HTTP/1.1"},
    {IP "\"GET /\\x5Cxd0\\x5C HTTP/1.1\" 200 1",
	SEC ".000000/0 E -1 200 1|i=127.0.0.1|m=GET|p=/\\xd0\\|P=HTTP/1.1"},
    {"::1 - a\\\"q [" AT "] \"GET / HTTP/1.1\" 200 1",
	SEC ".000000/0 S -1 200 1|i=::1|u=a\"q|m=GET|p=/|P=HTTP/1.1"},
    {"::1 - a\\x22q [" AT "] \"GET / HTTP/1.1\" 200 1",
	SEC ".000000/0 E -1 200 1|i=::1|u=a\"q|m=GET|p=/|P=HTTP/1.1"},
    {IP "\"GET /\\x41\\x4\\q\\ HTTP/1.1\" 200 1",
	SEC ".000000/0 ? -1 200 1|i=127.0.0.1|m=GET|p=/\\x41\\x4\\q\\"
	    "|P=HTTP/1.1"},
    /* clients who write lines: users, agents, X-Forwarded-For */
    {"::1 - x [01/Jan/2026:00:00:00 +0000] [" AT "] \"GET / HTTP/1.1\" 200 1",
	SEC ".000000/0 ? -1 200 1|i=::1|u=x [01/Jan/2026:00:00:00 +0000]"
	    "|m=GET|p=/|P=HTTP/1.1"},
    {"::1 - [[[ [" AT "] \"GET / HTTP/1.1\" 200 1",
	SEC ".000000/0 ? -1 200 1|i=::1|u=[[[|m=GET|p=/|P=HTTP/1.1"},
    {"::1 - x\\x22 [01/Jan/2026:00:00:00 +0000] \\x22POST /y HTTP/1.1\\x22"
     " 200 [" AT "] \"GET / HTTP/1.1\" 200 1",
	SEC ".000000/0 E -1 200 1|i=::1|u=x\" [01/Jan/2026:00:00:00 +0000]"
	    " \"POST /y HTTP/1.1\" 200|m=GET|p=/|P=HTTP/1.1"},
    {"::1 - \\\" [01/Jan/2026:00:00:00 +0000] \\\"POST / HTTP/1.1\\\\\\\" 200"
     " [" AT "] \"GET / HTTP/1.1\" 200 1",
	SEC ".000000/0 S -1 200 1|i=::1|u=\" [01/Jan/2026:00:00:00 +0000]"
	    " \"POST / HTTP/1.1\\\" 200|m=GET|p=/|P=HTTP/1.1"},
    {IP "\"\" 400 0 \"-\" \"POST /x HTTP/1.1\"",
	SEC ".000000/0 ? -1 400 0|i=127.0.0.1|a=POST /x HTTP/1.1"},
    {IP "\"GET / HTTP/1.1\" 200 6 \"POST /x.php HTTP/1.1\" \"POST\"",
	SEC ".000000/0 ? -1 200 6|i=127.0.0.1|m=GET|p=/|P=HTTP/1.1"
	    "|r=POST /x.php HTTP/1.1|a=POST"},
    {IP "\"GET / HTTP/1.1\" 200 6 \"-\" \"\\x22 rt=9 host=evil.example\"",
	SEC ".000000/0 E -1 200 6|i=127.0.0.1|m=GET|p=/|P=HTTP/1.1"
	    "|a=\" rt=9 host=evil.example"},
    {"\"[01/Jan/2026:00:00:00 +0000] x\" " IP "\"GET / HTTP/1.1\" 200 1",
	SEC ".000000/0 ? -1 200 1|i=127.0.0.1|m=GET|p=/|P=HTTP/1.1"},
    /* without escapes: as far as it goes */
    {IP "\"POST /x.php?a=\"2\"&b HTTP/1.1\" 200 6 \"-\" \"-\"",
	SEC ".000000/0 ? -1 200 6|i=127.0.0.1|m=POST|p=/x.php|q=a=\"2\"&b"
	    "|P=HTTP/1.1"},
    {IP "\"GET /a\"b'c\\d HTTP/1.1\" 404 153 \"\" \"\"",
	SEC ".000000/0 ? -1 404 153|i=127.0.0.1|m=GET|p=/a\"b'c\\d"
	    "|P=HTTP/1.1"},
    /* no status, or elsewhere */
    {IP "\"GET / HTTP/1.1\" \"ua\" 200",
	SEC ".000000/0 ? -1 -1 -1|i=127.0.0.1|m=GET|p=/|P=HTTP/1.1"},
    {"haproxy[1]: 10.0.0.9:5555 [21/Nov/2026:16:36:53.123] fe be/s 1/0/30 200"
     " 2750 - - ---- 1/1/1/1/0 0/0 {x} \"POST / HTTP/1.1\"",
	SEC ".123000/3L ? -1 -1 -1|m=POST|p=/|P=HTTP/1.1"},
    {IP "\"GET / HTTP/1.1\" 200 6 \"-\" \"Mozilla/5.0 (x",
	SEC ".000000/0 ? -1 200 6|i=127.0.0.1|m=GET|p=/|P=HTTP/1.1"},
    /* JSON */
    {JSON "\"request_method\":\"POST\",\"uri\":\"/index.php\",\"request_uri\":"
	  "\"/x?y=1\",\"status\":200,\"vhost\":\"a.example:443\"}",
	SEC ".000000/0 ? -1 200 -1|v=a.example|m=POST|p=/x|q=y=1"},
    {JSON
	"\"method\":\"POST\",\"path\":\"/x\",\"args\":\"y=1\",\"ip\":\"::1\"}",
	SEC ".000000/0 ? -1 -1 -1|i=::1|m=POST|p=/x|q=y=1"},
    {JSON "\"method\":\"P\\u004fST\",\"url\":\"/x\",\"query\":\"?y=1\"}",
	SEC ".000000/0 ? -1 -1 -1|m=POST|p=/x|q=y=1"},
    {"{\"time_local\":\"" AT "\",\"status\":400,\"request\":\"\"}",
	SEC ".000000/0 E -1 400 -1"},
    {"{\"ts\":1795279013.1234567,\"request\":{\"remote_ip\":\"::1\",\"proto\":"
     "\"HTTP/2.0\",\"method\":\"POST\",\"host\":\"a.example\",\"uri\":\"/x\","
     "\"headers\":{\"User-Agent\":[\"x\"]}},\"duration\":0.25,\"size\":9,"
     "\"status\":200}",
	SEC ".123456/6 ? 250000 200 9|v=a.example|i=::1|m=POST|p=/x"
	    "|P=HTTP/2.0"},
    {JSON
	"\"request\":\"POST /\\xd0\\v\\\"\\\\x\\n HTTP/1.1\",\"ua\":\"\\x01\"}",
	SEC ".000000/0 ? -1 -1 -1|m=POST|p=/\xD0\v\"\\x\n|P=HTTP/1.1|a=\x01"},
    {JSON "\"request\":\"GET /a\\x22b HTTP/1.1\"}",
	SEC ".000000/0 ? -1 -1 -1|m=GET|p=/a\"b|P=HTTP/1.1"},
    {JSON "\"method\":0.25,\"uri\":\"/x\",\"status\":200}",
	SEC ".000000/0 ? -1 200 -1"},
    {JSON "\"request\":7}", "0"}, {JSON "\"level\":\"info\"}", "0"},
    {"{\"status\":200}", "-"}, {"{\"time\":\"now\",\"status\":200}", "-"},
    {"{", "-"}, {"{}", "-"}, {JSON "\"status\":200", "-"},
    {JSON "\"request\":\"POST /\\x50\"}", "-"},
    /* no request, not to be read */
    {"", "0"}, {"\r", "0"}, {IP "\"x\" \"y\"", "0"}, {IP, "-"},
    {IP "\"GET / HT", "-"}, {IP "\"", "-"},
    {"36:53 +0300] \"GET / HTTP/1.1\" 200 6 \"-\" \"-\"", "-"},
    {"/1.1\" 200 6 \"-\" \"curl/7.88.1\"", "-"}, {"1795279013 5123 .", "-"},
    {"1795279013.721      5 10.0.0.1 TCP_MISS/200 1 GET http://x/ -", "-"},
    {"[Sat Nov 21 19:35:50.672755 2026] [http2:warn] [pid 86:tid 86] AH10034:"
     " The mpm module (prefork.c) is not supported by mod_http2.",
	"-"},
    {"2026/11/21 19:36:28 [info] 9#9: *6 client sent invalid request while"
     " reading client request line, client: 127.0.0.1, server:"
     " site1.example, request: \"GET /sp ace/x.php HTTP/1.1\"",
	"-"},
    {"127.0.0.1 - - [32/Nov/2026:19:36:53 +0300] \"GET / HTTP/1.1\" 200 1",
	"-"},
    {"\"", "-"}, {"[", "-"}, {"\\", "-"}, {" ", "-"}, {"[]\"\"", "-"}};

static void
line_all(void)
{
	static const char nul[] = IP "\"GET /nul\0x HTTP/1.1\" 200 1";
	size_t i;

	for (i = 0; i < LEN(lines); i++)
		check(lines[i][0], lines[i][1]);
	CHECK_INT(use("a\0b", 3), -1);
	CHECK_INT(use("\0", 1), -1);
	CHECK_INT(use(nul, sizeof nul - 1), -1);
}

static void
may_be(void)
{
	static const struct {
		const char *text, *method;
		bool may;
	} table[] = {{IP "\"POST /x\"", "POST", true},
	    {IP "\"post /x\"", "POST", true}, {IP "\"PoSt /x\"", "pOsT", true},
	    {IP "\"GET /x\"", "POST", false},
	    {IP "\"POSTS /x\"", "POST", false},
	    {IP "\"GET /?u=POST%20/x.php HTTP/1.1\" 200 1", "POST", false},
	    {IP "\"GET / HTTP/1.1\" 200 1 \"\\x22POST /x\"", "POST", false},
	    {"{\"method\": \"POST\"}", "POST", true},
	    {"{\"request\":\"POST /\"}", "POST", true},
	    {"{\"method\":\"P\\u004FST\"}", "POST", true},
	    {"{\"method\":\"GET\"}", "POST", false}, {"", "POST", false},
	    {"\"POST", "POST", false}, {"\"", "POST", false},
	    {"\"@\x10\x0F\x13\x14 /", "`0/34", false},
	    {"\"POST ", "POST", true}, {"{\"M-SEARCH\"", "M-SEARCH", true},
	    {"\"M\rSEARCH ", "M-SEARCH", false}};
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i].text;
		CHECK(can_be(unit_span(table[i].text, strlen(table[i].text)),
			  table[i].method) == table[i].may);
	}
	unit_row = NULL;
}

/* Long lines of one piece again and again: a quadratic time would show. */
static void
long_lines(void)
{
	static const char *const fronts[] = {"", IP, IP "\"", IP "\"GET / ",
	    IP "\"GET / HTTP/1.1\" 200 5 ", "{",
	    "{\"time\":\"" AT "\",\"a\":\"", "a, "};
	static const char *const pieces[] = {"\"", "\\\"", "[", "[ ]", "\\",
	    "\\\\\"", "a, ", " ", "x ", "\"a ", "\"a \" ", "rt=1 ", "k=\"",
	    "k=\"v\" ", "[" AT "] ", "\\xd0", "{\"a\":", "[[", "\"a\":1,", ".",
	    "\" 200 ", "?"};
	size_t i, j, max = 200000;

	for (i = 0; i < LEN(fronts); i++)
		for (j = 0; j < LEN(pieces); j++) {
			buf_clear(&line);
			buf_puts(&line, fronts[i]);
			while (line.len < max)
				buf_puts(&line, pieces[j]);
			use(line.p, line.len);
			buf_puts(&line, "\" 200 1");
			use(line.p, line.len);
		}
}

int
main(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	frame_all();
	line_all();
	may_be();
	long_lines();
	buf_free(&out);
	buf_free(&line);
	buf_free(&scratch);
	return unit_end();
}
