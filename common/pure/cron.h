/* cron: when a crontab's job is due: schedules as cron(8) really reads them */
#ifndef QT_CRON_H
#define QT_CRON_H

#include <time.h>

#include "base/span.h"
#include "pure/wall.h"

/* Whose cron it is; without it: Debian's (3.0pl1). */
enum {
	CRON_CRONIE = 1, /* Red Hat's, Arch's: strict, with ~ and -n */
	CRON_SYSTEM = 2, /* the sixth field is a user */
	CRON_ROOT = 4, /* root's own: cronie lets him say - */
};

/* A schedule; one of @reboot has an empty set. */
struct cron {
	struct wall_set set;
	bool wild; /* a * in minutes or hours: it follows the clock */
	bool reboot;
	bool random; /* ~: the set is when it may be due, once chosen */
};

/*
 * Reads the schedule at the front of *line, a crontab's line without its
 * newline, and takes it and the blanks after it off. *text is the schedule as
 * it stands. Returns NULL, or what is wrong, in cron's own words.
 */
const char *cron_read(
    struct span *line, unsigned how, struct cron *c, struct span *text);

/* Whether the schedule is accepted and yet never comes: 30 Feb, 10-5. */
bool cron_never(const struct cron *c);

/* Whether the job is due in the minute that a clock shows. */
bool cron_due(const struct cron *c, const struct tm *local);

/*
 * When it is next due after t, last due at or before t: seconds since the
 * Epoch, by the clock of TZ, with cron's handling of clocks set forward and
 * back by up to three hours. False: never, or (@reboot, ~) not by the clock.
 */
bool cron_next(const struct cron *c, int64_t t, int64_t *due);
bool cron_last(const struct cron *c, int64_t t, int64_t *due);

#endif
