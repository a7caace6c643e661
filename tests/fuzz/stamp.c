/* Times as logs write them, one a line; with a tab, behind their form */
#include "fuzz.h"
#include "pure/stamp.h"

static void
check_stamp(const struct stamp *s)
{
	static struct stamp_clock clock;
	bool local;
	struct when w;

	HOLDS(s->digits >= 0 && s->digits <= 6);
	HOLDS(s->usec >= 0 && s->usec < 1000000);
	w = stamp_time(s, &clock, &local);
	HOLDS(w.digits >= -1 && w.digits <= 6);
	HOLDS(w.usec >= 0 && w.usec < 1000000);
}

static void
read_line(struct span line)
{
	struct stamp s = {0}, by_form = {0};
	struct span rest = line, form = span_upto(&rest, '\t');

	if (stamp_read(line, &s) == 0)
		check_stamp(&s);
	if (rest.p == NULL || stamp_form(form) == -1)
		return;
	if (stamp_take(&rest, form, &by_form) == 0) {
		INSIDE(rest, line);
		check_stamp(&by_form);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	return 0;
}
