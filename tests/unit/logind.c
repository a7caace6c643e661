#include "pure/logind.h"
#include "pure/shadow.h"
#include "pure/wlist.h"
#include "unit.h"

static void
session(void)
{
	struct logind l;

	logind_read(SPAN("# private\nUID=1001\nUSER=al=ice\nSTATE=closing\n"
			 "CLASS=user\nREMOTE_HOST=::1\nSERVICE=sshd\n"
			 "LEADER=219\nAUDIT=12\nREALTIME=1795278642626546\n"
			 "X\n=\nY="),
	    &l);
	CHECK(l.has_uid && l.uid == 1001 && l.has_audit && l.audit == 12);
	CHECK_SAME(l.user, span_str("al=ice"));
	CHECK_SAME(l.host, span_str("::1"));
	CHECK_SAME(l.service, span_str("sshd"));
	CHECK_SAME(l.state, span_str("closing"));
	CHECK_INT(l.leader, 219);
	CHECK_INT(l.sec, 1795278642);
	CHECK(!logind_is_manager(&l));
	logind_read(SPAN("CLASS=manager-early\nUID=-1\nAUDIT=4294967295\n"
			 "LEADER=99999999999\nREALTIME=x"),
	    &l);
	CHECK(logind_is_manager(&l) && !l.has_uid && !l.has_audit);
	CHECK(l.leader == 0 && l.sec == 0 && l.user.p == NULL);
	logind_read(SPAN(""), &l);
	CHECK(!logind_is_manager(&l));
}

static void
password(void)
{
	struct span text = SPAN("root:*:19000:0:99999:7:::\n"
				"alice:!$6$x:20001:0:99999:7::20100:\n"
				"bob::0:0:::::\nodd\nlast:!!");
	struct shadow s;

	CHECK_INT(shadow_find(text, span_str("root"), &s), 0);
	CHECK(!s.locked && s.changed == 19000 && s.expires == -1);
	CHECK_INT(shadow_find(text, span_str("alice"), &s), 0);
	CHECK(s.locked && s.changed == 20001 && s.expires == 20100);
	CHECK_INT(shadow_find(text, span_str("bob"), &s), 0);
	CHECK(!s.locked && s.changed == -1);
	CHECK_INT(shadow_find(text, span_str("last"), &s), 0);
	CHECK(s.locked);
	CHECK_INT(shadow_find(text, span_str("odd"), &s), -1);
	CHECK_INT(shadow_find(text, span_str("ali"), &s), -1);
}

static const struct {
	const char *line, *user, *tty; /* user NULL: of no login */
} rows[] = {
    {" 16:31:33 up 13 min,  7 users,  load average: 3.35", NULL, NULL},
    {"USER     TTY      FROM             LOGIN@   IDLE", NULL, NULL},
    {"NAME     LINE         TIME         COMMENT", NULL, NULL},
    {"alice    pts/0    127.0.0.1        16:30   56.00s", "alice", "pts/0"},
    {"u2345678 pts/5    ::1              16:30", "u2345678", "pts/5"},
    {"alice    pts/0        2026-11-21 16:30 (127.0.0.1)", "alice", "pts/0"},
    {"alice    + pts/0      2026-11-21 16:30   .   80", "alice", "pts/0"},
    {"root     - pts/6      2026-11-21 16:30", "root", "pts/6"},
    {"root     ?  :0   2026-11-21 16:30", "root", ":0"},
    {"           system boot  2026-11-21 16:29", NULL, NULL},
    {"           run-level 3  2026-11-21 16:29", NULL, NULL},
    {"LOGIN      tty1         2026-11-21 16:29", NULL, NULL},
    {"alice             127.0.0.1        16:30", "alice", NULL},
    {"root     tty1     -                16:30", "root", "tty1"},
    {"root     console  16:30", "root", "console"},
    {"alice", NULL, NULL},
    {"", NULL, NULL},
};

int
main(void)
{
	struct span user, tty;
	size_t i;

	session();
	password();
	for (i = 0; i < LEN(rows); i++) {
		unit_row = rows[i].line;
		CHECK_INT(wlist_read(span_str(unit_row), &user, &tty),
		    rows[i].user != NULL);
		if (rows[i].user == NULL)
			continue;
		CHECK_SAME(user, span_str(rows[i].user));
		CHECK((tty.p != NULL) == (rows[i].tty != NULL));
		if (rows[i].tty != NULL)
			CHECK_SAME(tty, span_str(rows[i].tty));
	}
	return unit_end();
}
