#include "pure/keys.h"
#include "unit.h"

enum { MAX = 4 };

static const struct key table[] = {{"id", KEY_TEXT}, {"idle", KEY_NUMBER},
    {"sender", KEY_ADDRESS}, {"rcpts", KEY_ADDRESSES}};

static struct buf why;

/* want: the places, one digit each, or the reason that starts with '!'. */
static void
parse(const char *list, const char *want)
{
	int picked[MAX + 1] = {-7, -7, -7, -7, -7}, n;
	size_t i;

	unit_row = list;
	buf_clear(&why);
	n = keys_parse(table, LEN(table), list, picked, MAX, &why);
	if (want[0] == '!') {
		CHECK_INT(n, -1);
		CHECK_STR(why.p, why.len, want + 1);
	} else {
		CHECK_INT(n, strlen(want));
		for (i = 0; want[i] != '\0'; i++)
			CHECK_INT(picked[i], want[i] - '0');
		CHECK_INT(picked[i], -7);
		CHECK_INT(why.len, 0);
	}
	CHECK_INT(picked[MAX], -7);
	unit_row = NULL;
}

int
main(void)
{
	static const char fields[] = "; the fields are id idle sender rcpts";
	static const char *const wrong[][2] = {{"", ""}, {"ID", "ID"},
	    {"id,", ""}, {",id", ""}, {"id,,id", ""}, {"i", "i"},
	    {"idl", "idl"}, {"idlee", "idlee"}, {" id", " id"},
	    {"id idle", "id idle"}, {"id,nope,id", "nope"},
	    {"id,id,id,id,x", "x"}};
	char reason[80];
	size_t i;

	CHECK_INT(keys_find(table, LEN(table), SPAN("id")), 0);
	CHECK_INT(keys_find(table, LEN(table), SPAN("rcpts")), 3);
	CHECK_INT(keys_find(table, 3, SPAN("rcpts")), -1);
	CHECK_INT(keys_find(table, 0, SPAN("id")), -1);
	CHECK_INT(keys_find(table, LEN(table), SPAN("")), -1);
	CHECK_INT(keys_find(table, LEN(table), span_of(NULL, 0)), -1);
	CHECK_INT(keys_find(table, LEN(table), SPAN("id\0")), -1);
	CHECK_INT(keys_find(table, LEN(table), SPAN("Id")), -1);
	parse("id", "0");
	parse("idle", "1");
	parse("rcpts,id,sender", "302");
	parse("id,id,id,id", "0000");
	parse("id,id,id,id,id", "!more than 4 fields");
	for (i = 0; i < LEN(wrong); i++) {
		snprintf(reason, sizeof reason, "!no field %s%s", wrong[i][1],
		    fields);
		parse(wrong[i][0], reason);
	}
	buf_free(&why);
	return unit_end();
}
