/* logins: which login each process belongs to */
#ifndef QT_LOGINS_H
#define QT_LOGINS_H

#include "system/procs.h"

enum {
	LOGINS_SERVER = 1, /* an ssh server, by name and executable */
	LOGINS_LISTENER = 2, /* that waits for connections */
	LOGINS_DROPBEAR = 4,
};

#define LOGINS_NONE (-1)
#define LOGINS_AUDIT ((int64_t)1 << 40)

/* For each process of procs. */
struct logins {
	unsigned char *is;
	int32_t *parent; /* its place, -1: not there */
	/* LOGINS_AUDIT + the audit session; else the pid of the server that
	 * has the connection; LOGINS_NONE: of no login. */
	int64_t *group;
};

void logins_find(struct logins *l, const struct procs *p);

void logins_free(struct logins *l);

#endif
