#include <stdlib.h>

#include "base/mem.h"
#include "pure/names.h"
#include "pure/siphash.h"

enum { FIRST_SLOTS = 64 };

static void
free_text(struct span text)
{
	free((void *)(uintptr_t)text.p);
}

static size_t
slot_of(const struct names *names, struct span text)
{
	size_t at = siphash(names->seed, text) & (names->nslots - 1);

	while (names->slots[at] != 0 &&
	    !span_same(text, names->v[names->slots[at] - 1]))
		at = (at + 1) & (names->nslots - 1);
	return at;
}

/* Slots for all that there are and one more, at least half of them free. */
static void
index_all(struct names *names)
{
	size_t i;

	if (names->nslots == 0)
		names->nslots = FIRST_SLOTS;
	while (names->nslots < 2 * (names->n + 1))
		names->nslots *= 2;
	free(names->slots);
	names->slots = mem_alloc(names->nslots * sizeof *names->slots);
	memset(names->slots, 0, names->nslots * sizeof *names->slots);
	for (i = 0; i < names->n; i++)
		names->slots[slot_of(names, names->v[i])] = (uint32_t)i + 1;
}

uint32_t
names_add(struct names *names, struct span text)
{
	size_t at;

	if (names->nslots < 2 * (names->n + 1))
		index_all(names);
	at = slot_of(names, text);
	if (names->slots[at] == 0) {
		names->v = mem_grow(
		    names->v, &names->cap, names->n + 1, sizeof *names->v);
		names->v[names->n++] = span_of(
		    mem_dupn(text.p, text.n), text.n);
		names->slots[at] = (uint32_t)names->n;
	}
	return names->slots[at] - 1;
}

void
names_keep(struct names *names, const bool *marks)
{
	size_t i, n = 0;

	for (i = 0; i < names->n; i++)
		if (marks[i])
			names->v[n++] = names->v[i];
		else
			free_text(names->v[i]);
	names->n = n;
	index_all(names);
}

void
names_free(struct names *names)
{
	while (names->n > 0)
		free_text(names->v[--names->n]);
	free(names->v);
	free(names->slots);
}
