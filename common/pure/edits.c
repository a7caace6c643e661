#include <stdlib.h>

#include "base/mem.h"
#include "pure/edits.h"

void
edits_put(struct edits *e, size_t at, size_t n, struct span text)
{
	e->v = mem_grow(e->v, &e->cap, e->n + 1, sizeof *e->v);
	e->v[e->n++] = (struct edit){
	    .at = at, .n = n, .from = e->bytes.len, .len = text.n};
	buf_put(&e->bytes, text.p, text.n);
}

/* What is put in at a place goes before what is replaced there. */
static int
compare(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	return x->from < y->from ? -1 : x->from > y->from;
}

bool
edits_sort(struct edits *e)
{
	size_t i;

	if (e->n > 1)
		qsort(e->v, e->n, sizeof *e->v, compare);
	for (i = 1; i < e->n; i++)
		if (e->v[i].at < e->v[i - 1].at + e->v[i - 1].n)
			return false;
	return true;
}

struct span
edits_text(const struct edits *e, const struct edit *edit)
{
	if (edit->len == 0)
		return span_of("", 0);
	return span_of(e->bytes.p + edit->from, edit->len);
}

void
edits_apply(const struct edits *e, struct span text, struct buf *b)
{
	size_t i, at = 0;
	struct span new;

	for (i = 0; i < e->n; i++) {
		new = edits_text(e, &e->v[i]);
		buf_put(b, text.p + at, e->v[i].at - at);
		buf_put(b, new.p, new.n);
		at = e->v[i].at + e->v[i].n;
	}
	buf_put(b, text.p + at, text.n - at);
}

void
edits_free(struct edits *e)
{
	free(e->v);
	buf_free(&e->bytes);
	*e = (struct edits){0};
}
