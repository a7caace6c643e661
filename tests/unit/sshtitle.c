#include "pure/sshtitle.h"
#include "unit.h"

static const struct {
	const char *title;
	enum sshtitle_role role;
	const char *user, *ttys;
} rows[] = {
    {"sshd: /usr/sbin/sshd -D [listener] 8 of 10-100 startups",
	SSHTITLE_LISTENER, NULL, NULL},
    {"sshd: [listener]", SSHTITLE_LISTENER, NULL, NULL},
    {"/usr/sbin/sshd -D", SSHTITLE_NONE, NULL, NULL},
    {"sshd: [accepted]", SSHTITLE_ACCEPTED, NULL, NULL},
    {"sshd: [net]", SSHTITLE_NET, NULL, NULL},
    {"sshd-session: [accepted]", SSHTITLE_ACCEPTED, NULL, NULL},
    {"sshd-auth: [session-auth]", SSHTITLE_NET, NULL, NULL},
    {"sshd-auth: bob [net]", SSHTITLE_NET, "bob", NULL},
    {"sshd: bob [priv]  ", SSHTITLE_PRIV, "bob", NULL},
    {"sshd: unknown [net]", SSHTITLE_NET, "unknown", NULL},
    {"sshd: bob [pam]", SSHTITLE_PAM, "bob", NULL},
    {"sshd: bob", SSHTITLE_USER, "bob", NULL},
    {"sshd-session: bob", SSHTITLE_USER, "bob", NULL},
    {"sshd: bob@notty", SSHTITLE_NOTTY, "bob", NULL},
    {"sshd: bob@pts/0", SSHTITLE_TTYS, "bob", "pts/0"},
    {"sshd-session: bob@pts/1,pts/2", SSHTITLE_TTYS, "bob", "pts/1,pts/2"},
    {"sshd: bob@ad.example@pts/1", SSHTITLE_TTYS, "bob@ad.example", "pts/1"},
    {"sshd: bob@ad.example", SSHTITLE_USER, "bob@ad.example", NULL},
    {"sshd: u@internal-sftp", SSHTITLE_SFTP, "u", NULL},
    {"sshd: root@pts/7 3016", SSHTITLE_NONE, NULL, NULL},
    {"sshd: @notty", SSHTITLE_USER, "@notty", NULL},
    {"sshd: [priv]", SSHTITLE_PRIV, NULL, NULL},
    {"sshd: bob[priv]", SSHTITLE_USER, "bob[priv]", NULL},
    {"sshd: ", SSHTITLE_NONE, NULL, NULL},
    {"sshd:", SSHTITLE_NONE, NULL, NULL},
    {"sshdx: bob", SSHTITLE_NONE, NULL, NULL},
    {"", SSHTITLE_NONE, NULL, NULL},
};

static const char *const claims[] = {"sshd: x", "sshd", "/usr/sbin/sshd -D",
    "sshd-auth: [net]", "./sshd-session x", "sshd:"},
			 *const none[] = {"sshguard", "ssh: x", "", "vi sshd",
			     "/usr/sbin/sshd/x", "-sshd", "xsshd: a"};

int
main(void)
{
	struct sshtitle t;
	char *end;
	size_t i;

	for (i = 0; i < LEN(rows); i++) {
		unit_row = rows[i].title;
		end = malloc(strlen(unit_row) + 1);
		memcpy(end, unit_row, strlen(unit_row));
		sshtitle_read(span_of(end, strlen(unit_row)), &t);
		CHECK_INT(t.role, rows[i].role);
		CHECK((t.user.p != NULL) == (rows[i].user != NULL));
		CHECK((t.ttys.p != NULL) == (rows[i].ttys != NULL));
		if (t.user.p != NULL && rows[i].user != NULL)
			CHECK_STR(t.user.p, t.user.n, rows[i].user);
		if (t.ttys.p != NULL && rows[i].ttys != NULL)
			CHECK_STR(t.ttys.p, t.ttys.n, rows[i].ttys);
		free(end);
	}
	for (i = 0; i < LEN(claims); i++) {
		unit_row = claims[i];
		CHECK(sshtitle_claims(span_str(claims[i])));
	}
	for (i = 0; i < LEN(none); i++) {
		unit_row = none[i];
		CHECK(!sshtitle_claims(span_str(none[i])));
	}
	return unit_end();
}
