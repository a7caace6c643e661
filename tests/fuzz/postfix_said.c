/* What postsuper says, a line at a time */
#include "fuzz.h"
#include "pure/msgid.h"
#include "pure/postfix_said.h"

static void
read_line(struct span line)
{
	struct span id;
	enum postfix_said said = postfix_said_read(line, &id);

	HOLDS(said <= POSTFIX_SAID_FAILED);
	INSIDE(id, line);
	HOLDS(id.p == NULL || (msgid_kinds(id) & MSGID_POSTFIX) != 0);
	HOLDS((said == POSTFIX_SAID_REMOVED || said == POSTFIX_SAID_HELD ||
		  said == POSTFIX_SAID_RELEASED) <= (id.p != NULL));
	HOLDS((said == POSTFIX_SAID_DENIED || said == POSTFIX_SAID_FAILED) <=
	    (id.p == NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	return 0;
}
