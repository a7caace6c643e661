/* recorded: the logins that utmp and logind know of, below a root */
#ifndef QT_RECORDED_H
#define QT_RECORDED_H

#include "pure/logind.h"

struct recorded_tty {
	char *tty, *user;
	int32_t pid;
	int64_t sec;
};

struct recorded_login {
	struct logind is; /* points into text */
	char *text;
};

/* All zero is empty. */
struct recorded {
	const char *name; /* of what the terminals are from: utmp, w */
	struct recorded_tty *ttys;
	size_t nttys, ttys_cap;
	struct recorded_login *logins; /* managers and the like, too */
	size_t nlogins, logins_cap;
	bool boot; /* the boot is among them, so it is kept */
};

/* Reads run/utmp, else var/run/utmp. What is wrong with it is a note. */
void recorded_utmp(struct recorded *r, int root);

/* Reads run/systemd/sessions, if it is there. */
void recorded_logind(struct recorded *r, int root);

/* Reads what w or who printed in place of utmp. 0, or -1, told. */
int recorded_w(struct recorded *r, const char *file);

/* What logind has of an audit session (SESSION_NONE: none), or of one that
 * the process opened; NULL. */
const struct logind *recorded_login(
    const struct recorded *r, uint32_t audit, int32_t leader);

void recorded_free(struct recorded *r);

#endif
