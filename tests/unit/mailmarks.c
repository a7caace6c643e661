#include "pure/mailmarks.h"
#include "unit.h"

#define FALSE_LINE "php_admin_value sendmail_path \"/bin/false\"\n"

/* What mailmarks_read says, and which bytes are the mark and its new lines. */
static const struct {
	enum mailsites_kind kind;
	const char *text;
	int rc;
	size_t fresh, end;
} marks[] = {
    {MAILSITES_APACHE, "# mailblock was: a\n" FALSE_LINE "x", 1, 19, 62},
    {MAILSITES_APACHE, "# mailblock was: a\n# mailblock was: b\n\t" FALSE_LINE,
	1, 38, 82},
    {MAILSITES_APACHE, "# mailblock was: a\n", -1, 0, 0},
    {MAILSITES_APACHE, "# mailblock was: a\nx\n", -1, 0, 0},
    {MAILSITES_APACHE, " # mailblock was: a\n" FALSE_LINE, 0, 0, 0},
    {MAILSITES_APACHE, "# mailblock was:\n" FALSE_LINE, 0, 0, 0},
    {MAILSITES_APACHE, "; mailblock was: a\n" FALSE_LINE, 0, 0, 0},
    {MAILSITES_APACHE, "# mailblock added: 1 line\n" FALSE_LINE, 1, 26, 69},
    {MAILSITES_APACHE, "# mailblock added: 2 lines\n" FALSE_LINE, -1, 0, 0},
    {MAILSITES_APACHE, "# mailblock added: 0 lines\n" FALSE_LINE, 0, 0, 0},
    {MAILSITES_APACHE,
	"# mailblock added: 18446744073709551617 lines\n" FALSE_LINE, 0, 0, 0},
    {MAILSITES_APACHE,
	"# mailblock added: 3 lines\r\n\t<IfModule php_module>\r\n"
	"php_admin_value sendmail_path \"/bin/false\"\r\n </IfModule>\r\n",
	1, 28, 110},
    {MAILSITES_INI, "; mailblock was: a\rsendmail_path = \"/bin/false\"", 1, 19,
	47},
    {MAILSITES_INI, "; mailblock was: a\n" FALSE_LINE, -1, 0, 0},
    {MAILSITES_FPM,
	"; mailblock added: 1 line\n"
	"php_admin_value[sendmail_path] = /bin/false",
	1, 26, 69},
};

static void
check_marks(void)
{
	struct mailmark mark;
	size_t i;
	int rc;

	for (i = 0; i < LEN(marks); i++) {
		unit_row = marks[i].text;
		rc = mailmarks_read(marks[i].kind,
		    unit_span(unit_row, strlen(unit_row)), 0, &mark);
		CHECK_INT(rc, marks[i].rc);
		if (rc != 1 || marks[i].rc != 1)
			continue;
		CHECK_INT(mark.start, 0);
		CHECK_INT(mark.fresh, marks[i].fresh);
		CHECK_INT(mark.end, marks[i].end);
	}
	unit_row = NULL;
}

/* What is put is what is read. */
static void
check_put(enum mailsites_kind kind)
{
	struct mailmark mark;
	struct buf b = {0};
	struct span text;

	mailmarks_put_was(&b, kind);
	text = unit_span(b.p, b.len);
	CHECK_INT(mailmarks_was(kind, text), b.len);
	CHECK_INT(mailmarks_was(kind, span_of(text.p, text.n - 1)), 0);
	buf_clear(&b);
	mailmarks_put_added(&b, kind, 1);
	buf_puts(&b, "\n \t");
	buf_puts(&b, mailmarks_block(kind));
	CHECK_INT(mailmarks_read(kind, unit_span(b.p, b.len), 0, &mark), 1);
	CHECK(mark.added);
	CHECK_INT(mark.end, b.len);
	buf_free(&b);
}

int
main(void)
{
	check_marks();
	check_put(MAILSITES_APACHE);
	check_put(MAILSITES_INI);
	check_put(MAILSITES_FPM);
	CHECK_INT(mailmarks_line(MAILSITES_APACHE, SPAN("a\rb\nc"), 0), 4);
	CHECK_INT(mailmarks_line(MAILSITES_INI, SPAN("a\rb\nc"), 0), 2);
	CHECK_INT(mailmarks_line(MAILSITES_INI, SPAN("a"), 1), 1);
	CHECK_INT(mailmarks_newline(MAILSITES_INI, SPAN("a\r")), 1);
	CHECK_INT(mailmarks_newline(MAILSITES_APACHE, SPAN("a\r")), 0);
	CHECK_INT(mailmarks_newline(MAILSITES_APACHE, SPAN("a\r\n")), 2);
	CHECK_INT(mailmarks_newline(MAILSITES_APACHE, SPAN("")), 0);
	return unit_end();
}
