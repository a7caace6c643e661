/* cronrank: jobs by how well their due times explain when messages came */
#ifndef QT_CRONRANK_H
#define QT_CRONRANK_H

#include "pure/score.h"
#include "system/cronjobs.h"
#include "system/moments.h"

struct cronrank_job {
	const struct cronjob *job;
	struct score score;
	uint64_t hits; /* messages within the window after it was due */
};

struct cronrank {
	struct cronrank_job *jobs; /* best first; of none more than once */
	size_t n;
	size_t messages, unexplained; /* that no job explains well */
	size_t old; /* messages more than 62 days before the last one: they
		       are left out */
};

/*
 * Scores every job whose due times are known, by the messages of its user and
 * those of which no user is known, a window of so many seconds after each due
 * time, over the span of the messages, at least a day. A job that is due all
 * the time is scored by the seconds in which it starts: hits are then the
 * messages of its first ten. all: also jobs with few hits, lift under 2.
 * Sets TZ in between. Free with cronrank_free.
 */
void cronrank_jobs(struct cronrank *r, const struct cronjobs *jobs,
    const struct moments *m, uint64_t window, bool all);

void cronrank_free(struct cronrank *r);

#endif
