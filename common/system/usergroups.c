#include <stdlib.h>

#include "base/mem.h"
#include "system/usergroups.h"

enum { MOST = 100 };

static int
compare_most(const void *a, const void *b)
{
	const struct usergroup *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return span_cmp(x->user, y->user);
}

/* The user's number, or that behind all users. */
static size_t
user_of(const struct moments *m, size_t i)
{
	return m->v[i].user == MOMENTS_NO_USER ? m->users.n : m->v[i].user;
}

static bool
is_within(const struct moments *m, size_t i, int64_t from, int64_t to)
{
	return m->v[i].usec >= from && m->v[i].usec < to;
}

/* How many messages each user has, and in the last one those of none. */
static struct usergroup *
count(const struct moments *m, int64_t from, int64_t to)
{
	struct usergroup *v = mem_alloc((m->users.n + 1) * sizeof *v);
	size_t i;

	for (i = 0; i <= m->users.n; i++)
		v[i] = (struct usergroup){.number = (uint32_t)i,
		    .user = i < m->users.n ? m->users.v[i] : span_of("", 0)};
	for (i = 0; i < m->n; i++)
		if (is_within(m, i, from, to))
			v[user_of(m, i)].n++;
	return v;
}

/* Sorts the groups and puts together those that are not worth a group of
 * their own. Returns the group of each user, by number. */
static uint32_t *
settle(struct usergroups *g, size_t nusers)
{
	uint32_t *group = mem_alloc((nusers + 1) * sizeof *group);
	struct usergroup *none = &g->v[nusers];
	size_t i, most = nusers < MOST ? nusers : MOST;

	if (nusers > 0)
		qsort(g->v, nusers, sizeof *g->v, compare_most);
	for (g->n = 0; g->n < most && g->v[g->n].n > 0; g->n++)
		continue;
	if (g->n < 2) {
		g->n = 0;
		none->user = span_of(NULL, 0);
	}
	for (i = 0; i < nusers; i++) {
		group[g->v[i].number] = (uint32_t)(i < g->n ? i : g->n);
		none->n += i < g->n ? 0 : g->v[i].n;
	}
	group[nusers] = (uint32_t)g->n;
	g->v[g->n] = *none;
	g->n += g->v[g->n].n > 0;
	return group;
}

void
usergroups_make(
    struct usergroups *g, const struct moments *m, int64_t from, int64_t to)
{
	uint32_t *group, *next;
	size_t i;

	*g = (struct usergroups){.v = count(m, from, to)};
	group = settle(g, m->users.n);
	g->places = next = mem_alloc(m->n * sizeof *g->places);
	for (i = 0; i < g->n; i++) {
		g->v[i].places = next;
		next += g->v[i].n;
		g->v[i].n = 0;
	}
	for (i = 0; i < m->n; i++)
		if (is_within(m, i, from, to)) {
			struct usergroup *its = &g->v[group[user_of(m, i)]];

			its->places[its->n++] = (uint32_t)i;
		}
	free(group);
}

void
usergroups_free(struct usergroups *g)
{
	free(g->v);
	free(g->places);
}
