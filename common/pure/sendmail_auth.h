/* sendmail_auth: who logged in, from a line of Sendmail's log */
#ifndef QT_SENDMAIL_AUTH_H
#define QT_SENDMAIL_AUTH_H

#include <stdint.h>

#include "pure/syslog_line.h"

/* The spans point into the line. */
struct sendmail_auth {
	uint64_t pid; /* of the process, which its messages' ids end with */
	struct span login;
	struct span ip; /* of the client */
};

/* Reads a line of an SMTP session's login: 0, -1 for any other line. */
int sendmail_auth_read(const struct syslog_line *l, struct sendmail_auth *a);

#endif
