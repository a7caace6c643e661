#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/out.h"
#include "pure/webshow.h"
#include "system/webaround.h"

#define SECOND ((int64_t)1000000)

enum { MOST_BYTES = 40 << 20 };

struct webaround_request {
	int64_t start, end; /* its window */
	int64_t time;
	const struct webfile *file;
	size_t at; /* of its line in text */
	uint32_t len;
};

/* Sets which time of the logs is wanted, within that which already is. */
static void
start(struct webaround *a)
{
	int64_t from, to;

	moments_span(a->m, 0, &from, &to);
	weblogs_want(a->logs, a->window, from, to);
}

/* Whether a message is in the window. */
static bool
has_message(const struct moments *m, int64_t start, int64_t end)
{
	size_t low = 0, high = m->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (m->v[middle].usec < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < m->n && m->v[low].usec < end;
}

static void
add_request(void *ctx, unsigned worker, const struct webrequest *request,
    struct buf *out)
{
	struct webaround *a = ctx;
	struct webaround_request new = {
	    .file = request->file,
	    .at = a->text.len,
	    .len = (uint32_t)request->text.n,
	    .time = request->w.time.sec * SECOND + request->w.time.usec,
	};

	webrequest_window(request, a->window, &new.start, &new.end);
	(void)worker;
	(void)out;
	if (a->full || !has_message(a->m, new.start, new.end))
		return;
	if (a->text.len + a->n * sizeof new + request->text.n > MOST_BYTES) {
		a->full = true;
		err_warn(NULL,
		    "-p: too many requests for memory, the rest is "
		    "left out; ask for fewer messages");
		return;
	}
	buf_put(&a->text, request->text.p, request->text.n);
	a->v = mem_grow(a->v, &a->cap, a->n + 1, sizeof *a->v);
	a->v[a->n++] = new;
}

static int
compare_starts(const void *a, const void *b)
{
	const struct webaround_request *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static void
put_request(struct webaround *a, const struct moment *m,
    const struct webaround_request *its, struct buf *line)
{
	struct webrequest r;
	struct webshow row = {.id = span_str(m->id), .line = -1};

	if (its != NULL) {
		weblogs_read(a->logs, its->file,
		    span_of(a->text.p + its->at, its->len), &a->scratch, &r);
		row.request = &r.w;
		row.vhost = its->file->site;
		row.file = span_str(its->file->name);
		row.line = r.line;
		row.offset = its->time - m->usec;
	}
	rows_put(a->rows, &row, line);
	out_take(line);
}

/* Those whose windows have begun and, as far as is known, not ended. */
struct open {
	size_t *v; /* places */
	size_t n, next; /* the first one that has not begun */
};

/* Returns how many requests the message has. */
static size_t
put_message(struct webaround *a, const struct moment *m, struct open *open,
    struct buf *line)
{
	size_t i, n = 0;

	while (open->next < a->n && a->v[open->next].start <= m->usec)
		open->v[open->n++] = open->next++;
	for (i = 0; i < open->n; i++)
		if (a->v[open->v[i]].end > m->usec) {
			open->v[n++] = open->v[i];
			put_request(a, m, &a->v[open->v[i]], line);
		}
	open->n = n;
	if (n == 0)
		put_request(a, m, NULL, line);
	return n;
}

static bool
put_all(struct webaround *a)
{
	struct open open = {.v = mem_alloc(a->n * sizeof *open.v)};
	struct buf line = {0};
	size_t i, n = 0;

	if (a->n > 0)
		qsort(a->v, a->n, sizeof *a->v, compare_starts);
	for (i = 0; i < a->m->n; i++)
		n += put_message(a, &a->m->v[i], &open, &line);
	free(open.v);
	buf_free(&line);
	return n > 0;
}

bool
webaround_run(struct webaround *a)
{
	bool any;

	a->logs->asked.each = add_request;
	a->logs->asked.ctx = a;
	start(a);
	weblogs_run(a->logs);
	any = put_all(a);
	free(a->v);
	buf_free(&a->text);
	buf_free(&a->scratch);
	return any;
}
