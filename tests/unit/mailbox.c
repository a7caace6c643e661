#include "pure/mailbox.h"
#include "unit.h"

static const char *const table[][2] = {{"", ""}, {"<>", ""}, {"<a@b>", "a@b"},
    {"a@b", "a@b"}, {"root", "root"}, {"Quoted Name <q@x.test>", "q@x.test"},
    {"\"A <b>\" <c@d>", "c@d"}, {"<\"a> <b\"@c>", "\"a> <b\"@c"}, {">", ">"},
    {"<", "<"}, {"<a@b", "<a@b"}, {"a@b>", "a@b>"}, {"x<a@b>", "x<a@b>"},
    {" <a@b>", "a@b"}, {"x <>", ""}};

int
main(void)
{
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i][0];
		CHECK_SAME(mailbox_of(unit_span(unit_row, strlen(unit_row))),
		    span_str(table[i][1]));
	}
	return unit_end();
}
