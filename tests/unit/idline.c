#include "pure/idline.h"
#include "pure/msgid.h"
#include "unit.h"

#define ID "1xUnyH-0006we-0M"
#define NEW "1ptUlY-00000000PfG-46ri"
#define J(more) "{\"queue_id\": \"0FD9DAA6B25\"" more "}"

static struct buf scratch;

static int
read_line(const char *line, struct idline *got)
{
	unit_row = line;
	return idline_read(unit_span(line, strlen(line)), &scratch, got);
}

/* Line and id; NULL: a line that names none. */
static const char *const text_lines[][2] = {{ID, ID}, {NEW, NEW},
    {"0FD9DAA6B25", "0FD9DAA6B25"}, {"3Pt2mN2VXxznjll", "3Pt2mN2VXxznjll"},
    {"6ALGl0x5000150", "6ALGl0x5000150"}, {ID "\r", ID}, {"      " ID, ID},
    {"\t" ID "\twords", ID}, {ID " " NEW, ID}, {ID " 25m 1.2K", ID},
    /* exim -bp, a message without a body, future, old and large ones */
    {"25m  1.2K " ID " <a@b.example>", ID},
    {" 2h   317 " ID " <> *** frozen ***", ID}, {"25m       " ID " <>", ID},
    {" 3d 10.0K " NEW " <a b@c>\r", NEW}, {"-5m   512 " ID " <>", ID},
    {"100d 1024K " ID " <>", ID}, {" 0m       " NEW " <>", NEW},
    /* two and three GiB: exim.md 1.1, size */
    {"25m -2048M " ID " <>", ID}, {"25m -1294967031 " ID " <>", ID},
    /* our records */
    {"25m\t1.2K\t" ID "\t<>\tqueued\ta@b", ID},
    {"25m\t-\t0FD9DAA6B25\t<>", "0FD9DAA6B25"},
    {"-\t1.2K\t0FD9DAA6B25\t<>", "0FD9DAA6B25"},
    {"2d\t123456\t6ALGl0x5000150", "6ALGl0x5000150"},
    /* logs: +millisec, log_timezone, +pid */
    {"2026-11-21 16:29:49 " ID " <= a@b U=www", ID},
    {"2026-11-21 16:29:49.114 " ID " Completed", ID},
    {"2026-11-21 16:29:49 +0300 " ID " => c@d", ID},
    {"2026-11-21 16:29:49 -0330 " ID " => c@d", ID},
    {"2026-11-21 16:29:49 [1234] " ID " => c@d", ID},
    {"2026-11-21 16:29:49.114 +0300 [1234] " NEW " == c@d\r", NEW},
    /* neither */
    {"hello", NULL}, {"-", NULL}, {"25m", NULL}, {"25m 1.2K", NULL},
    {"25m 1.2K hello", NULL}, {"25m 123456", NULL}, {"25m 0FD9DAA6B25", NULL},
    {"25m 1.2K 1.2K " ID, NULL}, {"1.2K 25m " ID, NULL}, {"25m x " ID, NULL},
    {"25s 1K " ID, NULL}, {"25 1K " ID, NULL}, {"m 1K " ID, NULL},
    {"id " ID, NULL}, {"25m " ID "x", NULL}, {"2026-11-21 " ID, NULL},
    {"2026-11-21 16:29 " ID, NULL}, {"16:29:49 2026-11-21 " ID, NULL},
    {"2026-11-21 16:29:49", NULL}, {"2026-13-21 16:29:49 " ID, NULL},
    {"2026-11-21 16:29:49 [12 " ID, NULL}, {"2026-11-21 [1] " ID, NULL},
    {"2026-11-21 16:29:49 cwd=/tmp " ID, NULL},
    {"2026-11-21 16:29:49 +0300", NULL},
    {"2026-11-21 16:29:49 x0300 " ID, NULL},
    {"2026-11-21 16:29:49 +030 " ID, NULL},
    {"2026-11-21 16:29:49 +030x " ID, NULL},
    {"2026-11-21 16:29:49 +03000 " ID, NULL},
    {"2026-11-21 16:29:49 [] " ID, NULL}, {"2026-11-21T16:29:49Z " ID, NULL},
    {"\\x31xUnyH-0006we-0M", NULL}, {"\\x20" ID, NULL}, {"\\x7B", NULL},
    {"\"" ID "\"", NULL}, {"<" ID ">", NULL}, {ID "-H", NULL},
    {"==> " ID " <==", NULL}, {ID "," NEW, NULL}, {ID "\r\r", NULL},
    {"0FD9DAA6B25*     381 Fri Nov 21", NULL}, {"../../" ID, NULL},
    {"        D a@b.example", NULL}, {"\v" ID, NULL}, {ID "\xC2\xA0", NULL},
    {"\xEF\xBB\xBF" ID, NULL}, {"[\"" ID "\"]", NULL}};

static void
texts(void)
{
	static const char *const empty[] = {"", " ", "\t \t", "\r", " \r"};
	struct idline got;
	size_t i;

	for (i = 0; i < LEN(text_lines); i++) {
		const char *want = text_lines[i][1];

		CHECK_INT(read_line(text_lines[i][0], &got), want ? 1 : -1);
		CHECK(got.time.digits == -1 && got.sender.p == NULL);
		if (want != NULL && got.id.p != NULL) {
			CHECK_STR(got.id.p, got.id.n, want);
			CHECK_INT(got.kinds, msgid_kinds(span_str(want)));
		}
	}
	for (i = 0; i < LEN(empty); i++)
		CHECK_INT(read_line(empty[i], &got), 0);
	unit_row = NULL;
	CHECK_INT(idline_read(span_of(NULL, 0), &scratch, &got), 0);
	CHECK_INT(idline_read(SPAN(ID "\0"), &scratch, &got), -1);
	CHECK_INT(idline_read(SPAN("\0" ID), &scratch, &got), -1);
	CHECK_INT(idline_read(SPAN(ID "\0 x"), &scratch, &got), -1);
}

/* The sender "-" stands for one that is absent. */
static const struct {
	const char *line, *id;
	int64_t time; /* -1: absent */
	const char *sender;
} json_lines[] = {
    /* postqueue -j, Postfix 3.7.11 (captures/mta), reasons shortened */
    {"{\"queue_name\": \"active\", \"queue_id\": \"12A75AA6B29\", "
     "\"arrival_time\": 1795280376, \"message_size\": 381, "
     "\"forced_expire\": false, \"sender\": \"mixed@example.test\", "
     "\"recipients\": [{\"address\": \"x@refused.test\", \"delay_reason\": "
     "\"connect to 127.0.0.1[127.0.0.1]:2525: Connection refused\"}, "
     "{\"address\": \"hang@sink.test\"}]}",
	"12A75AA6B29", 1795280376, "mixed@example.test"},
    {"{\"queue_name\": \"deferred\", \"queue_id\": \"5607CAA6AD7\", "
     "\"arrival_time\": 1795280375, \"message_size\": 452, "
     "\"forced_expire\": false, \"sender\": \"MAILER-DAEMON\", "
     "\"recipients\": [{\"address\": \"orig@refused.test\"}]}",
	"5607CAA6AD7", 1795280375, ""},
    {"{\"queue_name\": \"deferred\", \"queue_id\": \"5D635AA6AD2\", "
     "\"arrival_time\": 1795280375, \"message_size\": 401, \"sender\": "
     "\"\xD0\xBE\xD1\x82@example.test\", \"recipients\": []}",
	"5D635AA6AD2", 1795280375, "\xD0\xBE\xD1\x82@example.test"},
    {J(""), "0FD9DAA6B25", -1, "-"}, {"  " J("") " \r", "0FD9DAA6B25", -1, "-"},
    {J(",\"sender\":\"\""), "0FD9DAA6B25", -1, ""},
    {J(",\"sender\":\"mailer-daemon\""), "0FD9DAA6B25", -1, "mailer-daemon"},
    {J(",\"sender\":\"a\\udcff\\u0439\\n\\\"@b\""), "0FD9DAA6B25", -1,
	"a\xFF\xD0\xB9\n\"@b"},
    {J(",\"subject\":\"s\""), "0FD9DAA6B25", -1, "-"},
    {J(",\"arrival_time\":0"), "0FD9DAA6B25", 0, "-"},
    {J(",\"x\":{\"queue_id\":\"F423F1\",\"arrival_time\":1.5}"), "0FD9DAA6B25",
	-1, "-"},
    {"{\"sender\":\"s@t\",\"queue\\u005fid\":\"\\u0031xUnyH-0006we-0M\"}", ID,
	-1, "s@t"}};

static const char *const bad_json[] = {"{}", "{", "{\"queue_id\":\"" ID "\"",
    J("") "x", J("") J(""), J(","), "{\"queue_id\":" ID "}",
    "{\"queue_id\":null}", "{\"queue_id\":12345678}",
    "{\"queue_id\":[\"" ID "\"]}", "{\"queue_id\":\"hello\"}",
    "{\"queue_id\":\"\"}", "{\"queue_id\":\"../" ID "\"}",
    "{\"queue_id\":\"" ID "\\u0000\"}", "{\"queue_id\":\" " ID "\"}",
    "{\"queue_id\":\"" ID "\\n\"}", "{\"Queue_id\":\"" ID "\"}",
    "{\"x\":{\"queue_id\":\"" ID "\"}}", "{\"sender\":\"a@b\"}",
    J(",\"arrival_time\":1.5"), J(",\"arrival_time\":1e9"),
    J(",\"arrival_time\":-5"), J(",\"arrival_time\":01"),
    J(",\"arrival_time\":99999999999999999999"),
    J(",\"arrival_time\":\"1795280375\""), J(",\"sender\":7"),
    "{\"queue_id\":\"" ID "\",\"sender\":\"a\tb\"}"};

static void
jsons(void)
{
	struct idline got;
	size_t i;

	for (i = 0; i < LEN(json_lines); i++) {
		const char *sender = json_lines[i].sender;

		CHECK_INT(read_line(json_lines[i].line, &got), 1);
		CHECK_STR(got.id.p, got.id.n, json_lines[i].id);
		CHECK_INT(got.kinds, msgid_kinds(span_str(json_lines[i].id)));
		CHECK_INT(got.time.digits, json_lines[i].time < 0 ? -1 : 0);
		if (json_lines[i].time >= 0)
			CHECK_INT(got.time.sec, json_lines[i].time);
		if (strcmp(sender, "-") == 0)
			CHECK(got.sender.p == NULL);
		else
			CHECK(got.sender.p != NULL);
		if (got.sender.p != NULL)
			CHECK_STR(got.sender.p, got.sender.n, sender);
	}
	for (i = 0; i < LEN(bad_json); i++)
		CHECK_INT(read_line(bad_json[i], &got), -1);
	unit_row = NULL;
}

static void
extras(void)
{
	static const char *const yes[] = {
	    "+0300", "-0330", "+0000", "[1]", "[1234567]"};
	static const char *const no[] = {"", "+", "[]", "[", "]", "[1", "1]",
	    "0300", "00300", "+030", "+03000", "+03:00", "+030x", "+-300",
	    "x0300", "[x]", "[1.2.3.4]", "[-1]", "[1]]", "[ 1]"};
	size_t i;

	for (i = 0; i < LEN(yes) + LEN(no); i++) {
		unit_row = i < LEN(yes) ? yes[i] : no[i - LEN(yes)];
		CHECK(idline_is_log_extra(unit_span(
			  unit_row, strlen(unit_row))) == (i < LEN(yes)));
	}
	unit_row = NULL;
	CHECK(!idline_is_log_extra(span_of(NULL, 0)));
}

/* What is read from any bytes is an id. */
static void
hostile(void)
{
	static const char *const pieces[] = {ID, NEW, " ", "\t", "25m", "1.2K",
	    "2026-11-21", "16:29:49", "{", "}", "\"queue_id\":", "\"" ID "\"",
	    ",", ":", "\\u", "[1]", "0FD9DAA6B25", "\"", "-", "\r"};
	char line[200];
	struct idline got;
	const char *piece;
	size_t n;
	int i, ids = 0;

	for (i = 0; i < 200000; i++) {
		n = unit_rand(8) == 0 ? unit_text(line, 12) : 0;
		while (n < 150 && unit_rand(7) > 0) {
			piece = pieces[unit_rand(LEN(pieces))];
			memcpy(line + n, piece, strlen(piece));
			n += strlen(piece);
			if (unit_rand(2) == 0)
				line[n++] = ' ';
		}
		if (idline_read(unit_span(line, n), &scratch, &got) != 1)
			continue;
		ids++;
		CHECK(got.kinds != 0 && msgid_kinds(got.id) == got.kinds);
	}
	CHECK(ids > 10000);
}

int
main(void)
{
	texts();
	jsons();
	extras();
	hostile();
	buf_free(&scratch);
	return unit_end();
}
