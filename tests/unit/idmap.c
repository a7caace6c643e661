/* idmap beside a list that is searched from its start. */
#include "pure/idmap.h"
#include "unit.h"

enum { MOST = 3000 };

struct pair {
	char id[IDMAP_ID];
	uint32_t value;
};

static struct pair model[MOST];
static size_t nmodel;

static struct pair *
look_up(const char *id)
{
	size_t i;

	for (i = 0; i < nmodel; i++)
		if (strcmp(model[i].id, id) == 0)
			return &model[i];
	return NULL;
}

/* The id in memory that ends where it ends. */
static struct span
exact(const char *id)
{
	return unit_span(id, strlen(id));
}

static void
add(struct idmap *map, const char *id, uint32_t value)
{
	struct pair *p = look_up(id);

	CHECK_INT(idmap_add(map, exact(id), value), p ? p->value : value);
	if (p != NULL)
		return;
	p = &model[nmodel++];
	memset(p, 0, sizeof *p);
	memcpy(p->id, id, strlen(id));
	p->value = value;
}

static void
take_out(struct idmap *map, const char *id)
{
	struct pair *p = look_up(id);

	idmap_remove(map, exact(id));
	if (p != NULL)
		*p = model[--nmodel];
}

static void
get(const struct idmap *map, const char *id)
{
	struct pair *p = look_up(id);

	CHECK_INT(
	    idmap_get(map, exact(id)), p ? (int64_t)p->value : IDMAP_NONE);
}

/* All of the model's are there, and as many slots are taken. */
static void
agree(const struct idmap *map)
{
	size_t i, taken = 0;

	for (i = 0; i < nmodel; i++)
		CHECK_INT(idmap_get(map, exact(model[i].id)), model[i].value);
	for (i = 0; i < map->nslots; i++)
		taken += map->slots[i].id[0] != '\0';
	CHECK_INT(map->n, nmodel);
	CHECK_INT(taken, nmodel);
	CHECK(map->nslots == 0 || map->n <= map->nslots / 2);
}

/* One of n ids, many of which differ in little, or begin another. */
static const char *
any_id(uint32_t n)
{
	static char id[IDMAP_ID];
	uint32_t i = unit_rand(n);

	switch (i % 4) {
	case 0:
		snprintf(id, sizeof id, "1xUnyH-%06u-0M", i);
		break;
	case 1:
		snprintf(id, sizeof id, "1xUnyH-%011u-0M00", i - 1);
		break;
	case 2:
		snprintf(id, sizeof id, "%X", i);
		break;
	default:
		snprintf(id, sizeof id, "%XZ", i - 1);
	}
	return id;
}

static void
clear(struct idmap *map)
{
	idmap_free(map);
	CHECK(map->slots == NULL && map->n == 0 && map->nslots == 0);
	nmodel = 0;
}

/*
 * With up to half of 256 slots taken, there are always runs of ids that are
 * not at home, also over the table's end. Other seeds, other runs.
 */
static void
few_slots(void)
{
	struct idmap map;
	int seed, i;

	for (seed = 0; seed < 40; seed++) {
		map = (struct idmap){
		    .seed = {unit_rand(UINT32_MAX), (uint64_t)seed}};
		for (i = 0; i < 1500; i++) {
			const char *id = any_id(400);

			/* In turn more are added, and more taken out. */
			if (nmodel < 127 &&
			    unit_rand(5) < (i / 300 % 2 ? 1 : 3))
				add(&map, id, unit_rand(UINT32_MAX));
			else if (unit_rand(2) == 0)
				take_out(&map, id);
			else
				get(&map, id);
			if (i % 8 == 0)
				agree(&map);
		}
		CHECK_INT(map.nslots, 256);
		clear(&map);
	}
}

static void
growing(void)
{
	struct idmap map = {.seed = {1, 2}};
	int i;

	for (i = 0; i < 4000 && nmodel < MOST; i++) {
		add(&map, any_id(4 * MOST), (uint32_t)i);
		if (i % 500 == 0)
			agree(&map);
	}
	agree(&map);
	CHECK(map.nslots >= 4096);
	while (nmodel > 0) {
		take_out(&map, model[unit_rand((uint32_t)nmodel)].id);
		if (nmodel % 500 == 0)
			agree(&map);
	}
	for (i = 0; i < 100; i++)
		get(&map, any_id(4 * MOST));
	clear(&map);
}

/* Of ids that all have one home, any can be taken out. */
static void
one_home(void)
{
	struct idmap map = {.seed = {3, 4}}, alone;
	char ids[20][IDMAP_ID];
	size_t n = 0, i, j, home;
	uint32_t k;

	for (k = 0; n < LEN(ids); k++) {
		alone = (struct idmap){.seed = {3, 4}};
		snprintf(ids[n], sizeof ids[n], "%X-%u", k, k);
		idmap_add(&alone, span_str(ids[n]), 0);
		for (home = 0; alone.slots[home].id[0] == '\0';)
			home++;
		/* The last slot, so that the run goes on at the first. */
		n += home == alone.nslots - 1;
		idmap_free(&alone);
	}
	for (i = 0; i < n; i++) {
		for (j = 0; j < n; j++)
			add(&map, ids[j], (uint32_t)j);
		agree(&map);
		for (j = 0; j < n; j++) {
			take_out(&map, ids[(i + j * 7) % n]);
			agree(&map);
			get(&map, ids[(i + j * 7) % n]);
		}
	}
	clear(&map);
}

static void
edges(void)
{
	struct idmap map = {.seed = {5, 6}};
	const char *longest = "12345678901234567890123";

	CHECK_INT(strlen(longest), IDMAP_ID - 1);
	CHECK_INT(idmap_get(&map, span_str("x")), IDMAP_NONE);
	CHECK_INT(idmap_get(&map, span_of("", 0)), IDMAP_NONE);
	idmap_remove(&map, span_str("x"));
	CHECK_INT(map.n, 0);
	CHECK_INT(idmap_add(&map, exact(longest), UINT32_MAX), UINT32_MAX);
	CHECK_INT(idmap_get(&map, exact(longest)), UINT32_MAX);
	CHECK_INT(idmap_add(&map, exact(longest), 1), UINT32_MAX);
	CHECK_INT(idmap_get(&map, span_of(longest, 22)), IDMAP_NONE);
	CHECK_INT(
	    idmap_get(&map, SPAN("123456789012345678901234")), IDMAP_NONE);
	CHECK_INT(
	    idmap_get(&map, SPAN("12345678901234567890123\0")), IDMAP_NONE);
	CHECK_INT(idmap_get(&map, span_of("", 0)), IDMAP_NONE);
	CHECK_INT(idmap_add(&map, SPAN("ab"), 0), 0);
	CHECK_INT(idmap_get(&map, SPAN("ab")), 0);
	CHECK_INT(idmap_get(&map, SPAN("a")), IDMAP_NONE);
	CHECK_INT(idmap_get(&map, SPAN("abc")), IDMAP_NONE);
	CHECK_INT(idmap_get(&map, SPAN("aB")), IDMAP_NONE);
	idmap_remove(&map, SPAN("a"));
	idmap_remove(&map, SPAN("abc"));
	CHECK_INT(map.n, 2);
	idmap_remove(&map, SPAN("ab"));
	idmap_remove(&map, SPAN("ab"));
	CHECK_INT(map.n, 1);
	CHECK_INT(idmap_get(&map, exact(longest)), UINT32_MAX);
	idmap_free(&map);
	idmap_free(&map);
}

int
main(void)
{
	edges();
	few_slots();
	growing();
	one_home();
	return unit_end();
}
