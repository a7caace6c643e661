#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pure/idmap.h"
#include "pure/siphash.h"

enum { FIRST_SLOTS = 256 };

static size_t
home_of(const struct idmap *map, struct span id)
{
	return siphash(map->seed, id) & (map->nslots - 1);
}

/* The id's slot, or the free one where it would be. */
static size_t
slot_of(const struct idmap *map, struct span id)
{
	size_t at = home_of(map, id);

	while (map->slots[at].id[0] != '\0' &&
	    (map->slots[at].id[id.n] != '\0' ||
		memcmp(map->slots[at].id, id.p, id.n) != 0))
		at = (at + 1) & (map->nslots - 1);
	return at;
}

int64_t
idmap_get(const struct idmap *map, struct span id)
{
	size_t at;

	if (map->n == 0 || id.n == 0 || id.n >= IDMAP_ID)
		return IDMAP_NONE;
	at = slot_of(map, id);
	if (map->slots[at].id[0] == '\0')
		return IDMAP_NONE;
	return map->slots[at].value;
}

/* Twice the slots, so that at least half of them are free. */
static void
grow(struct idmap *map)
{
	struct idmap_slot *old = map->slots;
	size_t i, n = map->nslots;

	map->nslots = n == 0 ? FIRST_SLOTS : n * 2;
	map->slots = mem_alloc(map->nslots * sizeof *map->slots);
	memset(map->slots, 0, map->nslots * sizeof *map->slots);
	for (i = 0; i < n; i++)
		if (old[i].id[0] != '\0')
			map->slots[slot_of(map, span_str(old[i].id))] = old[i];
	free(old);
}

uint32_t
idmap_add(struct idmap *map, struct span id, uint32_t value)
{
	struct idmap_slot *slot;

	if (map->n >= map->nslots / 2)
		grow(map);
	slot = &map->slots[slot_of(map, id)];
	if (slot->id[0] == '\0') {
		memcpy(slot->id, id.p, id.n);
		slot->value = value;
		map->n++;
	}
	return slot->value;
}

/* Those behind it move up, so that none is parted from its home. */
void
idmap_remove(struct idmap *map, struct span id)
{
	size_t mask = map->nslots - 1, hole, at, home;

	if (idmap_get(map, id) == IDMAP_NONE)
		return;
	hole = slot_of(map, id);
	for (at = (hole + 1) & mask; map->slots[at].id[0] != '\0';
	     at = (at + 1) & mask) {
		home = home_of(map, span_str(map->slots[at].id));
		if (((at - home) & mask) >= ((at - hole) & mask)) {
			map->slots[hole] = map->slots[at];
			hole = at;
		}
	}
	memset(&map->slots[hole], 0, sizeof map->slots[hole]);
	map->n--;
}

void
idmap_free(struct idmap *map)
{
	free(map->slots);
	*map = (struct idmap){0};
}
