/*
 * Lines that nginx 1.22.1 and Apache 2.4 wrote by these formats, in a zone at
 * +0300, and hostile ones.
 */
#include <time.h>

#include "pure/weblog_format.h"
#include "weblog_show.h"

#define COMBINED \
	"$remote_addr - $remote_user [$time_local] \"$request\" $status " \
	"$body_bytes_sent \"$http_referer\" \"$http_user_agent\""
#define ISO \
	"$time_iso8601 $msec $remote_addr $request_method $host $request_uri " \
	"$status $request_time $request_length"
#define AJSON \
	"{\"t\":\"%{%Y-%m-%dT%H:%M:%S%z}t\",\"v\":\"%v\",\"a\":\"%a\",\"m\":" \
	"\"%m\",\"U\":\"%U\",\"q\":\"%q\",\"s\":%>s,\"D\":%D,\"ua\":" \
	"\"%{User-Agent}i\"}"
#define MSEC \
	"%a %l %u [%{%d/%b/%Y:%T}t.%{msec_frac}t %{%z}t] \\\"%r\\\" %>s %O " \
	"\\\"%{Referer}i\\\" \\\"%{User-Agent}i\\\" %D"
#define XFF "%{X-Forwarded-For}i %l %u %t \\\"%r\\\" %>s %b %{ms}T"

static struct stamp_clock clock_;
static struct buf out, scratch, why;
static struct weblog_format format;

static void
use(const char *p, size_t n)
{
	struct span text = unit_span(p, n);
	struct weblog w;
	int64_t usec;

	if (weblog_format_read(&format, &clock_, text, &scratch, &w) == 1) {
		weblog_sound(&w, text, &scratch);
		CHECK(weblog_format_time(&format, &clock_, text, &usec));
		CHECK_INT(usec, w.time.sec * 1000000 + w.time.usec);
	} else {
		weblog_format_time(&format, &clock_, text, &usec);
	}
}

/* Format, line, what is read ("-": it is not). */
static const char *const lines[][3] = {
    {COMBINED,
	"127.0.0.1 - - [21/Nov/2026:19:35:51 +0300] \"POST /spam.php?a=\\x22 b"
	" HTTP/1.1\" 200 16 \"-\" \"curl/\\x227.88.1\"",
	"1795278951.000000/0 E -1 200 16|i=127.0.0.1|m=POST|p=/spam.php|q=a=\" "
	"b"
	"|P=HTTP/1.1|a=curl/\"7.88.1"},
    {COMBINED,
	"::1 - john doe [01/Jan/2026:00:00:00 +0000] x ["
	"21/Nov/2026:19:35:51 +0300] \"\" 400 0 \"-\" \"POST / HTTP/1.1\"",
	"1795278951.000000/0 E -1 400 0|i=::1|u=john doe"
	" [01/Jan/2026:00:00:00 +0000] x|a=POST / HTTP/1.1"},
    {COMBINED,
	"::1 - [ [x [21/Nov/2026:19:35:51 +0300] \"GET / HTTP/1.1\" 200 0 \"-\""
	" \"-\" and more",
	"1795278951.000000/0 E -1 200 0|i=::1|u=[ [x|m=GET|p=/|P=HTTP/1.1"},
    {COMBINED,
	"::1 - - [21/Nov/2026:19:35:51 +0300] \"GET / HTTP/1.1\" 200 0 \"-\"",
	"-"},
    {COMBINED, "", "0"}, {COMBINED, "1795278951 5123 .", "-"},
    {ISO,
	"2026-11-21T19:36:31+03:00 1795278991.753 127.0.0.1 POST site1.example"
	" /spam.php?x=1&y=\\x222\\x22 200 0.304 192",
	"1795278991.753000/3 E 304000 200 -1|v=site1.example|i=127.0.0.1|m=POST"
	"|p=/spam.php|q=x=1&y=\"2\""},
    {ISO,
	"2026-11-21T19:36:32+03:00 1795278992.676 127.0.0.1 - site1.example -"
	" 400 0.302 0",
	"1795278992.676000/3 E 302000 400 -1|v=site1.example|i=127.0.0.1"},
    {AJSON,
	"{\"t\":\"2026-11-21T19:36:57+0300\",\"v\":\"site1.example\",\"a\":"
	"\"127.0.0.1\",\"m\":\"POST\",\"U\":\"/spam.php\",\"q\":"
	"\"?x=1&y=\\\"2\\\"\",\"s\":200,\"D\":3501,\"ua\":\"\\xd0\"}",
	"1795279017.000000/0 S 3501 200 -1|v=site1.example|i=127.0.0.1|m=POST"
	"|p=/spam.php|q=x=1&y=\"2\"|a=\xD0"},
    {AJSON,
	"{\"t\":\"2026-11-21T19:37:04+0300\",\"v\":\"site1.example\",\"a\":"
	"\"127.0.0.1\",\"m\":\"-\",\"U\":\"-\",\"q\":\"\",\"s\":408,\"D\":2134"
	",\"ua\":\"-\"}",
	"1795279024.000000/0 S 2134 408 -1|v=site1.example|i=127.0.0.1"},
    {MSEC,
	"127.0.0.1 - a\\\"q [21/Nov/2026:19:37:21.018 +0300] \"GET /a\\\"b'c"
	"\\\\d HTTP/1.1\" 404 495 \"-\" \"-\" 5005",
	"1795279041.018000/3 S 5005 404 495|i=127.0.0.1|u=a\"q|m=GET"
	"|p=/a\"b'c\\d|P=HTTP/1.1"},
    {XFF,
	"198.51.100.9, 203.0.113.4 - - [21/Nov/2026:19:36:57 +0300] \"POST /"
	" HTTP/1.1\" 200 - 12",
	"1795279017.000000/0 S 12000 200 0|i=203.0.113.4|m=POST|p=/|P=HTTP/1.1"
	"|x=198.51.100.9, 203.0.113.4"},
    {"%v:%p %h %l %u %t \"%r\" %s %B",
	"site1.example:80 ::1 - - [21/Nov/2026:19:36:57 +0300] \"-\" 408 0",
	"1795279017.000000/0 S -1 408 0|v=site1.example|i=::1"},
    {"%{end:%d/%b/%Y:%T %z}t %m %U%q %H %{Host}i %T %%",
	"21/Nov/2026:19:36:57 +0300 post /x?y HTTP/1.1 a.example:80 3 %",
	"1795279017.000000/0 E 3000000 -1 -1|v=a.example|m=post|p=/x|q=y"
	"|P=HTTP/1.1"},
    {"%{sec}t.%{usec_frac}t \"%r\" %{us}T %!200,304{Referer}i %^FB|%{c}a",
	"1795279017.000250 \"GET /\" 77 x -|1.2.3.4",
	"1795279017.000250/6 S 77 -1 -1|i=1.2.3.4|m=GET|p=/|r=x"},
    {"%{msec}t%{X}i|%400,501{User-agent}i|\"%r\" %{us}T",
	"1795279017250xx|a|\"GET /\" 77",
	"1795279017.250000/3 S 77 -1 -1|m=GET|p=/|a=a"},
    {"%{begin:usec}t %{%H}t%{%M}t \"%r\"", "1795279017250001 0000 \"GET /\"",
	"1795279017.250001/6 S -1 -1 -1|m=GET|p=/"},
    {"%{%F %T}t \"%r\" %{s}T", "2026-11-21 16:36:57 \"GET /\" 2\r",
	"1795279017.000000/0L S 2000000 -1 -1|m=GET|p=/"},
    {"time:$time_local\\treq:$request\\thost:${host}",
	"time:21/Nov/2026:19:36:57 +0300\treq:GET / HTTP/1.1\thost:a.example",
	"1795279017.000000/0 E -1 -1 -1|v=a.example|m=GET|p=/|P=HTTP/1.1"},
    {"$msec $upstream_response_time $request_time $request_method $uri"
     "$is_args$args 100%",
	"1795279017.250 0.1, 2.5, 1 3.5 GET /x?y 100%",
	"1795279017.250000/3 E 3500000 -1 -1|m=GET|p=/x|q=y"},
    {"$msec$request", "1795279017.250GET /",
	"1795279017.250000/3 E -1 -1 -1|m=GET|p=/"},
    {"$host$time_iso8601$request", "a.example2026-11-21T19:36:57+03:00GET /",
	"1795279017.000000/0 E -1 -1 -1|v=a.example|m=GET|p=/"}};

static void
line_all(void)
{
	struct span a;
	struct weblog w;
	size_t i;
	int rc;

	for (i = 0; i < LEN(lines); i++) {
		unit_row = lines[i][1];
		buf_clear(&why);
		rc = weblog_format_parse(&format, span_str(lines[i][0]), &why);
		CHECK_INT(rc, 0);
		CHECK_INT(why.len, 0);
		a = unit_span(lines[i][1], strlen(lines[i][1]));
		buf_clear(&out);
		rc = weblog_format_read(&format, &clock_, a, &scratch, &w);
		if (rc == 1)
			weblog_show(&out, &w);
		else
			buf_puts(&out, rc == 0 ? "0" : "-");
		CHECK_STR(out.p, out.len, lines[i][2]);
		weblog_maul(lines[i][1], use);
		weblog_format_free(&format);
	}
	unit_row = NULL;
}

/* Formats that cannot be, and why. */
static const char *const bad[][2] = {{"", "it tells no time"},
    {"combined", "it tells no time"},
    {"$remote_addr \"$request\"", "it tells no time"},
    {"%h \"%r\" %{%T}t", "it tells no time"},
    {"%t %h", "it tells no request, nor method and path"},
    {"%t %m", "it tells no request, nor method and path"},
    {"%t %U%q", "it tells no request, nor method and path"},
    {"$time_local $request_uri", "it tells no request, nor method and path"},
    {"$time_local $host$request_uri $request",
	"nothing stands between two fields"},
    {"%t %r%h", "nothing stands between two fields"},
    {"%t %r%q", "nothing stands between two fields"},
    {"%t %r %", "a field has no end"}, {"%t %r %{Host", "a field has no end"},
    {"%t %r %>", "a field has no end"}, {"%t %r %^F", "a field has no end"},
    {"%t %r %{x}", "a field has no end"},
    {"%{%d/%b/%Y %k}t %r", "a time has a conversion that is not known"},
    {"%{x%}t %r", "a time has a conversion that is not known"},
    {"$time_local $", "a $ without a name"},
    {"$time_local $-", "a $ without a name"},
    {"$time_local ${host", "a $ without a name"},
    {"$time_local ${}", "a $ without a name"}};

static void
bad_all(void)
{
	struct buf long_one = {0};
	struct span a;
	size_t i;

	for (i = 0; i < LEN(bad); i++) {
		unit_row = bad[i][0];
		buf_clear(&why);
		a = unit_span(bad[i][0], strlen(bad[i][0]));
		CHECK_INT(weblog_format_parse(&format, a, &why), -1);
		CHECK_STR(why.p, why.len, bad[i][1]);
		weblog_format_free(&format);
	}
	unit_row = NULL;
	for (i = 0; i < 70; i++)
		buf_puts(&long_one, "%t ");
	buf_clear(&why);
	a = span_of(long_one.p, long_one.len);
	CHECK_INT(weblog_format_parse(&format, a, &why), -1);
	CHECK_STR(why.p, why.len, "too many fields");
	weblog_format_free(&format);
	buf_free(&long_one);
}

/* Any format, cut off anywhere, is parsed or refused; none reads amiss. */
static void
any_format(void)
{
	struct span a;
	size_t i, n;
	char kept[512];
	int round;

	for (i = 0; i < LEN(lines); i++)
		for (round = 0; round < 200; round++) {
			n = unit_rand((uint32_t)strlen(lines[i][0]) + 1);
			memcpy(kept, lines[i][0], n);
			if (n > 0 && round % 2 == 0)
				kept[unit_rand((uint32_t)n)] =
				    "%$\\{}^t[\" r,"[unit_rand(12)];
			a = unit_span(kept, n);
			buf_clear(&why);
			if (weblog_format_parse(&format, a, &why) == -1)
				CHECK(why.len > 0);
			weblog_format_free(&format);
		}
}

static void
long_lines(void)
{
	static const char *const pieces[] = {" ", "\"", "[", " [", "\\", "\" ",
	    " [21/Nov/2026:19:36:57 +0300] ", ",", ", "};
	struct buf line = {0};
	size_t i, j;

	for (i = 0; i < LEN(lines); i++) {
		weblog_format_parse(&format, span_str(lines[i][0]), &why);
		for (j = 0; j < LEN(pieces); j++) {
			buf_clear(&line);
			buf_puts(&line, "21/Nov/2026:19:36:57 +0300");
			while (line.len < 100000)
				buf_puts(&line, pieces[j]);
			use(line.p, line.len);
		}
		weblog_format_free(&format);
	}
	buf_free(&line);
}

int
main(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	line_all();
	bad_all();
	any_format();
	long_lines();
	buf_free(&out);
	buf_free(&scratch);
	buf_free(&why);
	return unit_end();
}
