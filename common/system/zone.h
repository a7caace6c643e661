/* zone: the time zone that local time is told in, for a while */
#ifndef QT_ZONE_H
#define QT_ZONE_H

#include <stdbool.h>

#include "base/span.h"

/*
 * tzset; but below a root that is not this machine's (NULL: it is) local time
 * is that root's, unless TZ is set.
 */
void zone_start(const char *root);

/*
 * Local time is that of the zone from here on, until zone_leave. Names are of
 * /usr/share/zoneinfo, nothing else that TZ may hold. False, and nothing is
 * changed: no such zone. Not for programs with threads.
 */
bool zone_enter(struct span name);
void zone_leave(void);

#endif
