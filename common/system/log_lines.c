#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/msgid.h"
#include "system/bisect.h"
#include "system/log_lines.h"
#include "system/logread.h"
#include "system/progress.h"

enum {
	EARLY = 5, /* seconds: a cwd= line comes before its message's id */
	BACK = 60, /* seconds: by so much time goes back in no order */
	DAY = 24 * 60 * 60,
	FAR = 1 << 20, /* bytes that are worth passing over */
};

bool
log_lines_add(struct log_lines *s, struct span id)
{
	struct log_lines_id new = {0};
	struct when when = {.digits = -1};
	unsigned kind = msgid_kinds(id) & MSGID_EXIM;

	if (kind == 0)
		return false;
	if (idmap_add(&s->map, id, (uint32_t)s->nids) != s->nids)
		return true;
	memcpy(new.id, id.p, id.n);
	msgid_time(kind, id, 0, &when);
	new.from = when.sec - EARLY;
	s->ids = mem_grow(s->ids, &s->cap_ids, s->nids + 1, sizeof *s->ids);
	s->ids[s->nids++] = new;
	return true;
}

/* --- a line --- */

/* One file as it is read. */
struct reading {
	struct log_lines *s;
	uint32_t file;
	off_t at; /* of the line, if the file is plain */
	uint32_t seq;
	uint64_t line; /* its number */
};

static void
keep_line(struct reading *r, uint32_t id, struct span line, bool here)
{
	struct log_lines *s = r->s;
	struct log_lines_line new = {.id = id,
	    .file = r->file,
	    .seq = r->seq++,
	    .n = (uint32_t)line.n,
	    .at = (uint64_t)r->at};

	new.held = !here || !s->logs.v[r->file].plain;
	if (new.held) {
		new.at = s->text.len;
		buf_put(&s->text, line.p, line.n);
	}
	s->lines = mem_grow(
	    s->lines, &s->cap_lines, s->nlines + 1, sizeof *s->lines);
	s->lines[s->nlines++] = new;
}

/* The line, unless it is the one that was kept last. */
static void
keep_once(struct reading *r, uint32_t id, struct span line)
{
	struct log_lines_id *its = &r->s->ids[id];

	if (its->line == r->line)
		return;
	its->line = r->line;
	keep_line(r, id, line, true);
}

static bool
is_wanted(const struct log_lines *s, const struct log_lines_id *id)
{
	return !s->again || id->again;
}

/* The cwd= lines that an arrival belongs to. */
static void
keep_cwd(struct reading *r, const struct exim_log *l, uint32_t id)
{
	const struct exim_cwd_line *cwd;
	struct msg m = {0};
	struct span rest, line;

	msg_clear(&m);
	exim_log_arrival(l, &m);
	cwd = exim_cwd_find(&r->s->cwd, l, m.local);
	rest = span_of(
	    cwd == NULL ? NULL : cwd->text.p, cwd == NULL ? 0 : cwd->text.len);
	while (rest.n > 0) {
		line = span_upto(&rest, '\n');
		keep_line(r, id, line, false);
	}
	msg_free(&m);
}

/* Nothing more of it is to come. */
static bool
is_over(const struct log_lines_id *id)
{
	return id->ended && (id->arrived || id->refused);
}

static void
take_message_line(struct reading *r, const struct exim_log *l, struct span line,
    enum exim_log_kind kind)
{
	struct log_lines *s = r->s;
	int64_t i = idmap_get(&s->map, l->id);
	struct log_lines_id *id;
	bool over;

	if (i == IDMAP_NONE || !is_wanted(s, &s->ids[i]))
		return;
	id = &s->ids[i];
	over = is_over(id);
	if (kind == EXIM_LOG_ARRIVED) {
		keep_cwd(r, l, (uint32_t)i);
		id->arrived = true;
	}
	keep_line(r, (uint32_t)i, line, true);
	if (kind == EXIM_LOG_REJECTED && !id->arrived)
		id->refused = true;
	if (kind == EXIM_LOG_COMPLETED || id->refused) {
		s->active -= id->expected && !id->ended;
		id->ended = true;
	}
	s->left -= s->again && !over && is_over(id);
}

/* A line of no message that speaks of some: "Spool file for ID is locked". */
static void
take_other_line(struct reading *r, const struct exim_log *l, struct span line)
{
	struct log_lines *s = r->s;
	struct span rest = l->text, id;
	int64_t i;

	while ((id = exim_log_mention(&rest)).p != NULL) {
		i = idmap_get(&s->map, id);
		if (i != IDMAP_NONE && is_wanted(s, &s->ids[i]))
			keep_once(r, (uint32_t)i, line);
	}
}

/* The next one is expected from now on. */
static void
expect(struct log_lines *s)
{
	struct log_lines_id *id = &s->ids[s->order[s->begun++]];

	id->expected = true;
	s->active += !id->ended;
}

static void
note_time(struct log_lines *s, const struct exim_log *l)
{
	struct when now;

	if (l->local == s->last_local)
		return;
	s->last_local = l->local;
	now = exim_log_time(l, &s->clock);
	if (s->last.digits >= 0 && now.sec < s->last.sec - BACK)
		s->disorder = true;
	if (s->last.digits < 0 || now.sec > s->last.sec)
		s->last = now;
	while (s->begun < s->nids &&
	    s->ids[s->order[s->begun]].from <= s->last.sec)
		expect(s);
}

static void
take_line(struct reading *r, struct span line)
{
	enum exim_log_kind kind;
	struct exim_log l;

	r->line = ++r->s->seen;
	if (line.n == 0)
		return;
	if (exim_log_read(line, &l) == -1) {
		r->s->bad[r->s->logs.v[r->file].plain]++;
		return;
	}
	note_time(r->s, &l);
	kind = exim_log_kind(&l);
	if (l.id.p != NULL)
		take_message_line(r, &l, line, kind);
	else
		take_other_line(r, &l, line);
	exim_cwd_note(&r->s->cwd, &l, line, kind);
}

/* --- a file --- */

/* A bisect_fn: a line's time. */
static bool
time_of_line(void *ctx, struct span line, int64_t *time)
{
	struct exim_log l;

	if (exim_log_read(line, &l) == -1)
		return false;
	*time = exim_log_time(&l, ctx).sec;
	return true;
}

/*
 * The time from which on a file is to be read: INT64_MIN, from where it is,
 * if a message that arrived before is still under way.
 */
static int64_t
time_needed(struct log_lines *s)
{
	int64_t time = INT64_MAX;
	size_t i;

	while (s->over < s->begun && s->ids[s->order[s->over]].ended)
		s->over++;
	for (i = s->over; i < s->begun; i++) {
		const struct log_lines_id *id = &s->ids[s->order[i]];

		if (id->ended)
			continue;
		if (id->arrived)
			return INT64_MIN;
		time = id->from < time ? id->from : time;
	}
	return time;
}

/* Where the file is to be read on, at the earliest at. */
static off_t
place_needed(struct reading *r, off_t at)
{
	struct log_lines *s = r->s;
	struct logset_file *f = &s->logs.v[r->file];
	struct bisect b = {
	    .fd = f->fd, .fn = time_of_line, .ctx = &s->clock, .slack = BACK};
	int64_t time = time_needed(s), near;

	if (time == INT64_MIN)
		return at;
	if (at > 0 &&
	    (bisect_probe(&b, at + FAR, f->size, &near) == -1 || near >= time))
		return at;
	at = bisect_file(&b, at, f->size, time);
	s->disorder = s->disorder || b.disorder;
	exim_cwd_forget(&s->cwd);
	return at;
}

/* The next message is expected from now on, if no other is. */
static void
expect_next(struct log_lines *s)
{
	while (s->active == 0 && s->begun < s->nids)
		expect(s);
}

/* Whether any of the rest of the file is to be read. */
static bool
is_needed(const struct reading *r)
{
	const struct log_lines *s = r->s;

	if (!s->logs.v[r->file].plain || s->logs.v[r->file].size <= FAR)
		return true;
	if (s->again)
		return s->left > 0 || s->disorder;
	return s->active > 0 || s->begun < s->nids;
}

/*
 * Reads the file: what it has from each message's time on until the message
 * has ended; of what is not plain, and the second time, all. A block that
 * was read is gone through in any case.
 */
static void
read_file(struct reading *r)
{
	struct log_lines *s = r->s;
	struct logset_file *f = &s->logs.v[r->file];
	bool parts = f->plain && !s->again;
	struct logread in = {0};
	struct span line;

	expect_next(s);
	logread_start(&in, f, parts ? place_needed(r, 0) : 0);
	while (is_needed(r) && logread_line(&in, &line, &r->at) == 1) {
		progress((uint64_t)r->at, (uint64_t)f->size, "bytes");
		take_line(r, line);
		if (parts && s->active == 0 && logread_is_drained(&in)) {
			expect_next(s);
			r->at = in.at + (off_t)in.next;
			logread_start(&in, f, place_needed(r, r->at));
		}
	}
	s->bad[f->plain] += in.lost;
	logread_end(&in);
}

/* --- all files --- */

static const struct log_lines *comparing;

static int
compare_times(const void *a, const void *b)
{
	const struct log_lines_id *ids = comparing->ids;
	int64_t x = ids[*(const uint32_t *)a].from;
	int64_t y = ids[*(const uint32_t *)b].from;

	return x < y ? -1 : x > y;
}

static void
make_order(struct log_lines *s)
{
	size_t i;

	s->order = mem_alloc(s->nids * sizeof *s->order);
	for (i = 0; i < s->nids; i++)
		s->order[i] = (uint32_t)i;
	comparing = s;
	qsort(s->order, s->nids, sizeof *s->order, compare_times);
}

/*
 * Whether a file that is no plain one can be left out: it is older than all
 * of the messages, or was read before, which can be done but once.
 */
static bool
is_passed_over(
    const struct log_lines *s, const struct logset_file *f, bool was_read)
{
	if (f->plain)
		return false;
	return was_read ||
	    (!s->again && f->changed + DAY < s->ids[s->order[0]].from);
}

static void
read_all(struct log_lines *s, bool *read)
{
	struct reading r = {.s = s};
	bool more = true;

	for (r.file = 0; more && r.file < s->logs.n; r.file++) {
		if (is_passed_over(s, &s->logs.v[r.file], read[r.file]))
			continue;
		r.seq = 0;
		exim_cwd_forget(&s->cwd);
		read_file(&r);
		read[r.file] = true;
		more = s->again ? s->left > 0 || s->disorder
				: s->active > 0 || s->begun < s->nids;
	}
}

/* Forgets what plain files gave of those that are to be found again. */
static void
forget(struct log_lines *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->nlines; i++)
		if (!s->ids[s->lines[i].id].again ||
		    !s->logs.v[s->lines[i].file].plain)
			s->lines[n++] = s->lines[i];
	s->nlines = n;
}

/* Whether any is to be looked for again, in all of the logs. */
static bool
need_again(struct log_lines *s)
{
	size_t i;

	for (i = 0; i < s->nids; i++) {
		struct log_lines_id *id = &s->ids[i];

		id->again = s->disorder || (!id->arrived && !id->refused);
		s->left += id->again;
		if (id->again)
			id->arrived = id->ended = id->refused = false;
	}
	return s->left > 0;
}

static int
compare_lines(const void *a, const void *b)
{
	const struct log_lines_line *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

void
log_lines_find(struct log_lines *s)
{
	bool *read = mem_alloc(s->logs.n * sizeof *read);

	memset(read, 0, s->logs.n * sizeof *read);
	make_order(s);
	if (s->nids > 0)
		read_all(s, read);
	if (need_again(s)) {
		s->again = true;
		s->active = 0;
		s->bad[true] = 0;
		forget(s);
		read_all(s, read);
	}
	if (s->nlines > 0)
		qsort(s->lines, s->nlines, sizeof *s->lines, compare_lines);
	free(read);
}

/* --- what was found --- */

/* A line's bytes; where they cannot be read any more, what there is. */
static struct span
bytes_of(
    struct log_lines *s, const struct log_lines_line *line, struct buf *scratch)
{
	ssize_t n;

	if (line->held)
		return span_of(s->text.p + line->at, line->n);
	buf_clear(scratch);
	n = pread(s->logs.v[line->file].fd, buf_room(scratch, line->n), line->n,
	    (off_t)line->at);
	if (n != (ssize_t)line->n)
		err_warn(s->logs.v[line->file].name, "has changed meanwhile");
	return span_of(scratch->p, n > 0 ? (size_t)n : 0);
}

size_t
log_lines_each(
    struct log_lines *s, size_t i, size_t *next, log_lines_fn *fn, void *ctx)
{
	struct buf scratch = {0};
	size_t first = *next;

	for (; *next < s->nlines && s->lines[*next].id == i; ++*next)
		fn(ctx, bytes_of(s, &s->lines[*next], &scratch));
	buf_free(&scratch);
	return *next - first;
}

void
log_lines_free(struct log_lines *s)
{
	logset_close(&s->logs);
	free(s->ids);
	free(s->lines);
	free(s->order);
	idmap_free(&s->map);
	buf_free(&s->text);
	exim_cwd_free(&s->cwd);
}
