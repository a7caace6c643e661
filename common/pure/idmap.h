/* idmap: a number for each of many message ids */
#ifndef QT_IDMAP_H
#define QT_IDMAP_H

#include "base/span.h"

#include <stdint.h>

enum {
	IDMAP_ID = 24, /* the longest id has one byte less */
	IDMAP_NONE = -1,
};

struct idmap_slot {
	char id[IDMAP_ID]; /* NUL-terminated, empty: the slot is free */
	uint32_t value;
};

/* seed is to be random, the rest zero. */
struct idmap {
	uint64_t seed[2];
	struct idmap_slot *slots;
	size_t nslots, n;
};

/* The id's number, IDMAP_NONE if it has none. */
int64_t idmap_get(const struct idmap *map, struct span id);

/*
 * Gives the id, whose length is at most IDMAP_ID - 1, a number, unless it has
 * one. Returns the number that it has.
 */
uint32_t idmap_add(struct idmap *map, struct span id, uint32_t value);

/* Takes the id out, if it is there. */
void idmap_remove(struct idmap *map, struct span id);

void idmap_free(struct idmap *map);

#endif
