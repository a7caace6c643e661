/* oncalendar: systemd's calendar expressions (systemd.time(7)) */
#ifndef QT_ONCALENDAR_H
#define QT_ONCALENDAR_H

#include "base/span.h"
#include "pure/wall.h"

/* Fractions of seconds are cut off. */
struct oncalendar {
	struct wall_set set;
	bool utc;
	struct span zone; /* another than local: a name in the text, or NULL */
};

/* Reads an expression. Returns 0, or -1: systemd would not take it. */
int oncalendar_read(struct span text, struct oncalendar *c);

/*
 * When it is next due after t, last due at or before t: by UTC's clock, or
 * that of TZ, which is the caller's to set to c->zone. False: never. A time
 * that the clock shows twice counts once, one that it leaps over not at all.
 */
bool oncalendar_next(const struct oncalendar *c, int64_t t, int64_t *due);
bool oncalendar_last(const struct oncalendar *c, int64_t t, int64_t *due);

#endif
