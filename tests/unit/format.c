#include "pure/format.h"
#include "unit.h"

static const char records[] = "records";
static const char json[] = "JSON lines";
static const char exim_bp[] = "exim -bp";

static const struct {
	const char *line;
	enum format want;
	const char *listing;
} table[] = {{"", FORMAT_NONE, NULL}, {" ", FORMAT_NONE, NULL},
    {"\r", FORMAT_NONE, NULL}, {"1xUnyH-0006we-0M", FORMAT_IDS, NULL},
    {"1ptUlY-00000000PfG-46ri\r", FORMAT_IDS, NULL},
    {" \t0FD9DAA6B25 and more", FORMAT_IDS, NULL},
    {"3Pt2mN2VXxznjll", FORMAT_IDS, NULL}, {"6ALGl0x5000150", FORMAT_IDS, NULL},
    {"1xUnyH-0006we-0", FORMAT_NONE, NULL}, {"hello", FORMAT_NONE, NULL},
    {"25m", FORMAT_NONE, NULL}, {"/../../etc/passwd", FORMAT_NONE, NULL},
    {"\\x31xUnyH-0006we-0M", FORMAT_NONE, NULL},
    {"Mail queue is empty", FORMAT_EMPTY, NULL},
    {"Mail queue is empty\r", FORMAT_EMPTY, NULL},
    {"Mail queue is empty.", FORMAT_NONE, NULL},
    {"mail queue is empty", FORMAT_NONE, NULL},
    {"Mail queue is", FORMAT_NONE, NULL},
    {"25m\t1.2K\t1xUnyH-0006we-0M\t<>\tqueued\ta@b", FORMAT_LISTING, records},
    {"-\t-\t0FD9DAA6B25\ta@b\tdamaged\t-", FORMAT_LISTING, records},
    {"25m\t1.2K\t1xUnyH-0006we-0M\t<>\tqueued\ta@b\r", FORMAT_LISTING, records},
    {"25m\t1.2K\t1xUnyH-0006we-0M\t<>\tqueued", FORMAT_NONE, NULL},
    {"25m\t1.2K\thello\t<>\tqueued\ta@b", FORMAT_NONE, NULL},
    {"25m\t1.2K\t1xUnyH-0006we-0M\t<>\tlater\ta@b", FORMAT_NONE, NULL},
    {"25m\tx\t1xUnyH-0006we-0M\t<>\tqueued\ta@b", FORMAT_NONE, NULL},
    {"id\tsubject\ttime", FORMAT_LISTING, records},
    {"id subject time", FORMAT_NONE, NULL},
    {"{\"queue_id\":\"0FD9DAA6B25\"}", FORMAT_LISTING, json},
    {"{\"queue_id\":\"0FD9DAA6B25\",\"count\":2}\r", FORMAT_TALLY, NULL},
    {"{\"queue_id\":5}", FORMAT_NONE, NULL},
    {"{\"queue_id\":\"0FD9DAA6B25\"", FORMAT_NONE, NULL},
    {"[{\"queue_id\":\"0FD9DAA6B25\"}]", FORMAT_NONE, NULL},
    {"{\"origin\":\"a\",\"count\":2}", FORMAT_TALLY, NULL},
    {"{\"count\":\"2\"}", FORMAT_NONE, NULL}, {"{}", FORMAT_NONE, NULL},
    {"25m  1.2K 1xUnyH-0006we-0M <a@b.example>", FORMAT_LISTING, exim_bp},
    {" 2h       1xUnyH-0006we-0M <> *** frozen ***\r", FORMAT_LISTING, exim_bp},
    {"-5m -2048M 1ptUlY-00000000PfG-46ri <a b@c> (www)", FORMAT_LISTING,
	exim_bp},
    {"25m  1.2K 0FD9DAA6B25 <a@b.example>", FORMAT_NONE, NULL},
    {"25m  1.2K 1xUnyH-0006we-0M a@b.example", FORMAT_NONE, NULL},
    {"        D a@b.example", FORMAT_NONE, NULL}};

int
main(void)
{
	const struct listing_format *how;
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i].line;
		how = NULL;
		CHECK_INT(
		    format_of(unit_span(unit_row, strlen(unit_row)), &how),
		    table[i].want);
		if (table[i].listing != NULL && how != NULL)
			CHECK_STR(
			    how->name, strlen(how->name), table[i].listing);
		CHECK((table[i].listing == NULL) == (how == NULL));
	}
	unit_row = NULL;
	CHECK_INT(format_of(span_of(NULL, 0), &how), FORMAT_NONE);
	CHECK_INT(format_of(SPAN("1xUnyH-0006we-0M\0"), &how), FORMAT_NONE);
	CHECK(format_is_gzip(SPAN("\x1F\x8B")));
	CHECK(format_is_gzip(SPAN("\x1F\x8B\x08\0")));
	CHECK(!format_is_gzip(SPAN("\x1F")));
	CHECK(!format_is_gzip(SPAN("")));
	CHECK(!format_is_gzip(span_of(NULL, 0)));
	CHECK(!format_is_gzip(span_of("\x1F\x8B", 1)));
	CHECK(!format_is_gzip(SPAN("\x8B\x1F")));
	CHECK(!format_is_gzip(SPAN("x\x1F\x8B")));
	CHECK(!format_is_gzip(SPAN("\x1F\x0B")));
	return unit_end();
}
