#include <stdlib.h>

#include "base/mem.h"
#include "pure/syslog_line.h"
#include "system/logread.h"
#include "system/progress.h"
#include "system/syslog_lines.h"

enum {
	EARLY = 5, /* seconds that a line may be before its message's time */
	DAY = 24 * 60 * 60,
	SURE = 9, /* so long a word is no number by chance */
};

bool
syslog_lines_add(struct syslog_lines *s, struct span id, int64_t from)
{
	struct syslog_lines_id new = {.from = from};

	if (id.n >= sizeof new.id)
		return false;
	if (idmap_add(&s->map, id, (uint32_t)s->nids) != s->nids)
		return true;
	memcpy(new.id, id.p, id.n);
	s->ids = mem_grow(s->ids, &s->cap_ids, s->nids + 1, sizeof *s->ids);
	s->ids[s->nids++] = new;
	return true;
}

static void
keep(struct syslog_lines *s, uint32_t id, struct span line)
{
	struct syslog_lines_line new = {
	    .id = id, .at = s->text.len, .n = line.n};

	s->ids[id].line = s->seen;
	buf_put(&s->text, line.p, line.n);
	s->lines = mem_grow(
	    s->lines, &s->cap_lines, s->nlines + 1, sizeof *s->lines);
	s->lines[s->nlines++] = new;
}

/* Whether a line of that time can be this message's. */
static bool
is_its_time(struct syslog_lines *s, const struct syslog_lines_id *id,
    const struct syslog_line *l, int64_t latest)
{
	int64_t sec;

	if (id->from == INT64_MIN)
		return true;
	return !id->ended &&
	    (syslog_line_time(l, latest, &s->clock, &sec) == -1 ||
		sec >= id->from - EARLY);
}

static void
take_line(struct syslog_lines *s, struct span line, int64_t latest)
{
	struct syslog_line l;
	struct span rest, word;
	int64_t i;
	bool first;

	s->seen++;
	/* Another log's lines are no fault: it was named for other messages. */
	if (syslog_line_read(line, &l) == -1)
		return;
	rest = l.text;
	while ((word = syslog_line_word(&rest)).p != NULL) {
		first = word.p == l.text.p && rest.n > 0 && rest.p[0] == ':';
		if (!first && word.n < SURE)
			continue;
		i = idmap_get(&s->map, word);
		if (i == IDMAP_NONE || s->ids[i].line == s->seen ||
		    !is_its_time(s, &s->ids[i], &l, latest))
			continue;
		keep(s, (uint32_t)i, line);
		if (first && span_is(rest, ": removed"))
			s->ids[i].ended = true;
	}
}

/* Whether all of the messages are younger than the file. */
static bool
is_passed_over(const struct syslog_lines *s, const struct logset_file *f)
{
	size_t i;

	for (i = 0; i < s->nids; i++)
		if (s->ids[i].from == INT64_MIN ||
		    s->ids[i].from <= f->changed + DAY)
			return false;
	return true;
}

static int
compare_lines(const void *a, const void *b)
{
	const struct syslog_lines_line *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

void
syslog_lines_find(struct syslog_lines *s, struct logset *logs)
{
	struct logread in = {0};
	struct span line;
	size_t i;
	off_t at;

	for (i = 0; i < logs->n && s->nids > 0; i++) {
		struct logset_file *f = &logs->v[i];

		if (is_passed_over(s, f))
			continue;
		logread_start(&in, f, 0);
		while (logread_line(&in, &line, &at) == 1) {
			progress((uint64_t)at, (uint64_t)f->size, "bytes");
			take_line(s, line, f->changed);
		}
		s->bad += in.lost;
		logread_end(&in);
		in = (struct logread){0};
	}
	if (s->nlines > 0)
		qsort(s->lines, s->nlines, sizeof *s->lines, compare_lines);
}

void
syslog_lines_free(struct syslog_lines *s)
{
	free(s->ids);
	free(s->lines);
	idmap_free(&s->map);
	buf_free(&s->text);
}
