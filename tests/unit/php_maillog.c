#include <time.h>

#include "base/buf.h"
#include "pure/php_maillog.h"
#include "unit.h"

#define NOW 1795300000 /* 2026-11-21T22:26:40Z */
#define T "[21-Nov-2026 16:37:18 UTC] "
#define REST " To: v@x -- Headers: From: a  X-Foo: 1 -- Subject: s"
#define READ "|v@x|From: a  X-Foo: 1|s"

static struct stamp_clock clock_;
static struct buf out;

static void
put(struct span a)
{
	buf_putc(&out, '|');
	if (a.p == NULL)
		buf_putc(&out, '~');
	buf_put(&out, a.p, a.p == NULL ? 0 : a.n);
}

static void
inside(struct span part, struct span line)
{
	CHECK(part.p == NULL ||
	    (part.p >= line.p && part.p + part.n <= line.p + line.n));
}

/* Reads what may be anything: "TIME[L] ZONE|PATH|LINE[e]|TO|HEADERS|SUBJECT" */
static void
use(const char *p, size_t n, int64_t now)
{
	struct span line = unit_span(p, n);
	struct php_maillog m;

	buf_clear(&out);
	if (php_maillog_read(line, now, span_str("Europe/Kyiv"), &clock_, &m) ==
	    -1) {
		buf_putc(&out, '-');
		return;
	}
	if (m.time.digits >= 0)
		buf_putf(
		    &out, "%lld%s ", (long long)m.time.sec, m.local ? "L" : "");
	if (m.zone.p != NULL)
		buf_put(&out, m.zone.p, m.zone.n);
	put(m.path);
	buf_putf(&out, "|%lld%s", (long long)m.line, m.evaled ? "e" : "");
	put(m.to);
	put(m.headers);
	put(m.subject);
	inside(m.zone, line);
	inside(m.path, line);
	inside(m.to, line);
	inside(m.headers, line);
	inside(m.subject, line);
	CHECK(m.path.n > 0 && m.to.p != NULL && m.line >= 0);
}

static const char *const lines[][2] = {
    {T "mail() on [/path/a.php:2]:" REST, "1795279038 UTC|/path/a.php|2" READ},
    {"[21-Nov-2026 18:37:18 Europe/Kyiv] mail() on [/path/a.php:2]:" REST,
	"1795279038L Europe/Kyiv|/path/a.php|2" READ},
    {"[21-Nov-2026 18:37:18 Europe/Berlin] mail() on [/path/a.php:2]:" REST,
	"Europe/Berlin|/path/a.php|2" READ},
    {"[21-Nov-2026 19:37:18 +03:00] mail() on [/path/a.php:2]:" REST,
	"1795279038 +03:00|/path/a.php|2" READ},
    {"[21-Nov-2026 19:37:18 abcdef] mail() on [/path/a.php:2]:" REST,
	"abcdef|/path/a.php|2" READ},
    {"[01-Nov-2026 16:37:18 GMT] mail() on [a.php:0]: To: ",
	"1793551038 GMT|a.php|0||~|~"},
    /* before PHP 7 */
    {"[21-Nov-2026 16:37:18 UTC] mail() on [/a.php:2]: To: v@x -- Headers: ",
	"1795279038 UTC|/a.php|2|v@x||~"},
    {"mail() on [/path/a.php:2]: To: v@x -- Headers: X: 1",
	"|/path/a.php|2|v@x|X: 1|~"},
    /* syslog */
    {"Nov 21 18:37:18 host php[123]: mail() on [/a.php:2]:" REST,
	"1795279038L |/a.php|2" READ},
    {"Nov 22 18:37:18 host php[123]: mail() on [/a.php:2]:" REST,
	"1795365438L |/a.php|2" READ},
    {"Nov 24 18:37:18 host php[123]: mail() on [/a.php:2]:" REST,
	"1764002238L |/a.php|2" READ},
    {"Jan  1 02:00:00 host httpd: mail() on [/a.php:2]:" REST,
	"1767225600L |/a.php|2" READ},
    {"Feb 29 02:00:00 host httpd: mail() on [/a.php:2]:" REST,
	"1709164800L |/a.php|2" READ},
    {"2026-11-21T18:37:18.25+02:00 host php: mail() on [/a.php:2]:" REST,
	"1795279038 |/a.php|2" READ},
    {"Nov 21 16:40:00 host php: " T "mail() on [/a.php:2]:" REST,
	"1795279038 UTC|/a.php|2" READ},
    {"Nov 21 18:37:18 host php: [21-Nov-2026 01:37:18 Asia/Tokyo] mail() on"
     " [/a.php:2]:" REST,
	"1795279038L Asia/Tokyo|/a.php|2" READ},
    {"Nov 21 16:40:00 host php: x mail() on [/a.php:2]:" REST, "-"},
    {"Nov 21 16:40:00 host", "-"},
    /* code of eval() */
    {T "mail() on [/x/a.php(3) : eval()'d code:1]:" REST,
	"1795279038 UTC|/x/a.php|3e" READ},
    {T "mail() on [/x/a.php(3) : eval()'d code(7) : eval()'d code:1]:" REST,
	"1795279038 UTC|/x/a.php|3e" READ},
    {T "mail() on [/x (b/a.php(3) : runtime-created function(1) : eval()'d"
       " code:1]:" REST,
	"1795279038 UTC|/x (b/a.php|3e" READ},
    {T "mail() on [/x/a.php(3) : b:1]:" REST,
	"1795279038 UTC|/x/a.php(3) : b|1" READ},
    {T "mail() on [eval()'d code:1]:" REST,
	"1795279038 UTC|eval()'d code|1" READ},
    {T "mail() on [[no active file]:0]:" REST,
	"1795279038 UTC|[no active file]|0" READ},
    {T "mail() on [Command line code:1]:" REST,
	"1795279038 UTC|Command line code|1" READ},
    /* forgers: of directories, and of what comes in by a form */
    {T "mail() on [/x]: To: y/a.php:2]:" REST,
	"1795279038 UTC|/x]: To: y/a.php|2" READ},
    {T "mail() on [/x:]: To: y/a:b]: To: /a.php:2]:" REST,
	"1795279038 UTC|/x:]: To: y/a:b]: To: /a.php|2" READ},
    {T "mail() on [/a.php:2]: To: w:3]: To: v -- Headers: z -- Headers: "
       " -- Subject: 1 -- Subject: 2",
	"1795279038 UTC|/a.php|2|w:3]: To: v|z -- Headers:  -- Subject: 1|2"},
    {T "mail() on [/a.php:2]: To: v -- Subject: s",
	"1795279038 UTC|/a.php|2|v -- Subject: s|~|~"},
    {T "mail() on [/a.php:99999999999999999999]: To: v", "-"},
    {T "mail() on [/a.php:2] To: v", "-"}, {T "mail() on [:2]: To: v", "-"},
    {T "mail() on [2]: To: v", "-"}, {T "mail() on [", "-"}, {T, "-"},
    {"[21-Nov-2026 16:37:18] mail() on [/a.php:2]: To: v", "-"},
    {"[21-Nov-2026] mail() on [/a.php:2]: To: v", "-"},
    {" mail() on [/a.php:2]: To: v", "-"},
    {"[31-Foo-2026 16:37:18 UTC] mail() on [/a.php:2]: To: v", "-"}, {"[", "-"},
    {"", "-"}, {"\0", "-"}};

static void
line_all(void)
{
	const char *line;
	char kept[512];
	size_t i, n, len;
	int round, change;

	for (i = 0; i < LEN(lines); i++) {
		unit_row = line = lines[i][0];
		len = strlen(line);
		use(line, len, NOW);
		CHECK_STR(out.p, out.len, lines[i][1]);
		for (n = 0; n <= len; n++)
			use(line, n, NOW);
		for (round = 0; len > 0 && round < 500; round++) {
			memcpy(kept, line, len);
			for (change = 1 + (int)unit_rand(4); change > 0;
			     change--)
				kept[unit_rand((uint32_t)len)] =
				    " [](:-)/1To"[unit_rand(11)];
			use(kept, len, NOW);
		}
		use(line, len, 0);
		use(line, len, -NOW);
	}
	unit_row = NULL;
}

static void
long_lines(void)
{
	static const char *const pieces[] = {"]: To: ", ":1]: To: ", "(", "(1",
	    ") : ", "(1) : ", " -- Headers: ", " -- Subject: ", ":", "["};
	struct buf line = {0};
	size_t i;

	for (i = 0; i < LEN(pieces); i++) {
		buf_clear(&line);
		buf_puts(&line, T "mail() on [/a");
		while (line.len < 100000)
			buf_puts(&line, pieces[i]);
		use(line.p, line.len, NOW);
		buf_puts(&line, "eval()'d code:1]: To: x");
		use(line.p, line.len, NOW);
	}
	buf_free(&line);
}

static void
addresses(const char *to, const char *wanted)
{
	struct span rest = span_str(to), address;
	char got[200];
	size_t n = 0;

	while ((address = php_maillog_address(&rest)).p != NULL) {
		memcpy(got + n, address.p, address.n);
		n += address.n;
		got[n++] = '|';
	}
	CHECK_STR(got, n, wanted);
}

int
main(void)
{
	setenv("TZ", "EET-2EEST,M3.5.0/3,M10.5.0/4", 1);
	tzset();
	line_all();
	long_lines();
	buf_free(&out);
	addresses("a@b", "a@b|");
	addresses(
	    "\"X, Y\" <U2@example.org>, z@z;q@q", "U2@example.org|z@z|q@q|");
	addresses(" , <>,,  nobody,@", "@|");
	addresses("", "");
	return unit_end();
}
