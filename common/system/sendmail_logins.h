/* sendmail_logins: the logins of Sendmail's sessions, from its log */
#ifndef QT_SENDMAIL_LOGINS_H
#define QT_SENDMAIL_LOGINS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

enum { SENDMAIL_LOGS = 2 }; /* the log that is written, the one before it */

struct sendmail_login {
	uint64_t pid;
	int64_t sec; /* epoch seconds */
	size_t at, login, ip; /* in text: the login, then the address */
};

struct sendmail_logins {
	pthread_mutex_t lock;
	int fds[SENDMAIL_LOGS]; /* -1: none */
	bool read;
	struct sendmail_login *v;
	size_t n, cap;
	struct buf text;
};

/* Opens the log, without reading it; path NULL: there is none. */
void sendmail_logins_open(struct sendmail_logins *l, const char *path);

/*
 * The login of the session that a message came in by, p NULL if it is not
 * told: the last one of that process, from that address, within a day before
 * the message. The log's last 256 MiB, and those of the one before it, are read
 * at the first call. Any thread; valid until sendmail_logins_free.
 */
struct span sendmail_logins_find(
    struct sendmail_logins *l, struct span id, int64_t sec, struct span ip);

void sendmail_logins_free(struct sendmail_logins *l);

#endif
