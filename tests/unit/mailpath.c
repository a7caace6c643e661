#include "pure/mailpath.h"
#include "unit.h"

static const struct {
	const char *value;
	enum mailpath_state want;
} values[] = {
    {"/bin/false", MAILPATH_BLOCKED},
    {"/usr/bin/false", MAILPATH_BLOCKED},
    {" /bin/false -t -i", MAILPATH_BLOCKED},
    {"/bin/true", MAILPATH_BLOCKED},
    {"", MAILPATH_BLANK},
    {" \t\n", MAILPATH_BLANK},
    {"/bin/falsehood", MAILPATH_OPEN},
    {"/bin/fals", MAILPATH_OPEN},
    {"false", MAILPATH_OPEN},
    {"/sbin/false", MAILPATH_OPEN},
    {"/bin/../bin/false", MAILPATH_OPEN},
    {"/bin/false;sendmail", MAILPATH_OPEN},
    {"/bin/false || sendmail -t", MAILPATH_OPEN},
    {"/bin/false\nsendmail", MAILPATH_OPEN},
    {"/bin/false $(sendmail)", MAILPATH_OPEN},
    {"/bin/false `sendmail`", MAILPATH_OPEN},
    {"/bin/false & sendmail", MAILPATH_OPEN},
    {"/usr/sbin/sendmail -t -i", MAILPATH_OPEN},
};

int
main(void)
{
	size_t i;

	for (i = 0; i < LEN(values); i++) {
		unit_row = values[i].value;
		CHECK_INT(mailpath_of(unit_span(unit_row, strlen(unit_row))),
		    values[i].want);
	}
	unit_row = NULL;
	CHECK_INT(mailpath_of(span_of(NULL, 0)), MAILPATH_DEFAULT);
	CHECK(mailpath_lies(SPAN("/bin/true -t")));
	CHECK(!mailpath_lies(SPAN("/bin/false")));
	CHECK_STR(mailpath_states[MAILPATH_QUOTES],
	    strlen(mailpath_states[MAILPATH_QUOTES]), "broken-quotes");
	return unit_end();
}
