/* Rows as records and as JSON: fields chosen, numbers, a message's id. */
#include "pure/rows.h"
#include "unit.h"

#define OWN "1xUnyH-0006we-0M"
#define OTHER "1ptUlY-00000000PfG-46ri"
#define HID "\\x31ptUlY-00000000PfG-46ri"

enum { NUMBER, TEXT, ADDRESS, MADE, FIELDS };

static const struct key table[] = {{"number", KEY_NUMBER}, {"text", KEY_TEXT},
    {"address", KEY_ADDRESS}, {"made", KEY_NUMBER}};

/* NULL: no value. */
struct row {
	const char *of[FIELDS];
};

/* The field made is made. */
static struct span
value(const void *p, int field, struct buf *b)
{
	const struct row *row = p;
	const char *text = row->of[field];

	if (text == NULL)
		return span_of(NULL, 0);
	if (field != MADE)
		return span_str(text);
	buf_clear(b);
	buf_puts(b, text);
	return span_of(buf_str(b), b->len);
}

static struct rows
rows_for(bool json)
{
	return (struct rows){
	    .table = table, .ntable = LEN(table), .value = value, .json = json};
}

/* A row's line is put behind what stands there. */
static void
puts_line(struct rows *r, const struct row *row, const char *want)
{
	static const char *const before[] = {"", "x", "{\"a\": 1}\n"};
	struct buf b = {0};
	size_t i, n;

	for (i = 0; i < LEN(before); i++) {
		n = strlen(before[i]);
		buf_clear(&b);
		buf_puts(&b, before[i]);
		rows_put(r, row, &b);
		CHECK(b.len >= n && memcmp(b.p, before[i], n) == 0);
		CHECK_STR(b.p + n, b.len - n, want);
	}
	buf_free(&b);
}

/* --- records --- */

static const struct {
	const char *fields;
	struct row row;
	const char *want;
} records[] = {
    {"number,text,address,made", {{"1", "a b", "c@d", "2"}},
	"1\ta\\x20b\tc@d\t2\n"},
    {"made,address,text,number", {{"1", "a b", "c@d", "2"}},
	"2\tc@d\ta\\x20b\t1\n"},
    {"number,text", {{"1", "a b", NULL, NULL}}, "1\ta b\n"},
    {"text", {{NULL, "a\tb\nc\\", NULL, NULL}}, "a\\tb\\nc\\\\\n"},
    {"text,text", {{NULL, "a b", NULL, NULL}}, "a\\x20b\ta b\n"},
    {"number,text,address,made", {{NULL, NULL, NULL, NULL}}, "-\t-\t-\t-\n"},
    {"number,text,address,made", {{"", "", "", ""}}, "-\t-\t<>\t-\n"},
    {"text,address", {{NULL, "-", "<>", NULL}}, "\\x2D\t\\x3C>\n"},
    {"number", {{"1.5x", NULL, NULL, NULL}}, "1.5x\n"},
    {"made,made", {{NULL, NULL, NULL, "a"}}, "a\ta\n"},
    {"text", {{NULL, OTHER, NULL, NULL}}, HID "\n"},
    {"text,number", {{"5", OTHER, NULL, NULL}}, HID "\t5\n"},
    {"text", {{NULL, "\x1B[31m\xD0\xB9\xFF", NULL, NULL}},
	"\\x1B[31m\xD0\xB9\\xFF\n"},
};

static void
as_records(void)
{
	struct buf why = {0};
	size_t i;

	for (i = 0; i < LEN(records); i++) {
		struct rows r = rows_for(false);

		unit_row = records[i].fields;
		CHECK_INT(rows_choose(&r, records[i].fields, NULL, &why), 0);
		CHECK_INT(why.len, 0);
		puts_line(&r, &records[i].row, records[i].want);
		rows_free(&r);
	}
	unit_row = NULL;
	buf_free(&why);
}

/* --- JSON --- */

static const struct {
	const char *text;
	bool number;
} numbers[] = {{"0", true}, {"1", true}, {"12", true}, {"1795279013", true},
    {"-12", true}, {"-1", true}, {"0.5", true}, {"3.50", true},
    {"1795279013.114515", true}, {"-0.5", true}, {"10.0", true}, {"0.0", true},
    {"18446744073709551616", true}, {"", false}, {"-", false}, {".", false},
    {"00", false}, {"01", false}, {"-01", false}, {"007.5", false},
    {"00.5", false}, {"1.", false}, {"-1.", false}, {".5", false},
    {"-.5", false}, {"1.5.2", false}, {"1..5", false}, {"--1", false},
    {"+1", false}, {"1-", false}, {"1 ", false}, {" 1", false}, {"1e5", false},
    {"0x1", false}, {"1,5", false}, {"NaN", false}, {"-x", false},
    {"2026-11-21", false}, {"1K", false}, {"1\n", false}};

static void
as_numbers(void)
{
	struct rows r = rows_for(true);
	struct buf why = {0}, want = {0};
	struct row row = {{NULL}};
	size_t i;

	CHECK_INT(rows_choose(&r, "number,text,made", NULL, &why), 0);
	for (i = 0; i < LEN(numbers); i++) {
		const char *text = numbers[i].text;
		const char *shown = text[0] == '1' && text[1] == '\n' ? "1\\n"
								      : text;
		const char *quote = numbers[i].number ? "" : "\"";

		unit_row = text;
		row.of[NUMBER] = row.of[TEXT] = row.of[MADE] = text;
		buf_clear(&want);
		buf_putf(&want,
		    "{\"number\": %s%s%s, \"text\": \"%s\", \"made\": "
		    "%s%s%s}\n",
		    quote, shown, quote, shown, quote, shown, quote);
		puts_line(&r, &row, buf_str(&want));
	}
	unit_row = NULL;
	rows_free(&r);
	buf_free(&why);
	buf_free(&want);
}

static const struct {
	const char *fields;
	struct row row;
	const char *want;
} objects[] = {
    {"number,text,address,made", {{NULL, NULL, NULL, NULL}}, "{}\n"},
    {"number,text,address,made", {{NULL, "a b", NULL, "2"}},
	"{\"text\": \"a b\", \"made\": 2}\n"},
    {"made,number", {{"1", NULL, NULL, NULL}}, "{\"number\": 1}\n"},
    {"text,address", {{NULL, "", "", NULL}},
	"{\"text\": \"\", \"address\": \"\"}\n"},
    {"text,address", {{NULL, "{", "5", NULL}},
	"{\"text\": \"{\", \"address\": \"5\"}\n"},
    {"text,made", {{NULL, OTHER, NULL, "x"}},
	"{\"text\": \"" OTHER "\", \"made\": \"x\"}\n"},
    {"text", {{NULL, "\"\\\xFF\xD0\xB9", NULL, NULL}},
	"{\"text\": \"\\\"\\\\\\udcff\xD0\xB9\"}\n"},
};

static void
as_json(void)
{
	struct buf why = {0};
	size_t i;

	for (i = 0; i < LEN(objects); i++) {
		struct rows r = rows_for(true);

		unit_row = objects[i].fields;
		CHECK_INT(rows_choose(&r, objects[i].fields, NULL, &why), 0);
		puts_line(&r, &objects[i].row, objects[i].want);
		rows_free(&r);
	}
	unit_row = NULL;
	buf_free(&why);
}

/* --- the choice --- */

static void
choice(void)
{
	static const char *const bad[] = {"", ",", "text,", ",text",
	    "text,,number", "nope", "text,nope", "Text", " text", "text,tex"};
	struct rows r = rows_for(false);
	struct buf why = {0}, list = {0};
	size_t i;

	for (i = 0; i < LEN(bad); i++) {
		unit_row = bad[i];
		buf_clear(&why);
		CHECK_INT(rows_choose(&r, bad[i], NULL, &why), -1);
		CHECK(
		    strstr(buf_str(&why), "number text address made") != NULL);
		/* nothing is chosen then */
		CHECK_INT(r.n, 0);
	}
	unit_row = NULL;
	/* as many as there is room for, but two */
	buf_puts(&list, "text");
	for (i = 1; i < LEN(r.fields) - 2; i++)
		buf_puts(&list, ",made");
	buf_clear(&why);
	CHECK_INT(rows_choose(&r, buf_str(&list), NULL, &why), 0);
	CHECK_INT(r.n, LEN(r.fields) - 2);
	rows_of_message(&r, ADDRESS, NUMBER);
	CHECK_INT(r.n, LEN(r.fields));
	CHECK(r.fields[0] == ADDRESS && r.fields[1] == NUMBER &&
	    r.fields[2] == TEXT && r.fields[LEN(r.fields) - 1] == MADE);
	buf_puts(&list, ",made");
	CHECK_INT(rows_choose(&r, buf_str(&list), NULL, &why), -1);
	CHECK(why.len > 0);
	rows_free(&r);
	buf_free(&why);
	buf_free(&list);
}

static void
settled(void)
{
	struct rows r = rows_for(false);
	struct buf why = {0};

	CHECK_INT(rows_choose(&r, NULL, "made,text", &why), 0);
	CHECK(r.n == 2 && r.fields[0] == MADE && r.fields[1] == TEXT);
	CHECK_INT(rows_choose(&r, "number", "made,text", &why), 0);
	CHECK(r.n == 1 && r.fields[0] == NUMBER);
	r = rows_for(true);
	CHECK_INT(rows_choose(&r, NULL, "made,text", &why), 0);
	CHECK(r.n == FIELDS && r.fields[0] == NUMBER && r.fields[3] == MADE);
	r = rows_for(true);
	CHECK_INT(rows_choose(&r, "text", "made", &why), 0);
	CHECK(r.n == 1 && r.fields[0] == TEXT);
	buf_free(&why);
}

/* --- a message's --- */

static const struct {
	const char *fields;
	bool json;
	struct row row;
	const char *want;
} messages[] = {
    {"number", false, {{"1", OWN, NULL, "-0.5"}}, OWN "\t-0.5\t1\n"},
    {"address", false, {{"1", OWN, OTHER, "2"}}, OWN "\t2\t" OTHER "\n"},
    {"text", false, {{"1", OWN, NULL, "2"}}, OWN "\t2\t" OWN "\n"},
    {"number", false, {{"1", NULL, NULL, "2"}}, "-\t2\t1\n"},
    {"number", false, {{"1", "", NULL, NULL}}, "-\t-\t1\n"},
    {"number", false, {{NULL, "a b", NULL, NULL}}, "a\\x20b\t-\t-\n"},
    {"address", true, {{"1", OWN, "a", "2"}},
	"{\"text\": \"" OWN "\", \"made\": 2, \"address\": \"a\"}\n"},
    {"address", true, {{"1", NULL, "a", "2"}},
	"{\"made\": 2, \"address\": \"a\"}\n"},
};

static void
of_messages(void)
{
	struct buf why = {0};
	size_t i;

	for (i = 0; i < LEN(messages); i++) {
		struct rows r = rows_for(messages[i].json);

		unit_row = messages[i].want;
		CHECK_INT(rows_choose(&r, messages[i].fields, NULL, &why), 0);
		CHECK(!r.has_id);
		rows_of_message(&r, TEXT, MADE);
		CHECK(r.has_id && r.n == 3);
		puts_line(&r, &messages[i].row, messages[i].want);
		rows_free(&r);
	}
	unit_row = NULL;
	buf_free(&why);
}

int
main(void)
{
	as_records();
	as_numbers();
	as_json();
	choice();
	settled();
	of_messages();
	return unit_end();
}
