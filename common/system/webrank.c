#include <stdlib.h>

#include "base/err.h"
#include "base/esc.h"
#include "base/mem.h"
#include "base/out.h"
#include "pure/json.h"
#include "pure/webshow.h"
#include "system/entropy.h"
#include "system/usergroups.h"
#include "system/webrank.h"

#define SECOND ((int64_t)1000000)

/* Shorter than that a key's windows would cover too much of the time. */
#define SPAN (600 * SECOND)

enum {
	LONGEST_PART = 1024, /* bytes; no script's path is longer */
};

/* --- requests --- */

/* Its fields, escaped as in a record, a blank between them. */
static void
make_key(struct webrank *r, const struct webshow *row)
{
	struct rows *f = r->fields;
	size_t i;

	buf_clear(&r->key);
	for (i = 0; i < f->n; i++) {
		struct span v = webshow_value(
		    row, f->fields[i], &f->record.made);

		if (i > 0)
			buf_putc(&r->key, ' ');
		if (v.n > LONGEST_PART)
			v.n = LONGEST_PART;
		if (v.n == 0)
			buf_putc(&r->key, '-');
		else
			esc_put(&r->key, v.p, v.n,
			    ESC_BLANK | (span_is(v, "-") ? ESC_FIRST : 0));
	}
}

/* Whom the message is for may not be known: then it can be for any. */
static bool
is_for(const void *ctx, size_t i, const uint32_t *to, size_t nto)
{
	const struct moments *m = ctx;
	const uint32_t *rcpts = m->v[i].rcpts;
	size_t j, k;

	if (rcpts[0] == 0)
		return true;
	for (j = 0; j < MOMENTS_RCPTS && rcpts[j] != 0; j++)
		for (k = 0; k < nto; k++)
			if (rcpts[j] == to[k])
				return true;
	return false;
}

static void
add_recipients(
    const struct webrank *r, struct span to, struct suspects_request *add)
{
	struct span address;

	while (add->nto < SUSPECTS_TO &&
	    (address = php_maillog_address(&to)).p != NULL)
		add->to[add->nto++] = moments_hash(r->m, address);
}

/* Adds it unless its window is wholly outside of the time. */
static void
add_within(struct webrank *r, struct suspects_request *add)
{
	if (add->end > r->from && add->start < r->to)
		suspects_add(&r->suspects, add);
}

static void
add_request(void *ctx, unsigned worker, const struct webrequest *request,
    struct buf *out)
{
	struct webrank *r = ctx;
	struct webshow row = {.request = &request->w,
	    .vhost = request->file->site,
	    .file = span_str(request->file->name),
	    .line = request->line};
	struct suspects_request add = {.ip = request->w.ip};
	enum weblog_stamp stamp = webwindow_stamp(
	    request->file->stamp, &request->w);

	(void)worker;
	(void)out;
	make_key(r, &row);
	add.key = span_of(r->key.p, r->key.len);
	add.kind = request->call
	    ? SUSPECTS_CALL
	    : (enum suspects_kind)(SUSPECTS_WIDE + (int)stamp);
	webrequest_window(request, r->window, &add.start, &add.end);
	if (request->call)
		add_recipients(r, request->to, &add);
	add_within(r, &add);
	add.kind = (enum suspects_kind)(SUSPECTS_NARROW + (int)stamp);
	if (!request->call &&
	    webwindow_narrow(
		r->window, stamp, &request->w, &add.start, &add.end))
		add_within(r, &add);
}

/* Sets which time of the logs is wanted, within that which already is. */
static void
start(struct webrank *r, struct weblogs *logs)
{
	const struct moments *m = r->m;
	size_t i;

	r->suspects.names.seed[0] = entropy_number();
	r->suspects.names.seed[1] = entropy_number();
	r->times = mem_alloc(m->n * sizeof *r->times);
	for (i = 0; i < m->n; i++)
		r->times[i] = m->v[i].usec;
	r->suspects.times = r->times;
	r->suspects.ntimes = m->n;
	r->suspects.is_for = is_for;
	r->suspects.ctx = m;
	moments_span(m, SPAN, &r->from, &r->to);
	weblogs_want(logs, r->window, r->from, r->to);
}

/* --- the answer --- */

static void
put_record(const struct suspects_row *row, struct span user,
    struct record *record, struct buf *line)
{
	const struct suspect *s = row->suspect;

	record_clear(record);
	record_value(record, KEY_TEXT, suspects_client(s), false);
	if (user.p != NULL)
		record_value(record, KEY_TEXT, user, false);
	buf_putf(line, "%.1f\t%.1f\t%ju\t%.1f\t%ju\t", row->score.g2,
	    row->score.lift, (uintmax_t)row->hits, row->score.expected,
	    (uintmax_t)s->requests);
	buf_put(line, record->line.p, record->line.len);
	buf_putc(line, '\t');
	buf_put(line, s->key.p, s->key.n);
	buf_putc(line, '\n');
}

/* Each part under its field's name. */
static void
put_parts(const struct webrank *r, const struct suspect *s, struct buf *line)
{
	struct span rest = s->key, part;
	struct buf value = {0};
	size_t i;

	for (i = 0; i < r->fields->n; i++) {
		const struct key *key = &webshow_table[r->fields->fields[i]];

		part = span_upto(&rest, ' ');
		buf_clear(&value);
		if (record_read(part, key->kind, &value) != 1)
			continue;
		json_put_key(line, key->name);
		json_put_string(line, span_of(value.p, value.len));
	}
	buf_free(&value);
}

static void
put_json(const struct webrank *r, const struct suspects_row *row,
    struct span user, struct buf *line)
{
	const struct suspect *s = row->suspect;
	struct span ip = suspects_client(s);

	buf_putf(line,
	    "{\"score\": %.1f, \"lift\": %.1f, \"hits\": %ju, "
	    "\"expected\": %.1f, \"requests\": %ju",
	    row->score.g2, row->score.lift, (uintmax_t)row->hits,
	    row->score.expected, (uintmax_t)s->requests);
	if (ip.p != NULL) {
		json_put_key(line, "ip");
		json_put_string(line, ip);
	}
	if (user.n > 0) {
		json_put_key(line, "local_user");
		json_put_string(line, user);
	}
	json_put_key(line, "key");
	json_put_string(line, s->key);
	put_parts(r, s, line);
	buf_puts(line, "}\n");
}

/* user: whose messages they are; p NULL: not told. */
static void
put_rows(
    const struct webrank *r, const struct suspects_group *g, struct span user)
{
	struct record record = {0};
	struct buf line = {0};
	size_t i;

	for (i = 0; i < g->nrows; i++) {
		if (r->json)
			put_json(r, &g->rows[i], user, &line);
		else
			put_record(&g->rows[i], user, &record, &line);
		out_take(&line);
	}
	record_free(&record);
	buf_free(&line);
}

/* --- all of them --- */

/*
 * Where both messages and logs are, and around the messages so much that it
 * is SPAN, if the logs have that. False if nowhere. A log's first and last
 * lines also tell of messages a window before and behind them.
 */
static bool
settle_span(struct webrank *r, const struct weblogs *logs)
{
	struct webwindow widest = webwindow_widest(r->window);
	int64_t since = logs->asked.from, until = logs->asked.to;
	int64_t first = logs->first > since ? logs->first : since;
	int64_t last = logs->last < until ? logs->last : until;
	int64_t missing;

	moments_span(r->m, 0, &r->from, &r->to);
	first -= widest.before;
	last += widest.after;
	if (!logs->any || r->to <= first || r->from >= last)
		return false;
	r->from = r->from < first ? first : r->from;
	r->to = r->to > last ? last : r->to;
	missing = SPAN - (r->to - r->from);
	if (missing <= 0)
		return true;
	r->from = r->from - first < missing / 2 ? first : r->from - missing / 2;
	r->to = last - r->from < SPAN ? last : r->from + SPAN;
	r->from = r->to - first < SPAN ? first : r->to - SPAN;
	return true;
}

static void
tell(const struct webrank *r, size_t within, size_t unexplained)
{
	if (r->quiet)
		return;
	if (within < r->m->n)
		err_note(NULL,
		    "%zu of %zu messages came at times that the logs do not "
		    "cover",
		    r->m->n - within, r->m->n);
	if (within > 0 && r->to - r->from < SPAN)
		err_note(NULL,
		    "the logs cover only %ju s around the messages: any key "
		    "can look guilty",
		    (uintmax_t)((r->to - r->from) / SECOND));
	if (r->suspects.dropped > 0)
		err_note(NULL,
		    "too many keys for memory: those with the fewest messages "
		    "near were let go");
	if (r->suspects.gap > 0)
		err_note(NULL,
		    "too many requests for memory: windows up to %ju s apart "
		    "were joined",
		    (uintmax_t)(r->suspects.gap / SECOND));
	err_note(NULL, "unexplained: %zu of %zu messages", unexplained, within);
}

/* Returns how many keys there were. */
static size_t
put_groups(struct webrank *r, const struct usergroups *users)
{
	struct suspects_group g = {
	    .all = r->all, .covered = r->to - r->from, .span = SPAN};
	size_t i, within = 0, unexplained = 0, rows = 0;

	if (g.span < g.covered)
		g.span = g.covered;
	for (i = 0; i < users->n; i++) {
		g.places = users->v[i].places;
		g.n = users->v[i].n;
		suspects_rank(&r->suspects, &g);
		put_rows(r, &g, users->v[i].user);
		within += g.n;
		unexplained += g.unexplained;
		rows += g.nrows;
		free(g.rows);
	}
	tell(r, within, unexplained);
	return rows;
}

/* Returns whether there was a key. */
static bool
put_all(struct webrank *r, const struct weblogs *logs)
{
	struct usergroups users = {0};
	bool any;

	if (settle_span(r, logs)) {
		suspects_settle(&r->suspects, r->from, r->to);
		usergroups_make(&users, r->m, r->from, r->to);
	}
	if (users.n > 1 && !r->quiet)
		err_note(
		    NULL, "messages of several local users: ranked for each");
	any = put_groups(r, &users) > 0;
	usergroups_free(&users);
	return any;
}

bool
webrank_run(struct webrank *r, struct weblogs *logs)
{
	bool any;

	logs->asked.each = add_request;
	logs->asked.ctx = r;
	start(r, logs);
	weblogs_run(logs);
	any = put_all(r, logs);
	suspects_free(&r->suspects);
	buf_free(&r->key);
	free(r->times);
	return any;
}
