#include <stdlib.h>

#include "base/mem.h"
#include "pure/siphash.h"
#include "pure/tally.h"

enum { FIRST_SLOTS = 1024 };

/* The key's slot, or the free one where it would be. */
static uint32_t *
slot_of(struct tally *t, struct span key)
{
	size_t at = siphash(t->seed, key) & (t->nslots - 1);

	while (
	    t->slots[at] != 0 && !span_same(t->rows[t->slots[at] - 1].key, key))
		at = (at + 1) & (t->nslots - 1);
	return &t->slots[at];
}

/* Keeps at least half of the slots free. */
static void
grow(struct tally *t)
{
	size_t i;

	t->nslots = t->nslots == 0 ? FIRST_SLOTS : t->nslots * 2;
	free(t->slots);
	t->slots = mem_alloc(t->nslots * sizeof *t->slots);
	memset(t->slots, 0, t->nslots * sizeof *t->slots);
	for (i = 0; i < t->n; i++)
		*slot_of(t, t->rows[i].key) = (uint32_t)i + 1;
}

static bool
before(struct when a, struct when b)
{
	return a.sec != b.sec ? a.sec < b.sec : a.usec < b.usec;
}

static void
add_to(struct tally_row *to, const struct tally_row *row)
{
	to->count += row->count;
	to->bytes += row->bytes;
	if (row->oldest.digits >= 0 &&
	    (to->oldest.digits < 0 || before(row->oldest, to->oldest)))
		to->oldest = row->oldest;
	if (row->newest.digits >= 0 &&
	    (to->newest.digits < 0 || before(to->newest, row->newest)))
		to->newest = row->newest;
}

void
tally_add(struct tally *t, const struct tally_row *row)
{
	uint32_t *slot;

	if (t->n * 2 >= t->nslots)
		grow(t);
	slot = slot_of(t, row->key);
	if (*slot != 0) {
		add_to(&t->rows[*slot - 1], row);
		return;
	}
	t->rows = mem_grow(t->rows, &t->cap, t->n + 1, sizeof *t->rows);
	t->rows[t->n] = *row;
	t->rows[t->n].key.p = mem_dupn(row->key.p, row->key.n);
	*slot = (uint32_t)++t->n;
}

void
tally_merge(struct tally *t, struct tally *from)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		tally_add(t, &from->rows[i]);
	tally_free(from);
}

static int
compare_rows(const void *a, const void *b)
{
	const struct tally_row *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return span_cmp(x->key, y->key);
}

void
tally_sort(struct tally *t)
{
	if (t->n > 0)
		qsort(t->rows, t->n, sizeof *t->rows, compare_rows);
}

void
tally_free(struct tally *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		free((char *)(uintptr_t)t->rows[i].key.p);
	free(t->rows);
	free(t->slots);
	t->rows = NULL;
	t->slots = NULL;
	t->n = t->cap = t->nslots = 0;
}
