/* What ps, w and who printed */
#include "fuzz.h"
#include "pure/pslist.h"
#include "pure/wlist.h"

static struct pslist list;

static void
read_line(struct span line)
{
	struct pslist_entry e;
	struct span user, tty;
	int rc = pslist_read(&list, line, &e);

	HOLDS(list.n <= LEN(list.columns));
	if (rc == 1) {
		INSIDE(e.user, line);
		INSIDE(e.uid, line);
		INSIDE(e.tty, line);
		INSIDE(e.command, line);
		HOLDS(e.pid >= 0 && e.ppid >= 0);
	}
	if (wlist_read(line, &user, &tty)) {
		INSIDE(user, line);
		INSIDE(tty, line);
		HOLDS(user.n > 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	list = (struct pslist){0};
	fuzz_lines(data, size, read_line);
	return 0;
}
