#include "pure/when.h"
#include "system/cronmail.h"
#include "system/cronshow.h"

const struct key cronshow_table[CRONSHOW_RANKED] = {
    {"file", KEY_TEXT},
    {"user", KEY_TEXT},
    {"schedule", KEY_TEXT},
    {"last", KEY_NUMBER},
    {"next", KEY_NUMBER},
    {"mail", KEY_TEXT},
    {"command", KEY_TEXT},
    {"kind", KEY_TEXT},
    {"mailto", KEY_TEXT},
    {"shell", KEY_TEXT},
    {"off", KEY_TEXT},
    {"score", KEY_NUMBER},
    {"lift", KEY_NUMBER},
    {"hits", KEY_NUMBER},
    {"expected", KEY_NUMBER},
};

const char cronshow_default[] = "file,user,schedule,last,next,mail,command";
const char cronshow_ranked[] =
    "score,lift,hits,expected,user,schedule,file,command";

static const char *const kinds[] = {
    "user", "system", "anacron", "parts", "timer", "at"};

static void
put_due(struct buf *b, const struct cronshow *s, enum cronshow_field f)
{
	struct when w = {0};

	if (f == CRONSHOW_NEXT ? cronjobs_next(s->jobs, s->job, s->now, &w.sec)
			       : cronjobs_last(s->jobs, s->job, s->now, &w.sec))
		when_put_iso(b, w);
}

/* Puts nothing for a job that is not ranked. */
static void
put_rank(struct buf *b, const struct cronrank_job *rank, int field)
{
	if (field == CRONSHOW_SCORE)
		buf_putf(b, "%.1f", rank->score.g2);
	else if (field == CRONSHOW_LIFT)
		buf_putf(b, "%.1f", rank->score.lift);
	else if (field == CRONSHOW_HITS)
		buf_putf(b, "%ju", (uintmax_t)rank->hits);
	else
		buf_putf(b, "%.1f", rank->score.expected);
}

static void
put_made(struct buf *b, const struct cronshow *s, enum cronshow_field f)
{
	if (f == CRONSHOW_MAIL) {
		cronmail_put(b, s->jobs, s->job);
		if (b->len == 1)
			buf_clear(b);
	} else if (f == CRONSHOW_FILE) {
		buf_put(b, s->job->file.p, s->job->file.n);
		if (s->job->line > 0)
			buf_putf(b, ":%zu", s->job->line);
	} else if ((int)f >= CRONSHOW_SCORE) {
		put_rank(b, s->rank, (int)f);
	} else {
		put_due(b, s, f);
	}
}

struct span
cronshow_value(const void *row, int field, struct buf *made)
{
	const struct cronshow *s = row;
	const struct cronjob *j = s->job;

	switch ((enum cronshow_field)field) {
	case CRONSHOW_USER:
		return j->user;
	case CRONSHOW_SCHEDULE:
		return j->schedule;
	case CRONSHOW_COMMAND:
		return j->command;
	case CRONSHOW_KIND:
		return span_str(kinds[j->kind]);
	case CRONSHOW_MAILTO:
		return j->mailto;
	case CRONSHOW_SHELL:
		return j->shell;
	case CRONSHOW_OFF:
		return j->off == NULL ? span_of(NULL, 0) : span_str(j->off);
	default:
		buf_clear(made);
		put_made(made, s, (enum cronshow_field)field);
		return made->len == 0 ? span_of(NULL, 0)
				      : span_of(made->p, made->len);
	}
}
