#include "pure/format.h"
#include "unit.h"

int
main(void)
{
	static const struct {
		const char *line;
		enum format want;
	} table[] = {{"", FORMAT_NONE}, {" ", FORMAT_NONE}, {"\r", FORMAT_NONE},
	    {"1xUnyH-0006we-0M", FORMAT_IDS},
	    {"1ptUlY-00000000PfG-46ri\r", FORMAT_IDS},
	    {" \t0FD9DAA6B25 and more", FORMAT_IDS},
	    {"3Pt2mN2VXxznjll", FORMAT_IDS}, {"6ALGl0x5000150", FORMAT_IDS},
	    {"1xUnyH-0006we-0", FORMAT_NONE}, {"hello", FORMAT_NONE},
	    {"25m", FORMAT_NONE}, {"/../../etc/passwd", FORMAT_NONE},
	    {"\\x31xUnyH-0006we-0M", FORMAT_NONE},
	    {"Mail queue is empty", FORMAT_EMPTY},
	    {"Mail queue is empty\r", FORMAT_EMPTY},
	    {"Mail queue is empty.", FORMAT_NONE},
	    {"mail queue is empty", FORMAT_NONE},
	    {"Mail queue is", FORMAT_NONE}};
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i].line;
		CHECK_INT(
		    format_of(unit_span(table[i].line, strlen(table[i].line))),
		    table[i].want);
	}
	unit_row = NULL;
	CHECK_INT(format_of(span_of(NULL, 0)), FORMAT_NONE);
	CHECK_INT(format_of(SPAN("1xUnyH-0006we-0M\0")), FORMAT_NONE);
	CHECK(format_is_gzip(SPAN("\x1F\x8B")));
	CHECK(format_is_gzip(SPAN("\x1F\x8B\x08\0")));
	CHECK(!format_is_gzip(SPAN("\x1F")));
	CHECK(!format_is_gzip(SPAN("")));
	CHECK(!format_is_gzip(span_of(NULL, 0)));
	CHECK(!format_is_gzip(SPAN("\x8B\x1F")));
	CHECK(!format_is_gzip(SPAN("x\x1F\x8B")));
	CHECK(!format_is_gzip(SPAN("\x1F\x0B")));
	return unit_end();
}
