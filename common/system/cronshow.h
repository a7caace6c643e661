/* cronshow: a job's fields by name */
#ifndef QT_CRONSHOW_H
#define QT_CRONSHOW_H

#include "pure/rows.h"
#include "system/cronrank.h"

/* In the order of cronshow_table. */
enum cronshow_field {
	CRONSHOW_FILE,
	CRONSHOW_USER,
	CRONSHOW_SCHEDULE,
	CRONSHOW_LAST,
	CRONSHOW_NEXT,
	CRONSHOW_MAIL,
	CRONSHOW_COMMAND,
	CRONSHOW_KIND,
	CRONSHOW_MAILTO,
	CRONSHOW_SHELL,
	CRONSHOW_OFF,
	CRONSHOW_FIELDS,
	/* Of jobs that are ranked. */
	CRONSHOW_SCORE = CRONSHOW_FIELDS,
	CRONSHOW_LIFT,
	CRONSHOW_HITS,
	CRONSHOW_EXPECTED,
	CRONSHOW_RANKED,
};

/* What records show without -k, of jobs and of jobs that are ranked. */
extern const char cronshow_default[], cronshow_ranked[];

extern const struct key cronshow_table[CRONSHOW_RANKED];

/* What a row is. */
struct cronshow {
	struct cronjobs *jobs;
	const struct cronjob *job;
	int64_t now;
	const struct cronrank_job *rank; /* NULL if they are not ranked */
};

/* The rows_fn for a struct cronshow. */
struct span cronshow_value(const void *row, int field, struct buf *made);

#endif
