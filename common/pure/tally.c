#include <stdlib.h>

#include "base/mem.h"
#include "pure/tally.h"

enum { FIRST_SLOTS = 1024 };

static uint64_t
rotate(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

static void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

/*
 * SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF",
 * with one round a word and three at the end, as hash tables use it).
 */
static uint64_t
hash(const uint64_t seed[2], struct span key)
{
	uint64_t v[4] = {seed[0] ^ 0x736f6d6570736575U,
	    seed[1] ^ 0x646f72616e646f6dU, seed[0] ^ 0x6c7967656e657261U,
	    seed[1] ^ 0x7465646279746573U};
	uint64_t word;
	size_t i, left;

	for (i = 0; i + 8 <= key.n; i += 8) {
		memcpy(&word, key.p + i, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	word = (uint64_t)key.n << 56;
	for (left = 0; i + left < key.n; left++)
		word |= (uint64_t)(unsigned char)key.p[i + left] << 8 * left;
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
	v[2] ^= 0xff;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The key's slot, or the free one where it would be. */
static uint32_t *
slot_of(struct tally *t, struct span key)
{
	size_t at = hash(t->seed, key) & (t->nslots - 1);

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
