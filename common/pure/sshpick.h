/* sshpick: which ssh sessions are asked for, and which pids of them */
#ifndef QT_SSHPICK_H
#define QT_SSHPICK_H

#include "pure/session.h"

struct sshpick {
	const char *user; /* of that user only; NULL: of all */
	uint32_t uid; /* his, SESSION_NONE: not known */
	bool preauth; /* also before the login */
	bool flagged; /* only with a flag */
	bool pids; /* to be killed: never before the login */
};

bool sshpick_wants(const struct sshpick *p, const struct session *s);

/*
 * Puts the pids of the user's processes, a line each: nobody else's, and none
 * of the session that this program was started from.
 */
void sshpick_put(
    const struct sshpick *p, const struct session *s, struct buf *b);

#endif
