/* cronjobs: every job that a machine starts by the clock, found in its files */
#ifndef QT_CRONJOBS_H
#define QT_CRONJOBS_H

#include "base/buf.h"
#include "pure/cron.h"
#include "pure/oncalendar.h"

enum cronjob_kind {
	CRONJOB_USER, /* a user's crontab */
	CRONJOB_SYSTEM, /* /etc/crontab, /etc/cron.d */
	CRONJOB_ANACRON,
	CRONJOB_PARTS, /* a file in /etc/cron.daily and its like */
	CRONJOB_TIMER, /* systemd's */
	CRONJOB_AT,
};

/* What tells when it is due. */
enum cronjob_timing {
	CRONJOB_TOLD, /* nothing: the schedule is a text only */
	CRONJOB_CRON,
	CRONJOB_CALENDARS,
	CRONJOB_ONCE,
};

/* Texts are of whoever wrote the file; p NULL: there is none. */
struct cronjob {
	enum cronjob_kind kind;
	enum cronjob_timing timing;
	struct span file; /* below the root, or the operand */
	size_t line; /* 0: the job is the file as a whole */
	struct span user, schedule, command, mailto, shell;
	const char *off; /* why it cannot run, or NULL */
	struct cron cron;
	struct span zone; /* cronie's CRON_TZ: cron is by that clock */
	struct oncalendar *calendars;
	size_t ncalendars;
	int64_t once; /* seconds since the Epoch */
};

struct cronjobs {
	const char *root; /* as errors name it */
	int fd; /* of the root */
	bool quiet; /* no notes */
	bool operands; /* at hand are the user's paths, not the root's */
	bool cronie; /* the system's cron is cronie, not Debian's */
	struct cronjob *jobs;
	size_t n, cap;
	struct buf passwd; /* the root's */
	int64_t rebooted; /* when cron last ran @reboot, 0: not known */
	size_t scripts; /* bytes of scripts that were looked at */
	bool all_said; /* that this is enough */
	void **kept; /* memory that jobs point into */
	size_t nkept, keptcap;
};

/* Opens the root directory. Returns 0, or -1, told. */
int cronjobs_open(struct cronjobs *c, const char *root, bool quiet);

/*
 * Adds all jobs in the usual places below the root. What is not there is no
 * matter; what cannot be read is told. All is bounded: 4 MiB of a file.
 */
void cronjobs_scan(struct cronjobs *c);

/*
 * Adds the jobs of a crontab, or anacrontab, by the user's path ("-" is
 * standard input), even where cron would ignore the file.
 */
void cronjobs_file(struct cronjobs *c, const char *operand);

/* When the job is next due after t, last due at or before t: false: never,
 * or that is not known. Sets TZ in between. */
bool cronjobs_next(
    const struct cronjobs *c, const struct cronjob *j, int64_t t, int64_t *due);
bool cronjobs_last(
    const struct cronjobs *c, const struct cronjob *j, int64_t t, int64_t *due);

void cronjobs_close(struct cronjobs *c);

#endif
