#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pure/cover.h"
#include "system/cronrank.h"

#define SECOND ((int64_t)1000000)
#define DAY (86400 * SECOND)

/* Due times of each job are looked at in so much time before the last message,
 * not more. */
#define MOST (62 * DAY)

/* Of a job that is due all the time. */
#define PHASE (10 * SECOND)

struct ranking {
	const struct cronjobs *jobs;
	const struct moments *m;
	int64_t from, to; /* the time that is looked at */
	int64_t *times; /* of the messages of the user at hand */
	size_t *places; /* of each of these in m */
	unsigned char *marks; /* of these: some job explains it */
	unsigned char *explained; /* of all */
	size_t n;
};

/* The messages that can be the job's: its user's, and of no known user. */
static void
pick(struct ranking *r, struct span user)
{
	const struct moments *m = r->m;
	size_t i;

	r->n = 0;
	for (i = 0; i < m->n; i++) {
		uint32_t whose = m->v[i].user;

		if (m->v[i].usec < r->from)
			continue;
		if (whose != MOMENTS_NO_USER && user.p != NULL &&
		    !span_same(user, m->users.v[whose]))
			continue;
		r->times[r->n] = m->v[i].usec;
		r->places[r->n++] = i;
	}
}

/* The windows after the job's due times. */
static void
cover_due(const struct ranking *r, const struct cronjob *j, int64_t window,
    struct cover *c)
{
	int64_t due = (r->from - window) / SECOND - 1;

	while (cronjobs_next(r->jobs, j, due, &due) && due * SECOND < r->to)
		cover_add(c, due * SECOND, due * SECOND + window);
	/* @reboot was, and is not known to be again. */
	if (cronjobs_last(r->jobs, j, r->to / SECOND, &due))
		cover_add(c, due * SECOND, due * SECOND + window);
	cover_settle(c, r->from, r->to);
}

static double
share_of(const struct ranking *r, const struct cover *c)
{
	return (double)cover_total(c) / (double)(r->to - r->from);
}

/* Hits and score of one job; marks are the messages that it hit. */
static void
score_job(struct ranking *r, struct cronrank_job *scored, int64_t window)
{
	struct cover c = {0};

	pick(r, scored->job->user);
	memset(r->marks, 0, r->n);
	cover_due(r, scored->job, window, &c);
	if (share_of(r, &c) > 0.99 && window > PHASE) {
		cover_free(&c);
		cover_due(r, scored->job, PHASE, &c);
	}
	scored->hits = cover_count(&c, r->times, r->n, r->marks);
	scored->score = score_of(r->n, scored->hits, share_of(r, &c));
	cover_free(&c);
}

static void
explain(struct ranking *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->marks[i])
			r->explained[r->places[i]] = 1;
}

static int
compare_scores(const void *a, const void *b)
{
	const struct cronrank_job *x = a, *y = b;

	if (x->score.g2 != y->score.g2)
		return x->score.g2 > y->score.g2 ? -1 : 1;
	if (x->hits != y->hits)
		return x->hits > y->hits ? -1 : 1;
	return x->job < y->job ? -1 : x->job > y->job;
}

static void
rank_all(struct ranking *r, struct cronrank *out, int64_t window, bool all)
{
	size_t i;

	out->jobs = mem_alloc(r->jobs->n * sizeof *out->jobs);
	for (i = 0; i < r->jobs->n; i++) {
		struct cronrank_job *scored = &out->jobs[out->n];

		*scored = (struct cronrank_job){.job = &r->jobs->jobs[i]};
		if (scored->job->off != NULL)
			continue;
		score_job(r, scored, window);
		if (scored->hits == 0 || (!all && scored->score.lift < 2))
			continue;
		out->n++;
		if (score_explains(scored->score, r->jobs->n))
			explain(r);
	}
	if (out->n > 0)
		qsort(out->jobs, out->n, sizeof *out->jobs, compare_scores);
}

void
cronrank_jobs(struct cronrank *out, const struct cronjobs *jobs,
    const struct moments *m, uint64_t window, bool all)
{
	struct ranking r = {.jobs = jobs, .m = m};
	size_t i;

	*out = (struct cronrank){.messages = m->n};
	if (m->n == 0)
		return;
	moments_span(m, DAY, &r.from, &r.to);
	if (r.to - r.from > MOST)
		r.from = r.to - MOST;
	r.times = mem_alloc(m->n * sizeof *r.times);
	r.places = mem_alloc(m->n * sizeof *r.places);
	r.marks = mem_alloc(m->n);
	r.explained = mem_alloc(m->n);
	memset(r.explained, 0, m->n);
	rank_all(&r, out, (int64_t)window * SECOND, all);
	for (i = 0; i < m->n; i++) {
		out->old += m->v[i].usec < r.from;
		out->unexplained += m->v[i].usec >= r.from && !r.explained[i];
	}
	out->messages -= out->old;
	free(r.times);
	free(r.places);
	free(r.marks);
	free(r.explained);
}

void
cronrank_free(struct cronrank *r)
{
	free(r->jobs);
}
