/* sshtitle: what the title of an OpenSSH server's process says */
#ifndef QT_SSHTITLE_H
#define QT_SSHTITLE_H

#include <stdbool.h>

#include "base/span.h"

enum sshtitle_role {
	SSHTITLE_NONE, /* no such title */
	SSHTITLE_LISTENER,
	SSHTITLE_ACCEPTED, /* a connection, nobody named yet */
	SSHTITLE_PRIV, /* the monitor: before and after the login */
	SSHTITLE_NET, /* of a connection before the login */
	SSHTITLE_PAM, /* asks PAM, before the login */
	SSHTITLE_USER, /* logged in, without any session: a tunnel */
	SSHTITLE_NOTTY, /* with one, without a terminal */
	SSHTITLE_TTYS, /* with terminals */
	SSHTITLE_SFTP, /* the server of files that is part of it */
};

/* p is NULL where it is not told. */
struct sshtitle {
	enum sshtitle_role role;
	struct span user;
	struct span ttys; /* "pts/1,pts/2" */
};

/*
 * Reads a title of OpenSSH 6 to 10: "sshd: ", "sshd-session: " or
 * "sshd-auth: " and what it is. One is as good as who set it.
 */
void sshtitle_read(struct span title, struct sshtitle *t);

/* Whether a title, or a command line, starts with an sshd's name. */
bool sshtitle_claims(struct span title);

/* Whether it is the name of an OpenSSH server's program. */
bool sshtitle_is_name(struct span name);

#endif
