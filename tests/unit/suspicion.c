#include "pure/sshpick.h"
#include "pure/suspicion.h"
#include "unit.h"

/* One process, of an account; what is flagged and noted of it. */
static const struct {
	const char *name;
	enum session_kind kind;
	const char *user;
	uint32_t uid;
	const char *comm, *title, *exe;
	bool server, deleted, replaced;
	const char *shell, *flags, *notes;
} rows[] = {
    {"plain", SESSION_COMMAND, "bob", 1002, "id", "id", "/bin/id", false, false,
	false, "/bin/sh", "", ""},
    {"spoofed", SESSION_COMMAND, "bob", 1002, "sh", "sshd: x", "/bin/sh", false,
	false, false, "/bin/sh", "spoofed-title:7", ""},
    {"its own title", SESSION_TTY, "bob", 1002, "sshd", "sshd: bob@notty",
	"/usr/sbin/sshd", true, false, false, "/bin/sh", "", ""},
    {"kernel's name", SESSION_ORPHAN, "bob", 1002, "sh", "[kworker/0:1]",
	"/bin/sh", false, false, false, "/bin/sh", "disguised:7:/bin/sh", ""},
    {"kernel's name, exe unknown", SESSION_ORPHAN, "bob", 1002, "sh",
	"[kworker/0:1]", NULL, false, false, false, "/bin/sh", "",
	"left-behind:sh"},
    {"test", SESSION_ORPHAN, "bob", 1002, "[", "[ -e x ]", "/usr/bin/[", false,
	false, false, "/bin/sh", "", "left-behind:["},
    {"tmp, left", SESSION_ORPHAN, "bob", 1002, "x", "x", "/tmp/a,b", false,
	false, false, "/bin/sh", "disguised:7:/tmp/a?b", ""},
    {"tmp, alive", SESSION_COMMAND, "bob", 1002, "x", "x", "/tmp/a", false,
	false, false, "/bin/sh", "", ""},
    {"deleted", SESSION_ORPHAN, "bob", 1002, "x", "x", "/tmp/.x", false, true,
	false, "/bin/sh", "deleted-exe:7:/tmp/.x", ""},
    {"replaced", SESSION_COMMAND, "bob", 1002, "x", "x", "/usr/bin/x", false,
	true, true, "/bin/sh", "", "replaced-exe:7"},
    {"no shell", SESSION_TUNNEL, "bob", 1002, "x", "x", "/x", false, false,
	false, "/usr/bin/false", "nologin-shell:/usr/bin/false", "tunnel"},
    {"no shell, sftp", SESSION_SFTP, "bob", 1002, "x", "x", "/x", false, false,
	false, "/sbin/nologin", "", "sftp-only"},
    {"root", SESSION_COMMAND, "root", 0, "x", "x", "/x", false, false, false,
	"/bin/sh", "", "root"},
    {"toor", SESSION_COMMAND, "toor", 0, "x", "x", "/x", false, false, false,
	"/bin/sh", "uid-0", ""},
    {"nobody yet", SESSION_PREAUTH, "toor", 0, "x", "sshd: x", "/tmp/x", false,
	true, false, "/bin/false", "", ""},
};

static struct session
make(size_t i)
{
	struct session s = {.kind = rows[i].kind,
	    .uid = rows[i].uid,
	    .audit = SESSION_NONE,
	    .since = 20000 * 86400LL};
	struct session_process *p = session_add(&s, 7);
	const char *title = rows[i].title, *exe = rows[i].exe;

	s.user = malloc(strlen(rows[i].user) + 1);
	strcpy(s.user, rows[i].user);
	strcpy(p->comm, rows[i].comm);
	p->uid = rows[i].uid;
	p->server = rows[i].server;
	p->deleted = rows[i].deleted;
	p->replaced = rows[i].replaced;
	p->title = malloc(strlen(title) + 1);
	strcpy(p->title, title);
	if (exe != NULL) {
		p->exe = malloc(strlen(exe) + 1);
		strcpy(p->exe, exe);
	}
	return s;
}

static void
password(void)
{
	struct usual u = {.utmp_name = NULL};
	struct account a = {.known = true, .changed = 20001};
	struct session s = make(0);

	suspicion_of(&s, &a, &u);
	CHECK_STR(s.flags.p, s.flags.len, "no-account,older-than-password");
	session_free(&s);
	a = (struct account){.known = true, .found = true, .changed = 20000};
	a.locked = true;
	a.ftp = span_str("x+y");
	s = make(0);
	suspicion_of(&s, &a, &u);
	CHECK_INT(s.flags.len, 0);
	CHECK_STR(s.notes.p, s.notes.len, "ftp:x+y,locked");
	session_free(&s);
}

static void
records(void)
{
	struct usual u = {.utmp = true, .utmp_name = "w", .logind = true};
	struct account a = {.known = false, .changed = -1};
	struct session s = make(0);

	buf_puts(&s.tty, "pts/0");
	s.lacks_utmp = true;
	suspicion_of(&s, &a, &u);
	CHECK_STR(s.flags.p, s.flags.len, "unrecorded:w,unrecorded:logind");
	session_free(&s);
	s = make(0);
	u.any_logind = true;
	suspicion_of(&s, &a, &u);
	CHECK_INT(s.flags.len, 0);
	CHECK_STR(s.notes.p, s.notes.len, "unrecorded");
	session_free(&s);
}

static void
pick(void)
{
	struct sshpick p = {.user = "bob", .uid = 1002, .pids = true};
	struct session s = make(0);
	struct buf b = {0};

	session_add(&s, 8)->uid = 0;
	CHECK(sshpick_wants(&p, &s));
	sshpick_put(&p, &s, &b);
	CHECK_STR(b.p, b.len, "7\n");
	buf_clear(&b);
	s.callers = true;
	sshpick_put(&p, &s, &b);
	CHECK_INT(b.len, 0);
	p.uid = 1003;
	CHECK(!sshpick_wants(&p, &s));
	p.uid = SESSION_NONE;
	CHECK(sshpick_wants(&p, &s));
	p.flagged = true;
	CHECK(!sshpick_wants(&p, &s));
	session_free(&s);
	buf_free(&b);
}

int
main(void)
{
	struct usual u = {.utmp_name = NULL};
	size_t i;

	for (i = 0; i < LEN(rows); i++) {
		struct account a = {.known = true,
		    .found = true,
		    .shell = span_str(rows[i].shell),
		    .changed = -1};
		struct session s = make(i);

		unit_row = rows[i].name;
		suspicion_of(&s, &a, &u);
		CHECK_STR(s.flags.p, s.flags.len, rows[i].flags);
		CHECK_STR(s.notes.p, s.notes.len, rows[i].notes);
		session_free(&s);
	}
	unit_row = NULL;
	password();
	records();
	pick();
	return unit_end();
}
