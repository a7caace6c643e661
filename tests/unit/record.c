#include "pure/idline.h"
#include "pure/record.h"
#include "unit.h"

#define OWN "1xUnyH-0006we-0M"
#define HID "\\x31ptUlY-00000000PfG-46ri" /* OTHER, escaped */
#define OTHER "1ptUlY-00000000PfG-46ri"

static struct record r;
static struct buf scratch, back;

/* By its letter: n number, t text, a address, i the own id, T and A lists. */
static void
put_field(char letter, struct span v, bool last)
{
	struct span item, rest = v;

	if (letter == 'i')
		record_id(&r, v);
	else if (letter == 'n' || letter == 't')
		record_value(
		    &r, letter == 'n' ? KEY_NUMBER : KEY_TEXT, v, last);
	else if (letter == 'a')
		record_value(&r, KEY_ADDRESS, v, last);
	else {
		while (v.n > 0 && (item = span_upto(&rest, ';')).p != NULL)
			record_item(&r,
			    letter == 'T' ? KEY_TEXTS : KEY_ADDRESSES, item,
			    last);
		record_list_end(&r);
	}
}

/* Puts a record of fields split by '|', lists by ';'; gives its line. */
static struct span
made(const char *fields)
{
	struct span rest = span_str(fields), field;
	size_t start = r.line.len;

	unit_row = fields;
	while ((field = span_upto(&rest, '|')).p != NULL)
		put_field(field.p[0], span_of(field.p + 1, field.n - 1),
		    rest.p == NULL);
	record_end(&r);
	return span_of(r.line.p + start, r.line.len - start);
}

static const char *const fields[][2] = {{"t", "-\n"}, {"a", "<>\n"},
    {"t-", "\\x2D\n"}, {"a-|t", "\\x2D\t-\n"}, {"t--", "--\n"}, {"t<>", "<>\n"},
    {"a<>", "\\x3C>\n"}, {"a<>x|a<|a", "<>x\t<\t<>\n"},
    {"n5|n25m|n-5m", "5\t25m\t-5m\n"}, {"ta b|ta b,c", "a\\x20b\ta b,c\n"},
    {"aa b@c|aa b@c", "a\\x20b@c\ta b@c\n"},
    {"ta\tb\nc\\|t", "a\\tb\\nc\\\\\t-\n"},
    {"t\xFF\x1B\xE2\x80\xAE|t\xD0\xB9",
	"\\xFF\\x1B\\xE2\\x80\\xAE\t\xD0\xB9\n"},
    {"T|A|t", "-\t-\t-\n"}, {"Ta|Aa@b", "a\ta@b\n"},
    {"Ta;b c;-|t", "a,b\\x20c,\\x2D\t-\n"}, {"t|Ta,b;c d", "-\ta\\x2Cb,c d\n"},
    {"A;<>;-;a,b@c|t", "<>,\\x3C>,\\x2D,a\\x2Cb@c\t-\n"},
    {"t|A\"a,b c\"@d;x@y", "-\t\"a\\x2Cb c\"@d,x@y\n"}, {"i" OWN, OWN "\n"},
    {"i", "-\n"}, {"ia b", "a\\x20b\n"},
    {"n25m|n1.2K|i" OWN "|a|tqueued|Aa@b",
	"25m\t1.2K\t" OWN "\t<>\tqueued\ta@b\n"},
    {"n25m|n|i" OWN "|t" OTHER, "25m\t-\t" OWN "\t" OTHER "\n"},
    {"i" OWN "|t" OTHER, OWN "\t" OTHER "\n"},
    {"n1795283088|i" OWN "|t" OTHER, "1795283088\t" OWN "\t" OTHER "\n"},
    {"n123456", "123456\n"}, {"n25m|t" OTHER "x", "25m\t" OTHER "x\n"},
    {"tid x", "id x\n"}, {"i" OWN "|tid", OWN "\tid\n"}, {"tid|tx", "id\tx\n"},
    {"tx|t" OTHER, "x\t" OTHER "\n"}, {"tx " OTHER, "x " OTHER "\n"},
    {"t25m|n1.2K|i" OWN, "25m\t1.2K\t" OWN "\n"},
    {"t2026-11-21|t16:29:49|i" OWN, "2026-11-21\t16:29:49\t" OWN "\n"}};

/* What must not be read as another message, nor as a listing's own words. */
static const char *const attacks[][2] = {{"t" OTHER, HID "\n"},
    {"t " OTHER, " " HID "\n"}, {"t  " OTHER, "  " HID "\n"},
    {"t" OTHER " hello",
	HID " hello"
	    "\n"},
    {"t" OWN,
	"\\x31xUnyH-0006we-0M"
	"\n"},
    {"t" OTHER "|i" OWN, HID "\t" OWN "\n"},
    {"t" OTHER "|n5",
	HID "\t5"
	    "\n"},
    {"a" OTHER, HID "\n"},
    {"tDEADBEEF",
	"\\x44EADBEEF"
	"\n"},
    {"t123456",
	"\\x3123456"
	"\n"},
    {"t3Pt2mN2VXxznjll",
	"\\x33Pt2mN2VXxznjll"
	"\n"},
    {"t6ALGl0x5000150|tx",
	"\\x36ALGl0x5000150\tx"
	"\n"},
    {"T" OTHER, HID "\n"},
    {"A" OTHER "|tx",
	HID "\tx"
	    "\n"},
    {"t{\"queue_id\":\"" OTHER "\"}",
	"\\x7B\"queue_id\":\"" OTHER "\"}"
	"\n"},
    {"t {\"queue_id\":\"" OTHER "\"}",
	" \\x7B\"queue_id\":\"" OTHER "\"}"
	"\n"},
    {"t{\"queue_id\":\"" OTHER "\",|t\"x\":1}",
	"\\x7B\"queue_id\":\"" OTHER "\",\t\"x\":1}"
	"\n"},
    {"T{\"queue_id\":\"" OTHER "\";\"x\":1}",
	"\\x7B\"queue_id\":\"" OTHER "\",\"x\":1}"
	"\n"},
    {"tid", "\\x69d\n"}, {"tsubject|atime", "\\x73ubject\ttime\n"},
    {"tMail queue is empty", "\\x4Dail queue is empty\n"},
    {"t{|t\"queue_id\"|t:|t\"" OTHER "\"|t}",
	"\\x7B\t\"queue_id\"\t:\t\"" OTHER "\"\t}"
	"\n"},
    {"t25m|t1.2K|t" OTHER, "25m\t1.2K\t" HID "\n"},
    {"t25m|t|t" OTHER, "25m\t-\t" HID "\n"}, {"t|t|t" OTHER, "-\t-\t" HID "\n"},
    {"t25m 1.2K " OTHER, "25m 1.2K " HID "\n"},
    {"t 25m 1.2K " OTHER, " 25m 1.2K " HID "\n"},
    {"n25m|n1.2K|t" OTHER, "25m\t1.2K\t" HID "\n"},
    {"n25m|n512|t" OTHER "|i" OWN, "25m\t512\t" HID "\t" OWN "\n"},
    {"n25m|t" OTHER, "25m\t" HID "\n"},
    {"n25m|t" OTHER "|i" OWN, "25m\t" HID "\t" OWN "\n"},
    {"t25m " OTHER, "25m " HID "\n"},
    {"t-5m|t512|t" OTHER, "-5m\t512\t" HID "\n"},
    {"n-5m|n1K|tDEADBEEF",
	"-5m\t1K\t\\x44EADBEEF"
	"\n"},
    {"n25m|n1.2K|tDEADBEEF|i" OWN, "25m\t1.2K\t\\x44EADBEEF\t" OWN "\n"},
    {"t2026-11-21|t16:29:49|t" OTHER, "2026-11-21\t16:29:49\t" HID "\n"},
    {"n2026-11-21|n16:29:49|t" OTHER, "2026-11-21\t16:29:49\t" HID "\n"},
    {"t2026-11-21 16:29:49 " OTHER, "2026-11-21 16:29:49 " HID "\n"},
    {"t2026-11-21|t16:29:49.1|t[5]|t" OTHER,
	"2026-11-21\t16:29:49.1\t[5]\t" HID "\n"},
    {"t2026-11-21|t16:29:49|t+0300|t[1]|t" OTHER "|i" OWN,
	"2026-11-21\t16:29:49\t+0300\t[1]\t" HID "\t" OWN "\n"},
    {"n2026-11-21|t16:29:49|t" OTHER "|i" OWN,
	"2026-11-21\t16:29:49\t" HID "\t" OWN "\n"}};

/* What idline reads in a line without its newline. */
static int
reads(struct span line, struct idline *id)
{
	return idline_read(span_of(line.p, line.n - 1), &scratch, id);
}

static void
tables(void)
{
	struct idline id;
	struct span line;
	size_t i;

	for (i = 0; i < LEN(fields); i++) {
		if (i % 3 == 0)
			record_clear(&r);
		line = made(fields[i][0]);
		CHECK_STR(line.p, line.n, fields[i][1]);
	}
	for (i = 0; i < LEN(attacks); i++) {
		if (i % 3 == 0)
			record_clear(&r);
		line = made(attacks[i][0]);
		CHECK_STR(line.p, line.n, attacks[i][1]);
		CHECK_INT(reads(line, &id), -1);
	}
	unit_row = NULL;
}

static void
values_read(void)
{
	static const struct {
		const char *text;
		enum key_kind kind;
		int rc;
		const char *value;
	} table[] = {{"-", KEY_TEXT, 0, ""}, {"-", KEY_ADDRESS, 0, ""},
	    {"--", KEY_TEXT, 1, "--"}, {"\\x2D", KEY_TEXT, 1, "-"},
	    {"<>", KEY_ADDRESS, 1, ""}, {"<>", KEY_ADDRESSES, 1, ""},
	    {"<>", KEY_TEXT, 1, "<>"}, {"\\x3C>", KEY_ADDRESS, 1, "<>"},
	    {"a\\x20b\\x2C\\\\c", KEY_TEXTS, 1, "a b,\\c"},
	    {"a\\tb\\n", KEY_TEXT, 1, "a\tb\n"}, {"", KEY_TEXT, -1, ""},
	    {"", KEY_ADDRESS, -1, ""}, {"\\", KEY_TEXT, -1, ""},
	    {"\\q", KEY_ADDRESS, -1, ""}, {"\\x1", KEY_NUMBER, -1, ""}};
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i].text;
		buf_clear(&back);
		CHECK_INT(record_read(unit_span(unit_row, strlen(unit_row)),
			      table[i].kind, &back),
		    table[i].rc);
		CHECK_STR(back.p, back.len, table[i].value);
	}
	unit_row = NULL;
	CHECK_INT(record_read(span_of(NULL, 0), KEY_TEXT, &back), -1);
}

int
main(void)
{
	struct idline id;

	tables();
	values_read();
	record_clear(&r);
	record_value(&r, KEY_ADDRESS, span_of(NULL, 0), false);
	record_item(&r, KEY_TEXTS, span_of(NULL, 0), false);
	record_list_end(&r);
	record_id(&r, span_of(NULL, 0));
	record_end(&r);
	CHECK_STR(r.line.p, r.line.len, "-\t-\t-\n");
	record_end(&r);
	CHECK_STR(r.line.p, r.line.len, "-\t-\t-\n\n");
	/* one that is given up leaves nothing to the next */
	record_clear(&r);
	record_value(&r, KEY_NUMBER, SPAN("25m"), false);
	record_value(&r, KEY_NUMBER, SPAN("1.2K"), false);
	record_id(&r, SPAN(OWN));
	record_clear(&r);
	CHECK_INT(reads(made("t25m|t1.2K|t" OTHER), &id), -1);
	record_clear(&r);
	record_item(&r, KEY_TEXTS, SPAN("a"), false);
	record_clear(&r);
	CHECK_STR(r.line.p, made("Tx|tb").n, "x\tb\n");
	record_free(&r);
	CHECK(r.line.p == NULL && r.scratch.p == NULL && r.start == 0);
	buf_free(&scratch);
	buf_free(&back);
	return unit_end();
}
