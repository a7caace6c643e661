#include "pure/phpini.h"
#include "unit.h"

/* The items of a text in a few letters. */
static const struct {
	const char *text, *want;
} items[] = {
    {"", ""},
    {"\n\r\r\n", "---"},
    {"; a\n", "#"},
    {"a = b\n", "a= b."},
    {" a\t=b ; c\r\n", "a=b ; c."},
    {"a\n[b]\nc=d", "w(a)[b]c=d."},
    {"[b] a = c\nd=e", "[b]+a= c.d=e."},
    {"['b']\n[\"c\"]", "[b][c]"},
    {"a[b]=c\na[\"b\"] = c\na[ b ]=", "a{b}=c.a{b}= c.a{b}=."},
    {"a = \"x\n y\" ; z\nb=1", "a= \"x\n y\" ; z.b=1."},
    {"a = 'x\"\ny'\nb=1", "a= 'x\"\ny'.b=1."},
    {"a = \"x\\\"\ny\"\nb=1", "a= \"x\\\".w(y)!"},
    {"a = \"x\nb=1\n", "a= \"x\nb=1\n.!"},
    {"a = b=c", "a= b=c.!"},
    {"= c", "= c.!"},
    {"a = '' b'c\nd=e", "a= '' b'c.d=e."},
    {"a = '' b ; c'd\nd=e", "a= '' b ; c'd.d=e."},
    {"a = '';(\nd=e", "a= '';(.d=e."},
    {"a = '' b\"c", "a= '' b\"c.!"},
    {"a = (b", "a= (b.!"},
    {"a = b)", "a= b).!"},
    {"a = (b) ; )", "a= (b) ; )."},
    {"[a\nb=c", "[a]!"},
    {" [a]", "[a]!"},
    {"a \"b\"", "w(a)!"},
    {"\xEF\xBB\xBF"
     "a=b",
	"a=b."},
    {"a=b\rc=d\r\ne=f", "a=b.c=d.e=f."},
};

static void
put(struct buf *b, const struct phpini_item *item)
{
	if (item->inside)
		buf_putc(b, '+');
	if (item->kind == PHPINI_SECTION) {
		buf_putc(b, '[');
		buf_put(b, item->name.p, item->name.n);
		buf_putc(b, ']');
	} else if (item->kind == PHPINI_WORD) {
		buf_puts(b, "w(");
		buf_put(b, item->name.p, item->name.n);
		buf_putc(b, ')');
	} else if (item->kind == PHPINI_SETTING) {
		buf_put(b, item->name.p, item->name.n);
		if (item->key.p != NULL) {
			buf_putc(b, '{');
			buf_put(b, item->key.p, item->key.n);
			buf_putc(b, '}');
		}
		buf_putc(b, '=');
		buf_put(b, item->raw.p, item->raw.n);
		buf_putc(b, '.');
	} else {
		buf_putc(b, item->kind == PHPINI_BLANK ? '-' : '#');
	}
	if (item->fault != NULL)
		buf_putc(b, '!');
}

static void
check_items(void)
{
	struct phpini_item item;
	struct buf got = {0};
	size_t i, at;

	for (i = 0; i < LEN(items); i++) {
		unit_row = items[i].text;
		struct phpini p = {
		    .text = unit_span(unit_row, strlen(unit_row))};
		buf_clear(&got);
		item.fault = NULL;
		for (at = 0; item.fault == NULL && phpini_next(&p, &item);
		     at = item.end) {
			CHECK_INT(item.start, at);
			CHECK(item.end > at);
			put(&got, &item);
		}
		CHECK_STR(buf_str(&got), got.len, items[i].want);
	}
	unit_row = NULL;
	buf_free(&got);
}

static void
check_numbers(void)
{
	struct phpini p = {.text = SPAN("a='\n\n'\r\n\rb=1\nc=2")};
	static const size_t want[] = {1, 4, 5, 6};
	struct phpini_item item;
	size_t i;

	for (i = 0; i < LEN(want) && phpini_next(&p, &item); i++)
		CHECK_INT(item.line, want[i]);
	CHECK_INT(i, LEN(want));
	CHECK(!phpini_next(&p, &item));
}

/* As parse_ini_string has them. */
static const struct {
	const char *raw, *want;
} values[] = {
    {"", ""},
    {" /x -t -i ", "/x -t -i"},
    {"none", ""},
    {"Off ; x", ""},
    {"On", "1"},
    {"\"none\"", "none"},
    {"\"a b\" ; c", "a b"},
    {"'a\\'", "a\\"},
    {"\"a \\\" \\\\ \\$ \\n\"", "a \" \\ $ \\n"},
    {"/x -f\"a b\" -i", "/x -fa b-i"},
    {"a 'b' c", "a b c"},
    {"\"a", "a"},
    {"a  'b'  c d", "a  b  c d"},
    {"'a' \"b\" c", "abc"},
    {"a ''/bin/false", "a "},
    {"'' b ; c'd", ""},
};

static void
check_values(void)
{
	struct buf got = {0};
	size_t i;

	for (i = 0; i < LEN(values); i++) {
		unit_row = values[i].raw;
		buf_clear(&got);
		phpini_value(&got, unit_span(unit_row, strlen(unit_row)));
		CHECK_STR(buf_str(&got), got.len, values[i].want);
	}
	unit_row = NULL;
	buf_free(&got);
}

int
main(void)
{
	check_items();
	check_numbers();
	check_values();
	CHECK_INT(phpini_newline(SPAN("a\r\n"), 1), 2);
	CHECK_INT(phpini_newline(SPAN("a\r"), 1), 1);
	CHECK_INT(phpini_newline(SPAN("a\n\r"), 1), 1);
	CHECK_INT(phpini_newline(SPAN("a"), 0), 0);
	CHECK_INT(phpini_newline(SPAN("a"), 1), 0);
	return unit_end();
}
