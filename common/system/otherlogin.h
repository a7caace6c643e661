/* otherlogin: groups of processes that are of another login than ssh's */
#ifndef QT_OTHERLOGIN_H
#define QT_OTHERLOGIN_H

#include "system/logins.h"
#include "system/recorded.h"

/*
 * Whether the processes, places in p, which have an audit session and no ssh
 * server among them, come from cron, at, a console, a desktop, or are
 * systemd's manager of a user. login is what logind has of them, or NULL.
 */
bool otherlogin_is(const struct procs *p, const struct logins *l,
    const uint32_t *places, size_t n, const struct logind *login);

#endif
