#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/fields.h"
#include "pure/msgid.h"
#include "system/entropy.h"
#include "system/main_lines.h"

void
main_lines_start(struct main_lines *s)
{
	s->exim.map.seed[0] = entropy_number();
	s->exim.map.seed[1] = entropy_number();
	s->syslog.map.seed[0] = entropy_number();
	s->syslog.map.seed[1] = entropy_number();
}

/* When the message came that the queue has under that id. */
static int64_t
time_in_queue(struct queue *q, struct span id)
{
	struct queue_reader reader = {.active = false};
	int64_t sec = INT64_MIN;
	struct queue_entry e;
	struct msg m = {0};

	if (q->ops != NULL && q->ops->find(q, id, &e) == QUEUE_FOUND &&
	    q->ops->read(q, &reader, &e, NEED_FILE, &m) == 1 &&
	    m.time.digits >= 0)
		sec = m.time.sec;
	msg_free(&m);
	queue_reader_free(&reader);
	return sec;
}

/* A long id of Postfix is never used again, so it needs no time. */
static int64_t
time_of(struct queue *q, const struct idline *line)
{
	struct when w;

	if (line->time.digits >= 0)
		return line->time.sec;
	if (line->kinds & MSGID_POSTFIX_LONG &&
	    msgid_time(MSGID_POSTFIX_LONG, line->id, 0, &w) == 0)
		return w.sec;
	return time_in_queue(q, line->id);
}

void
main_lines_add(struct main_lines *s, struct queue *q, const struct idline *line)
{
	bool added;
	char *id;

	if (line->kinds & MSGID_EXIM)
		added = log_lines_add(&s->exim, line->id);
	else
		added = syslog_lines_add(
		    &s->syslog, line->id, time_of(q, line));
	if (added)
		return;
	id = mem_dupn(line->id.p, line->id.n);
	err_warn(id, "not in the logs");
	free(id);
}

uint64_t
main_lines_find(struct main_lines *s)
{
	if (s->exim.nids > 0)
		log_lines_find(&s->exim);
	syslog_lines_find(&s->syslog, &s->exim.logs);
	return s->exim.bad[0] + s->exim.bad[1] + s->syslog.bad;
}

size_t
main_lines_count(const struct main_lines *s)
{
	return s->exim.nids + s->syslog.nids;
}

const char *
main_lines_id(const struct main_lines *s, size_t i)
{
	return i < s->exim.nids ? s->exim.ids[i].id
				: s->syslog.ids[i - s->exim.nids].id;
}

bool
main_lines_any(const struct main_lines *s, size_t i)
{
	size_t next = s->next;

	if (i < s->exim.nids)
		return next < s->exim.nlines && s->exim.lines[next].id == i;
	next -= s->exim.nlines;
	return next < s->syslog.nlines &&
	    s->syslog.lines[next].id == i - s->exim.nids;
}

void
main_lines_each(struct main_lines *s, size_t i, log_lines_fn *fn, void *ctx)
{
	const struct syslog_lines_line *line;

	if (i < s->exim.nids) {
		log_lines_each(&s->exim, i, &s->next, fn, ctx);
		return;
	}
	while (main_lines_any(s, i)) {
		line = &s->syslog.lines[s->next++ - s->exim.nlines];
		fn(ctx, span_of(s->syslog.text.p + line->at, line->n));
	}
}

void
main_lines_free(struct main_lines *s)
{
	log_lines_free(&s->exim);
	syslog_lines_free(&s->syslog);
}
