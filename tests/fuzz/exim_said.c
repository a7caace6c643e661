/* What exim -Mrm says, a line at a time */
#include "fuzz.h"
#include "pure/exim_said.h"
#include "pure/msgid.h"

static void
read_line(struct span line)
{
	struct span id;
	enum exim_said said = exim_said_read(line, &id);

	HOLDS(said <= EXIM_SAID_DENIED);
	INSIDE(id, line);
	HOLDS(id.p == NULL || (msgid_kinds(id) & MSGID_EXIM) != 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	return 0;
}
