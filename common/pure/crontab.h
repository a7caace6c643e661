/* crontab: the jobs in a crontab's text */
#ifndef QT_CRONTAB_H
#define QT_CRONTAB_H

#include "base/buf.h"
#include "pure/cron.h"

/* A text in the reading; rest, and how (of CRON_) start it. */
struct crontab {
	struct span rest;
	unsigned how;
	size_t line; /* of the job, or of what is wrong */
	bool unended; /* that line has no newline: cron does not take it */
	bool inside; /* a line goes on, behind a NUL */
	struct span mailto, shell, zone; /* as set before it; p NULL: not */
	size_t settings; /* how many there were */
};

struct crontab_job {
	struct cron cron;
	struct span schedule, user; /* user: of CRON_SYSTEM */
	struct span command; /* as it stands; see crontab_command */
};

/*
 * The next job: 1, 0 at the end, -1 for a line that is wrong: why, in cron's
 * words. Debian's cron ignores a whole file for one such line, or for an
 * unended one; cronie the line.
 */
int crontab_next(struct crontab *t, struct crontab_job *j, const char **why);

/*
 * Puts the command as cron takes it apart: the shell's line, then the lines
 * of its standard input: a % is a newline, \% a %.
 */
void crontab_command(struct buf *b, struct span command);

/*
 * The parts of a line NAME = VALUE, either of which may stand in quotes.
 * False if it is none: cron then takes it for a job.
 */
bool crontab_setting(
    struct span line, bool cronie, struct span *name, struct span *value);

#endif
