#include "pure/pslist.h"
#include "unit.h"

/* Lines of one listing; pid 0: a title, -1: none. */
static const struct {
	const char *line;
	int32_t pid, ppid;
	const char *user, *uid, *command;
} rows[] = {
    /* Without a title yet. */
    {"bob        117  0.0  0.0  17568  6748 ?        S    16:30   0:00 sshd: "
     "bob  x ",
	117, 0, "bob", NULL, "sshd: bob  x"},
    {"u234567+   208  0.0  0.0  17568  6736 pts/5    S    Nov21   0:00 -bash",
	208, 0, "u234567+", NULL, "-bash"},
    {"1003       209 12.5  0.0  4616  3792 pts/5    Ss+  2025 1-02:03 -bash",
	209, 0, NULL, "1003", "-bash"},
    {"root          79    57  0 16:30 ?        00:00:00 sshd: bob [priv]", 79,
	57, "root", NULL, "sshd: bob [priv]"},
    {"  120 ?        S      0:00 sshd: alice@pts/0", 120, 0, NULL, NULL,
	"sshd: alice@pts/0"},
    {"what is this", -1, 0, NULL, NULL, NULL},
    {"", 0, 0, NULL, NULL, NULL},
    /* With one, in any order. */
    {"  PPID   PID   UID USER     TT       STARTED                  COMMAND", 0,
	0, NULL, NULL, NULL},
    {"    79   117  1002 bob      ?        Sat Nov 21 16:30:36 2026 sshd: bob",
	117, 79, "bob", "1002", "sshd: bob"},
    {"    79   118  1002 bob      pts/1    16:30 sshd: a  b", 118, 79, "bob",
	"1002", "sshd: a  b"},
    {"    79   118", -1, 0, NULL, NULL, NULL},
    {"    x    118  1002 bob      pts/1    16:30 a", -1, 0, NULL, NULL, NULL},
    {"UID          PID    PPID  C STIME TTY          TIME CMD", 0, 0, NULL,
	NULL, NULL},
    {"bob          117      79  0 16:30 ?        00:00:00 sshd: bob", 117, 79,
	"bob", NULL, "sshd: bob"},
};

static void
same(struct span got, const char *want)
{
	CHECK((got.p != NULL) == (want != NULL));
	if (got.p != NULL && want != NULL)
		CHECK_SAME(got, span_str(want));
}

static void
noise(void)
{
	struct pslist_entry e;
	int i;

	for (i = 0; i < 3000; i++) {
		struct pslist l = {.n = 0};
		char text[200], *copy;
		size_t n = unit_text(text, sizeof text);

		copy = malloc(n);
		memcpy(copy, text, n);
		if (pslist_read(&l, span_of(copy, n), &e) == 1)
			CHECK(e.pid > 0 && e.command.n > 0);
		free(copy);
	}
}

int
main(void)
{
	struct pslist l = {.n = 0};
	struct pslist_entry e;
	size_t i;

	for (i = 0; i < LEN(rows); i++) {
		unit_row = rows[i].line;
		CHECK_INT(pslist_read(&l, span_str(unit_row), &e),
		    rows[i].pid > 0 ? 1 : rows[i].pid);
		if (rows[i].pid <= 0)
			continue;
		CHECK_INT(e.pid, rows[i].pid);
		CHECK_INT(e.ppid, rows[i].ppid);
		same(e.user, rows[i].user);
		same(e.uid, rows[i].uid);
		same(e.command, rows[i].command);
	}
	unit_row = NULL;
	noise();
	return unit_end();
}
