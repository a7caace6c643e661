/* wlist: a line of what w and who print */
#ifndef QT_WLIST_H
#define QT_WLIST_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Reads a line of w, w -h, w -i, w -s, who, who -a, who -u. w cuts names
 * after eight bytes. tty.p is NULL where none is told (Debian 13's w, of
 * logins without one). False: a title, or of no login.
 */
bool wlist_read(struct span line, struct span *user, struct span *tty);

#endif
