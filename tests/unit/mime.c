#include <time.h>

#include "pure/charset.h"
#include "pure/mime.h"
#include "unit.h"

#define PRIVET "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"
#define MIXED "Content-Type: multipart/mixed; boundary=b\n"
#define ALTERNATIVE "Content-Type: multipart/alternative; boundary=\"b\"\n"
#define PLAIN "Content-Type: text/plain\n\n"
#define HTML "Content-Type: text/html\n\n"
#define PDF "Content-Type: application/pdf\n\n"

static struct buf text;

/* A header, a body, the text of all, the text to show if another. */
static const char *const messages[][4] = {
    /* one part */
    {"", "", "", NULL}, {"", "a\n", "a\n", NULL}, {"", "a", "a", NULL},
    {"Subject: x\n", "a\nb", "a\nb", NULL},
    {"", "\xD0\x9F\xFF\n", "\xD0\x9F\xFF\n", NULL},
    {"Content-Type: text/plain; charset=koi8-r\n", "\xF0\xD2\xC9\n",
	"\xD0\x9F\xD1\x80\xD0\xB8\n", NULL},
    {"Content-Type: text/plain; charset=\"windows-1251\"\n"
     "Content-Transfer-Encoding: 8bit\n",
	"\xCF\xF0\xE8\xE2\xE5\xF2", PRIVET, NULL},
    {"CONTENT-TYPE: TEXT/HTML; CHARSET=KOI8-R\n"
     "content-transfer-encoding: BASE64\n",
	"8NLJ\n18XU\n", PRIVET, NULL},
    {"Content-Type: text/plain; charset=utf-8\n"
     "Content-Transfer-Encoding: base64\n",
	"0J/RgNC40LLQ\ntdGC\n", PRIVET, NULL},
    {"Content-Type: text/plain;\n\tcharset=utf-8\n"
     "Content-Transfer-Encoding:\n quoted-printable\n",
	"=D0=9F=D1=80=\n=D0=B8 \t\na=3Db=20\n",
	"\xD0\x9F\xD1\x80\xD0\xB8\na=b \n", NULL},
    {"Content-Type: text/plain; charset=koi8-r\n"
     "Content-Transfer-Encoding: quoted-printable\n",
	"=F0=D2=C9=  \n=D7=C5=D4", PRIVET, NULL},
    {"Content-Type: text/plain; charset=x-none\n"
     "Content-Transfer-Encoding: base64\n",
	"8NLJ", "\xF0\xD2\xC9", NULL},
    {"Content-Type: text/plain; charset=us-ascii (Plain text)\n", "a", "a",
	NULL},
    {"Content-Type: (c;\\)\"(x)) text/plain (c) ; charset = koi8-r ;\n", "\xF0",
	"\xD0\x9F", NULL},
    {"Content-Type: text/plain; x; y=; =z; charset=koi8-r\n", "\xF0",
	"\xD0\x9F", NULL},
    {"Content-Type: text/plain; charset*=''koi8-r\n", "\xF0", "\xD0\x9F", NULL},
    {"Content-Type: text/plain; charset*0=koi; charset*1=8-r\n", "\xF0",
	"\xD0\x9F", NULL},
    {"Content-Type: text/plain; charset=koi8-r; charset=utf-8\n"
     "Content-Type: text/plain; charset=utf-8\n",
	"\xF0", "\xD0\x9F", NULL},
    {"Content-Type: text\n", "a", "a", NULL},
    {"Content-Type:\n", "a", "a", NULL}, {"Content-Type: /\n", "a", "a", NULL},
    {"Content-Type: ;;;\n", "a", "a", NULL},
    {"Content-Type: text/; charset=koi8-r\n", "\xF0", "\xD0\x9F", NULL},
    {"Content-Type: text/x-any\n", "a", "a", NULL},
    {"Content-Transfer-Encoding: x-uuencode\n", "a", "a", NULL},
    {"Content-Transfer-Encoding: \"base64\"\n", "QQ==", "QQ==", NULL},
    {"Content-Transfer-Encoding: base64 (c)\n", "QQ==", "A", NULL},
    {"Content-Transfer-Encoding: base64;\n", "QQ==", "A", NULL},
    {"X: y\n\nContent-Transfer-Encoding: base64\n", "QQ==", "QQ==", NULL},
    {"Content-Type: message/delivery-status\n", "Action: failed\n",
	"Action: failed\n", NULL},
    /* quoted-printable that is none */
    {"Content-Transfer-Encoding: quoted-printable\n",
	"=4\n=ZZ = a==\n==41\n=\n=", "=4\n=ZZ = a==A\n", NULL},
    {"Content-Transfer-Encoding: quoted-printable\n", "a=0D=0Ab=0d=0a",
	"a\nb\n", NULL},
    /* something else */
    {"Content-Type: application/pdf; name=\"a b.pdf\"\n", "12345",
	"[attachment: a b.pdf, application/pdf, 5 bytes]\n", NULL},
    {"Content-Type: application/pdf; name=x\n"
     "Content-Disposition: attachment; filename=y.pdf\n"
     "Content-Transfer-Encoding: base64\n",
	"QUJD\nQQ==\n", "[attachment: y.pdf, application/pdf, 4 bytes]\n",
	NULL},
    {"Content-Type: Image/PNG\nContent-Transfer-Encoding: quoted-printable\n",
	"=00=01=\n=02", "[attachment: Image/PNG, 3 bytes]\n", NULL},
    /* parts */
    {MIXED, "pre\n--b\n\none\n--b\n\ntwo\n--b--\nepi\n", "one\ntwo\n", NULL},
    {MIXED, "--b\n\none\n--b\n\ntwo\n\n--b--", "one\ntwo\n", NULL},
    {MIXED, "--b \t\n\none\n--b\t\n\ntwo\n--b-- \n", "one\ntwo\n", NULL},
    {MIXED, "--b\n\none", "one\n", NULL},
    {MIXED, "--b\n\none\n", "one\n", NULL},
    {MIXED, "--b\n\none\n--b", "one\n", NULL},
    {MIXED, "--b\n\none\n--bb\n--b--x\n-- b\n --b\n--\n--b\n--b--\n",
	"one\n--bb\n--b--x\n-- b\n --b\n--\n", NULL},
    {MIXED, "--b\n--b\n\n--b\n\n\n--b--\n", "", NULL},
    {MIXED, "--b--\nx", "", NULL}, {MIXED, "x\n--b--\n--b\n\ny\n", "", NULL},
    {MIXED, "--b\nno header\nat all\n--b\n\ntwo\n", "no header\nat all\ntwo\n",
	NULL},
    {MIXED, "--b\nContent-Transfer-Encoding: base64\n\nQUI=\n--b--\n", "AB\n",
	NULL},
    {MIXED, "--b\nContent-Transfer-Encoding: base64\nQUI=\n--b--\n", "AB\n",
	NULL},
    {MIXED, "--b\nContent-Transfer-Encoding: base64\n\nQUIK\n--b--\n", "AB\n",
	NULL},
    {MIXED,
	"--b\n" PDF "1\n--b\nContent-Type: text/plain; charset=koi8-r\n\n"
	"\xF0\n--b--",
	"[attachment: application/pdf, 1 bytes]\n\xD0\x9F\n", NULL},
    {MIXED "Content-Transfer-Encoding: base64\n", "--b\n\none\n--b--\n",
	"one\n", NULL},
    {"Content-Type: multipart/mixed; boundary=\"b c?'(\\\\)\"\n",
	"--b c?'(\\)\n\none\n--b c?'(\\)--\n", "one\n", NULL},
    {"Content-Type: multipart/mixed; boundary=\"b \"\n",
	"--b\n\none\n--b  \n\ntwo", "one\ntwo\n", NULL},
    {"Content-Type: multipart/mixed; boundary=\"--\"\n",
	"----\n\none\n------\nx", "one\n", NULL},
    {"Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n",
	"--ab\n\none\n--ab--\nx", "one\n", NULL},
    /* no boundary, or not there: as it stands */
    {"Content-Type: multipart/mixed\n", "--b\n\none\n", "--b\n\none\n", NULL},
    {"Content-Type: multipart/mixed; boundary=\"\"\n", "--\n\none\n",
	"--\n\none\n", NULL},
    {"Content-Type: multipart/mixed; boundary=\"c\"\n", "--b\n\none\n",
	"--b\n\none\n", NULL},
    {MIXED, "", "", NULL},
    /* multiparts in multiparts */
    {MIXED,
	"--b\nContent-Type: multipart/mixed; boundary=c\n\npre\n--c\n\n1\n"
	"--c\n\n2\n--c--\nepi\n--b\n\n3\n--b--\n",
	"1\n2\n3\n", NULL},
    {MIXED,
	"--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\n1\n"
	"--b\n\n2\n--c\n3\n--b--\n--c\n\n4\n",
	"1\n2\n--c\n3\n", NULL},
    {MIXED,
	"--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\n1\n"
	"--bb--\n--b\n\n2\n--b--\n",
	"1\n2\n", NULL},
    {MIXED,
	"--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n1\n"
	"--b--\n--b\n\n2\n--b--\n",
	"1\n2\n", NULL},
    {MIXED,
	"--b\nContent-Type: multipart/mixed; boundary=c\n\nnone\n--b\n\n2\n",
	"none\n2\n", NULL},
    /* alternatives */
    {ALTERNATIVE, "--b\n" PLAIN "plain\n--b\n" HTML "<html>\n--b--\n",
	"plain\n<html>\n", "plain\n"},
    {ALTERNATIVE, "--b\n" HTML "<html>\n--b\n" PLAIN "plain\n--b--\n",
	"<html>\nplain\n", "plain\n"},
    {ALTERNATIVE, "--b\n\nfirst\n--b\n" PLAIN "second\n--b--\n",
	"first\nsecond\n", "first\n"},
    {ALTERNATIVE, "--b\n" PLAIN " \n\n--b\n" HTML "<html>\n--b--\n",
	" \n<html>\n", "<html>\n"},
    {ALTERNATIVE,
	"--b\nContent-Type: text/calendar\n\ncal\n--b\n" HTML "<html>\n--b--",
	"cal\n<html>\n", "<html>\n"},
    {ALTERNATIVE,
	"--b\n" PDF "1\n--b\nContent-Type: text/calendar\n\ncal\n--b--",
	"[attachment: application/pdf, 1 bytes]\ncal\n",
	"cal\n[attachment: application/pdf, 1 bytes]\n"},
    {ALTERNATIVE, "--b\n" PDF "1\n--b--",
	"[attachment: application/pdf, 1 bytes]\n", NULL},
    {ALTERNATIVE,
	"--b\n" PLAIN "plain\n--b\n"
	"Content-Type: multipart/related; boundary=c\n\n--c\n" HTML
	"<html>\n--c\nContent-Type: image/gif; name=x.gif\n\n1\n--c--\n--b--\n",
	"plain\n<html>\n[attachment: x.gif, image/gif, 1 bytes]\n",
	"plain\n[attachment: x.gif, image/gif, 1 bytes]\n"},
    {ALTERNATIVE,
	"--b\n" HTML "1\n--b\nContent-Type: multipart/alternative; boundary=c"
	"\n\n--c\n" HTML "2\n--c\n" PLAIN "3\n--c--\n--b\n" PLAIN "4\n--b--\n",
	"1\n2\n3\n4\n", "3\n"},
    {MIXED,
	"--b\n\n0\n--b\nContent-Type: multipart/alternative; boundary=c\n\n"
	"--c\n" HTML "1\n--c\n" PLAIN "2\n--c--\n--b\n\n3\n--b--\n",
	"0\n1\n2\n3\n", "0\n2\n3\n"},
    /* messages */
    {"Content-Type: message/rfc822\n",
	"Received: x\nSubject: =?koi8-r?B?8NLJ18XU?=\nTO : \n a@b\n\ntext",
	"Received: x\nSubject: " PRIVET "\nTO: a@b\n\ntext",
	"Subject: " PRIVET "\nTO: a@b\n\ntext"},
    {MIXED,
	"--b\nContent-Type: message/rfc822\n\nSubject: x\n"
	"Content-Type: text/plain; charset=koi8-r\n\n\xF0\n--b\n\nmore\n",
	"Subject: x\nContent-Type: text/plain; "
	"charset=koi8-r\n\n\xD0\x9F\nmore\n",
	"Subject: x\n\n\xD0\x9F\nmore\n"},
    {MIXED,
	"--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64"
	"\n\nU3ViamVjdDogeAoKdGV4dAotLWIKCnk=\n--b\n\nmore\n",
	"Subject: x\n\ntext\n--b\n\ny\nmore\n", NULL},
    {"Content-Type: message/rfc822\n", "no header", "\nno header", NULL},
    {"Content-Type: message/rfc822\n", "", "\n", NULL},
    {"Content-Type: message/rfc822\n", " Subject: x\nFrom: y\n\nz\n",
	"\n Subject: x\nFrom: y\n\nz\n", NULL},
    {"Content-Type: multipart/digest; boundary=b\n",
	"--b\n\nSubject: 1\n\none\n--b\n" PLAIN "Subject: 2\n--b--\n",
	"Subject: 1\n\none\nSubject: 2\n", NULL},
    {"Content-Type: message/rfc822\n",
	"Subject: 1\nContent-Type: message/rfc822\n\nSubject: 2\n\nx",
	"Subject: 1\nContent-Type: message/rfc822\n\nSubject: 2\n\nx",
	"Subject: 1\n\nSubject: 2\n\nx"},
    {MIXED,
	"--b\nContent-Type: message/rfc822\n\nSubject: 1\n" ALTERNATIVE
	"\n--b\n\nx\n--b\n" HTML "y\n--b--\n--b\n\nz\n",
	"Subject: 1\n" ALTERNATIVE "\nx\ny\nz\n", "Subject: 1\n\nx\nz\n"}};

static struct span
put(struct span header, struct span body, enum mime_how how)
{
	buf_clear(&text);
	mime_put_text(&text, header, body, how);
	return span_of(text.p, text.len);
}

/* With CR LF line ends. */
static void
put_crlf(struct buf *b, const char *s)
{
	buf_clear(b);
	for (; *s != '\0'; s++) {
		if (*s == '\n')
			buf_putc(b, '\r');
		buf_putc(b, *s);
	}
}

static void
tables(void)
{
	struct buf header = {0}, body = {0};
	const char *want;
	size_t i, how;

	for (i = 0; i < LEN(messages) * 2; i++) {
		const char *const *m = messages[i / 2];

		unit_row = m[1][0] != '\0' ? m[1] : m[0];
		how = i % 2;
		want = how == MIME_SHOW && m[3] != NULL ? m[3] : m[2];
		CHECK_SAME(put(span_str(m[0]), unit_span(m[1], strlen(m[1])),
			       (enum mime_how)how),
		    span_str(want));
		put_crlf(&header, m[0]);
		put_crlf(&body, m[1]);
		CHECK_SAME(put(unit_span(header.p, header.len),
			       span_of(body.p, body.len), (enum mime_how)how),
		    span_str(want));
	}
	unit_row = NULL;
	buf_free(&header);
	buf_free(&body);
	CHECK_SAME(
	    put(span_of(NULL, 0), span_of(NULL, 0), MIME_ALL), span_of("", 0));
	CHECK_SAME(put(SPAN("a\0: b\n"), span_of("x\0\r\n\0", 5), MIME_ALL),
	    span_of("x\0\n\0", 4));
	/* It appends, and ends no line that it did not start. */
	mime_put_text(
	    &text, span_str(MIXED), SPAN("--b\n\n--b\n\ny"), MIME_SHOW);
	CHECK_SAME(span_of(text.p, text.len), span_of("x\0\n\0y\n", 6));
}

/* Parameters, and the name of the attachment. */
static const char *const file_names[][2] = {{"; filename=a.pdf", "a.pdf"},
    {"; filename = a.pdf ;x=y", "a.pdf"}, {";filename=\"a;b.pdf\"", "a;b.pdf"},
    {"; FileName=\"a\\\"b\\\\c\"", "a\"b\\c"},
    {"; filename=my file.pdf", "my file.pdf"},
    {"; filename=a(1).pdf", "a(1).pdf"}, {"; filename=a.pdf (c)", "a.pdf"},
    {"; filename=\"a\n b.pdf\"", "a b.pdf"}, {"; filename=\"a.pdf", "a.pdf"},
    {"; filename=\"a\\", "a"}, {"; filename=\"", ""}, {"; filename=\"\"", ""},
    {"; filename=", ""}, {"; filename", ""}, {"", ""},
    {"; xfilename=a; filenamex=b", ""},
    {"; size=1; filename=a; filename=b", "a"},
    {"; filename=\"=?koi8-r?B?8NLJ18XU?=\"", PRIVET},
    {"; filename==?koi8-r?B?8NLJ18XU?=", PRIVET},
    {"; filename=\"=?utf-8?Q?=D0?=\n =?utf-8?Q?=9F?=\"", "\xD0\x9F"},
    {"; filename=\"\xD0\x9F\"", "\xD0\x9F"},
    {"; filename=\"a\" junk; filename=b", "a"},
    /* RFC 2231, 3 and 4 */
    {"; filename*=koi8-r'ru'%F0%d2%C9%D7%C5%D4", PRIVET},
    {"; filename*=utf-8''a%20b%", "a b%"},
    {"; filename*=x-none''%FFa",
	"\xFF"
	"a"},
    {"; filename*=''a%41", "aA"}, {"; filename*=a%41", "aA"},
    {"; filename*=utf-8'a%41", "utf-8'aA"}, {"; filename*=utf-8''a'b", "a'b"},
    {"; filename*=\"utf-8''%41\"", "A"},
    {"; filename=x; filename*=utf-8''y", "y"},
    {"; filename*0=a; filename*1=b", "ab"},
    {"; filename*1=b; filename*0=\"a;\"", "a;b"},
    {"; filename*0*=koi8-r''%F0; filename*1=%D2; filename*2*=%D2",
	"\xD0\x9F%D2\xD1\x80"},
    {"; filename*0=a; filename*2=c", "a"}, {"; filename*1=b", ""},
    {"; filename*01=b; filename*0=a", "ab"},
    {"; filename*0=a; filename*0=b", "a"}, {"; filename*0x=a", ""},
    {"; filename*0**=a", ""}, {"; filename**=a", ""},
    {"; filename*99999999999999999999=a", ""}, {"; filename*100=a", ""}};

static void
parameters(void)
{
	struct buf header = {0}, want = {0};
	size_t i;

	for (i = 0; i < LEN(file_names); i++) {
		unit_row = file_names[i][0];
		buf_clear(&header);
		buf_putf(&header,
		    "Content-Disposition: attachment%s\n"
		    "Content-Type: a/b\n",
		    unit_row);
		buf_clear(&want);
		buf_putf(&want, "[attachment: %s%sa/b, 0 bytes]\n",
		    file_names[i][1], file_names[i][1][0] != '\0' ? ", " : "");
		CHECK_SAME(put(unit_span(header.p, header.len), span_of("", 0),
			       MIME_ALL),
		    span_of(want.p, want.len));
	}
	unit_row = NULL;
	buf_clear(&header);
	buf_puts(&header, "Content-Type: a/b");
	buf_clear(&want);
	buf_puts(&want, "[attachment: ");
	for (i = 0; i < 120; i++) {
		buf_putf(&header, "; name*%zu=\"%zu.\"", i, i);
		if (i < 100)
			buf_putf(&want, "%zu.", i);
	}
	buf_puts(&want, ", a/b, 0 bytes]\n");
	CHECK_SAME(put(span_of(header.p, header.len), span_of("", 0), MIME_ALL),
	    span_of(want.p, want.len));
	buf_free(&header);
	buf_free(&want);
}

/* Multiparts in each other, and messages, each with a line of its own. */
static void
nesting(void)
{
	struct buf body = {0};
	int i;

	for (i = 0; i < 20; i++)
		buf_putf(&body,
		    "--b%d\n\nline %d.\n--b%d\n"
		    "Content-Type: multipart/mixed; boundary=b%d\n\n",
		    i, i, i, i + 1);
	put(span_str("Content-Type: multipart/mixed; boundary=b0\n"),
	    span_of(body.p, body.len), MIME_ALL);
	CHECK(span_find(span_of(text.p, text.len),
		  span_str("line 14.\nline 15.\n--b16\n\nline 16.\n"),
		  false) != NULL);
	buf_clear(&body);
	for (i = 0; i < 20; i++)
		buf_putf(&body, "Subject: =?utf-8?Q?%d?=\n%s\n", i,
		    "Content-Type: message/rfc822\n");
	put(span_str("Content-Type: message/rfc822\n"),
	    span_of(body.p, body.len), MIME_SHOW);
	CHECK(span_find(span_of(text.p, text.len),
		  span_str("Subject: 15\n\nSubject: =?utf-8?Q?16?=\n"),
		  false) != NULL);
	buf_free(&body);
}

static void
many_parts(enum mime_how how, const char *header)
{
	struct buf body = {0};
	size_t i, lines;

	for (i = 0; i < 1500; i++)
		buf_puts(&body, "--b\n" HTML "x\n");
	buf_puts(
	    &body, "--b\nContent-Transfer-Encoding: base64\n\nQUJD\n--b--\n");
	put(span_str(header), span_of(body.p, body.len), how);
	for (i = 0, lines = 0; i + 1 < text.len; i++)
		lines += text.p[i] == 'x' && text.p[i + 1] == '\n';
	CHECK_INT(lines, how == MIME_ALL ? 1500 : 501);
	CHECK(span_find(span_of(text.p, text.len),
		  span_str("\n--b\nContent-Tr"), false) != NULL);
	buf_free(&body);
}

static const char *const pieces[] = {"--b", "--c", "--b\n", "--c\n", "--b--\n",
    "--c--", "\n", "\n\n", "\r\n", " ", "=", "=D0", "=\n", "\"", ";", "'",
    "%41", "QUJD", "=?utf-8?Q?a?=", "(", ")", "\\", "a", "--",
    "Content-Type: multipart/mixed; boundary=b\n",
    "Content-Type: multipart/alternative; boundary=c\n\n",
    "Content-Type: message/rfc822\n\n", "Content-Type: text/plain",
    "Content-Type: text/html; charset=koi8-r\n\n",
    "Content-Type: multipart/digest; boundary=\"c\"\n\n--c\n\n", PDF,
    "Content-Transfer-Encoding: base64\n",
    "Content-Transfer-Encoding: quoted-printable\n\n",
    "Content-Disposition: attachment; filename*0*=", "; filename*1=",
    "Subject: ", "charset=euc-jp", "\xD0", "\x1B$B"};

static void
random_messages(void)
{
	struct buf header = {0}, body = {0};
	size_t i, j;

	for (i = 0; i < 60000; i++) {
		buf_clear(&header);
		buf_clear(&body);
		for (j = unit_rand(8); j > 0; j--)
			buf_puts(&header, pieces[unit_rand(LEN(pieces))]);
		for (j = unit_rand(40); j > 0; j--)
			buf_puts(&body, pieces[unit_rand(LEN(pieces))]);
		if (body.len > 0)
			body.p[unit_rand((uint32_t)body.len)] ^=
			    (char)(unit_rand(3) == 0 ? unit_rand(256) : 0);
		put(span_of(header.p, header.len), unit_span(body.p, body.len),
		    i % 2 ? MIME_ALL : MIME_SHOW);
		put(unit_span(header.p, header.len), span_of(body.p, body.len),
		    MIME_SHOW);
	}
	buf_free(&header);
	buf_free(&body);
}

static void
fill(struct buf *b, const char *first, const char *piece, size_t n)
{
	buf_clear(b);
	buf_puts(b, first);
	while (b->len < n)
		buf_puts(b, piece);
}

static void
timed(const char *header, const char *first, const char *piece, size_t n)
{
	struct buf body = {0};
	clock_t start;
	int how;

	fill(&body, first, piece, n);
	unit_row = piece;
	for (how = 0; how < 2; how++) {
		start = clock();
		put(span_str(header), span_of(body.p, body.len),
		    (enum mime_how)how);
		CHECK(clock() - start < 3 * CLOCKS_PER_SEC);
		if (getenv("UNIT_TIMES") != NULL && n > 10)
			fprintf(stderr, "%8.2f ms/MB %.50s|%.30s\n",
			    (double)(clock() - start) * 1e9 / CLOCKS_PER_SEC /
				(double)n,
			    header, piece);
	}
	unit_row = NULL;
	buf_free(&body);
}

/* Ten megabytes of each: linear is a fraction of a second. */
static void
time_taken(void)
{
	static const char *const headers[] = {"", MIXED, ALTERNATIVE,
	    "Content-Type: message/rfc822\n",
	    "Content-Transfer-Encoding: base64\n",
	    "Content-Transfer-Encoding: quoted-printable\n"
	    "Content-Type: text/plain; charset=gb2312\n",
	    "Content-Transfer-Encoding: quoted-printable\n"
	    "Content-Type: message/rfc822\n"};
	static const char *const lines[] = {"--", "--b\n", "--bb\n", "--\n",
	    "\n", "--b\n" PDF "x\n", "\r\n", " ", "=", "= ", "a:\n",
	    "Content-Type: a/b;", "Subject: =?utf-8?Q?a?=\n",
	    "--b\n" MIXED "\n", "--b\n" ALTERNATIVE "\n",
	    "Content-Type: message/rfc822\n\n", "\xFF",
	    "A line of text as bodies have it, and what ends it.\r\n"};
	static const char *const params[] = {"; name*1=a", ";", "; name*0*=a",
	    "a=\"b\";", "x=(", "(\\", "\"\\", "''", "name*", ";name=b"};
	size_t i, j, n = 10000000;
	struct buf b = {0};

	for (i = 0; i < LEN(headers); i++)
		for (j = 0; j < LEN(lines); j++)
			timed(headers[i], i == 1 ? "--b\n\n" : "", lines[j],
			    i < 2 ? n : n / 10);
	/* Sixteen boundaries open, then lines that are nearly each. */
	buf_puts(&b, "");
	for (i = 0; i < 16; i++)
		buf_putf(&b,
		    "--%zubbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"
		    "Content-Type: multipart/mixed; "
		    "boundary=%zubbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n\n",
		    i, i + 1);
	timed("Content-Type: multipart/mixed; "
	      "boundary=0bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n",
	    buf_str(&b), "--bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n", n);
	/* Hostile headers. */
	fill(&b, "Content-Type: multipart/mixed; boundary=", "b", n / 5);
	timed(buf_str(&b), "", "--bbbbbbbbbbbbbbbbbbbbb\n", n / 5);
	for (i = 0; i < LEN(pieces) + LEN(params); i++) {
		fill(&b, "Content-Type: a/b; name*0*=a",
		    i < LEN(pieces) ? pieces[i] : params[i - LEN(pieces)],
		    n / 10);
		timed(buf_str(&b), "", "x", 10);
	}
	buf_free(&b);
}

int
main(void)
{
	charset_load();
	tables();
	parameters();
	nesting();
	many_parts(MIME_ALL, MIXED);
	many_parts(MIME_ALL, ALTERNATIVE);
	many_parts(MIME_SHOW, ALTERNATIVE);
	random_messages();
	time_taken();
	buf_free(&text);
	return unit_end();
}
