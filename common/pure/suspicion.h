/* suspicion: what of a session deserves a look, and why */
#ifndef QT_SUSPICION_H
#define QT_SUSPICION_H

#include "pure/session.h"

/* What is known of the account of a session. p NULL, -1: not known. */
struct account {
	bool known; /* accounts could be read at all */
	bool found; /* it is among them */
	struct span shell;
	struct span names; /* all with that uid, a + between; one: empty */
	struct span ftp; /* FTP accounts with that uid, the same */
	bool locked; /* its password is, or it has expired */
	int64_t changed; /* the day its password was, since the Epoch */
};

/* What is usual on the machine, of this session's kind, it left out. */
struct usual {
	bool utmp; /* terminals are recorded there */
	bool logind;
	bool any_logind; /* something is recorded there */
	const char *utmp_name; /* "utmp", or what stands in for it; NULL:
				  nothing is known of records */
};

/* Fills flags and notes of a session that is filled otherwise. */
void suspicion_of(
    struct session *s, const struct account *a, const struct usual *u);

#endif
