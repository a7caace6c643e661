#include <stdlib.h>

#include "base/mem.h"
#include "pure/postfix_whose.h"

enum way { BY_OFFSET, BY_NAME };

static int
compare_places(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
compare_offsets(const void *a, const void *b)
{
	const struct postfix_whose_key *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return compare_places(x->i, y->i);
}

static int
compare_names(const void *a, const void *b)
{
	const struct postfix_whose_key *x = a, *y = b;
	int rc = span_cmp(x->name, y->name);

	return rc != 0 ? rc : compare_places(x->i, y->i);
}

static int (*const compares[])(const void *, const void *) = {
    [BY_OFFSET] = compare_offsets, [BY_NAME] = compare_names};

static void
fill(struct postfix_whose *w, enum way way, const struct msg *m,
    const uint64_t *at)
{
	struct postfix_whose_key *v = w->ways[way].v;
	size_t i;

	v = mem_grow(v, &w->ways[way].cap, m->nrcpts, sizeof *v);
	for (i = 0; i < m->nrcpts; i++)
		v[i] = (struct postfix_whose_key){
		    .at = at[i], .name = m->rcpts[i].address, .i = i};
	qsort(v, m->nrcpts, sizeof *v, compares[way]);
	w->ways[way].v = v;
	w->ways[way].n = m->nrcpts;
}

static bool
is_of(const struct postfix_whose_key *k, const struct postfix_defer *d)
{
	return d->at > 0 ? k->at == d->at : span_same(k->name, d->rcpt);
}

int64_t
postfix_whose(struct postfix_whose *w, const struct msg *m, const uint64_t *at,
    const struct postfix_defer *d)
{
	enum way way = d->at > 0 ? BY_OFFSET : BY_NAME;
	struct postfix_whose_key want = {.at = d->at, .name = d->rcpt};
	const struct postfix_whose_key *v;
	size_t from = 0, to, middle;

	if (m->nrcpts == 0)
		return -1;
	if (w->ways[way].n == 0)
		fill(w, way, m, at);
	v = w->ways[way].v;
	/* The first that is not before what is wanted, whose i is 0. */
	for (to = m->nrcpts; from < to;) {
		middle = from + (to - from) / 2;
		if (compares[way](&v[middle], &want) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	if (from < m->nrcpts && is_of(&v[from], d))
		return (int64_t)v[from].i;
	return -1;
}

void
postfix_whose_clear(struct postfix_whose *w)
{
	w->ways[BY_OFFSET].n = w->ways[BY_NAME].n = 0;
}

void
postfix_whose_free(struct postfix_whose *w)
{
	free(w->ways[BY_OFFSET].v);
	free(w->ways[BY_NAME].v);
}
