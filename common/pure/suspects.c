#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pure/siphash.h"
#include "pure/suspects.h"

enum {
	MOST_BYTES = 24 << 20,
	MOST_KEY = 4096, /* bytes */
	MANY = 256, /* keys, of which half can be let go */
	FIRST_SLOTS = 256,
	A_SECOND = 1000000,
};

static struct suspect *
suspect_of(struct suspects *s, const struct suspects_request *r)
{
	size_t n = s->names.n, i;

	buf_clear(&s->name);
	buf_putc(&s->name, (char)r->kind);
	buf_put(&s->name, r->key.p, r->key.n < MOST_KEY ? r->key.n : MOST_KEY);
	i = names_add(&s->names, span_of(s->name.p, s->name.len));
	if (i < n)
		return &s->v[i];
	s->v = mem_grow(s->v, &s->cap, n + 1, sizeof *s->v);
	s->v[n] = (struct suspect){
	    .key = span_from(s->names.v[n], 1), .kind = r->kind};
	s->bytes += sizeof *s->v + s->name.len;
	s->seen++;
	return &s->v[n];
}

static void
free_suspect(struct suspect *suspect)
{
	size_t i;

	for (i = 0; i < SUSPECT_CLIENTS; i++)
		free(suspect->clients[i].ip);
	cover_free(&suspect->cover);
}

/* --- what is too much to keep --- */

static size_t
bytes_of(const struct suspect *suspect)
{
	size_t i,
	    bytes = sizeof *suspect + suspect->key.n +
	    suspect->cover.cap * sizeof *suspect->cover.v;

	for (i = 0; i < SUSPECT_CLIENTS; i++)
		bytes += suspect->clients[i].ip == NULL ? 0 : 64;
	return bytes;
}

static int
compare_nears(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* The number of messages near that half of the keys do not reach. */
static uint64_t
median_near(const struct suspects *s)
{
	uint64_t *nears = mem_alloc(s->names.n * sizeof *nears), median;
	size_t i;

	for (i = 0; i < s->names.n; i++)
		nears[i] = s->v[i].near;
	qsort(nears, s->names.n, sizeof *nears, compare_nears);
	median = nears[s->names.n / 2];
	free(nears);
	return median;
}

/* Lets go of the half of the keys that has the fewest messages near; of
 * those that have as many as each other the later ones. */
static void
drop_half(struct suspects *s)
{
	uint32_t *now = mem_alloc((s->names.n + 1) * sizeof *now);
	bool *stays = mem_alloc(s->names.n * sizeof *stays);
	uint64_t median = median_near(s);
	size_t i, n = 0, room = s->names.n / 2;

	now[0] = 0;
	for (i = 0; i < s->names.n; i++)
		room -= room > 0 && s->v[i].near > median;
	for (i = 0; i < s->names.n; i++) {
		stays[i] = s->v[i].near > median;
		if (s->v[i].near == median && room > 0) {
			stays[i] = true;
			room--;
		}
		now[i + 1] = stays[i] ? (uint32_t)n + 1 : 0;
		if (stays[i])
			s->v[n++] = s->v[i];
		else
			free_suspect(&s->v[i]);
	}
	s->dropped += s->names.n - n;
	names_keep(&s->names, stays);
	for (i = 0; s->claims != NULL && i < s->ntimes; i++)
		s->claims[i] = now[s->claims[i]];
	free(stays);
	free(now);
}

static void
squeeze(struct suspects *s)
{
	size_t i;

	if (s->names.n >= MANY)
		drop_half(s);
	else
		s->gap = s->gap == 0 ? A_SECOND : s->gap * 2;
	s->bytes = 0;
	for (i = 0; i < s->names.n; i++) {
		cover_join(&s->v[i].cover, s->gap);
		s->bytes += bytes_of(&s->v[i]);
	}
}

/* --- a request --- */

/* The first message at that time or later; ntimes without one. */
static size_t
message_at(const struct suspects *s, int64_t time)
{
	size_t low = 0, high = s->ntimes, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (s->times[middle] < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Misra and Gries: who made more than a fifth of the requests is kept. */
static void
count_client(struct suspects *s, struct suspect *suspect, struct span ip)
{
	enum { LONGEST = 64 }; /* of addresses and usual names */
	struct suspect_client *c = suspect->clients, *empty = NULL;
	size_t i;

	if (ip.n > LONGEST)
		ip.n = LONGEST;
	for (i = 0; i < SUSPECT_CLIENTS; i++) {
		if (c[i].n > 0 && span_is(ip, c[i].ip)) {
			c[i].n++;
			return;
		}
		if (c[i].n == 0 && empty == NULL)
			empty = &c[i];
	}
	if (empty == NULL) {
		for (i = 0; i < SUSPECT_CLIENTS; i++)
			c[i].n--;
		return;
	}
	if (empty->ip == NULL)
		s->bytes += LONGEST;
	free(empty->ip);
	empty->ip = mem_dupn(ip.p, ip.n);
	empty->n = 1;
}

/* The first free message from place on; the way there is made shorter. */
static uint32_t
free_from(struct suspects *s, uint32_t place)
{
	uint32_t found = place, next;

	while (s->free[found] != found)
		found = s->free[found];
	for (; place != found; place = next) {
		next = s->free[place];
		s->free[place] = found;
	}
	return found;
}

/* So many messages are looked at for one that is the call's. */
enum { TRIES = 256 };

static void
claim(struct suspects *s, const struct suspect *suspect,
    const struct suspects_request *r, size_t first)
{
	uint32_t i;
	int tries = 0;

	if (s->claims == NULL) {
		s->claims = mem_alloc(s->ntimes * sizeof *s->claims);
		memset(s->claims, 0, s->ntimes * sizeof *s->claims);
		s->free = mem_alloc((s->ntimes + 1) * sizeof *s->free);
		for (i = 0; i <= s->ntimes; i++)
			s->free[i] = i;
	}
	i = free_from(s, (uint32_t)first);
	while (i < s->ntimes && s->times[i] < r->end && tries++ < TRIES) {
		if (s->is_for == NULL || r->nto == 0 ||
		    s->is_for(s->ctx, i, r->to, r->nto)) {
			s->claims[i] = (uint32_t)(suspect - s->v) + 1;
			s->free[i] = i + 1;
			return;
		}
		i = free_from(s, i + 1);
	}
}

void
suspects_add(struct suspects *s, const struct suspects_request *r)
{
	struct suspect *suspect = suspect_of(s, r);
	size_t first = message_at(s, r->start);
	size_t near = message_at(s, r->end) - first;
	size_t held = suspect->cover.cap;

	suspect->requests++;
	cover_add(&suspect->cover, r->start, r->end);
	s->bytes += (suspect->cover.cap - held) * sizeof *suspect->cover.v;
	suspect->near += near;
	if (near > 0 && r->ip.p != NULL)
		count_client(s, suspect, r->ip);
	if (near > 0 && r->kind == SUSPECTS_CALL)
		claim(s, suspect, r, first);
	while (s->bytes > MOST_BYTES)
		squeeze(s);
}

struct span
suspects_client(const struct suspect *suspect)
{
	const struct suspect_client *most = &suspect->clients[0];
	size_t i;

	for (i = 1; i < SUSPECT_CLIENTS; i++)
		if (suspect->clients[i].n > most->n)
			most = &suspect->clients[i];
	return most->n == 0 ? span_of(NULL, 0) : span_str(most->ip);
}

/* --- the ranking --- */

void
suspects_settle(struct suspects *s, int64_t from, int64_t to)
{
	size_t i;

	for (i = 0; i < s->names.n; i++)
		cover_settle(&s->v[i].cover, from, to);
}

struct ranking {
	const struct suspects *s;
	struct suspects_group *g;
	int64_t *times; /* of the group */
	unsigned char *explained;
	uint64_t *claimed; /* messages of each suspect */
};

static struct score
score_by(const struct ranking *r, const struct suspect *suspect, uint64_t hits,
    int64_t span)
{
	double share = (double)cover_total(&suspect->cover) / (double)span;

	return score_of(r->g->n, hits, share < 1 ? share : 1);
}

/* Whether it is to be shown. */
static bool
score_suspect(const struct ranking *r, size_t i, struct suspects_row *row)
{
	const struct suspect *suspect = &r->s->v[i];
	int64_t span = suspect->requests > SUSPECTS_FEW ? r->g->covered
							: r->g->span;

	*row = (struct suspects_row){.suspect = suspect};
	row->hits = suspect->kind == SUSPECTS_CALL
	    ? r->claimed[i]
	    : cover_count(&suspect->cover, r->times, r->g->n, NULL);
	row->score = score_by(r, suspect, row->hits, span);
	row->certain = suspect->kind == SUSPECTS_CALL &&
	    row->hits * 10 >= r->g->n;
	return row->hits > 0 &&
	    (r->g->all || suspect->kind == SUSPECTS_CALL ||
		row->score.lift >= 2);
}

static int
compare_rows(const void *a, const void *b)
{
	const struct suspects_row *x = a, *y = b;

	if (x->certain != y->certain)
		return x->certain ? -1 : 1;
	if (x->certain && x->hits != y->hits)
		return x->hits > y->hits ? -1 : 1;
	if (x->score.g2 != y->score.g2)
		return x->score.g2 > y->score.g2 ? -1 : 1;
	if (x->hits != y->hits)
		return x->hits > y->hits ? -1 : 1;
	return span_cmp(x->suspect->key, y->suspect->key);
}

/* By which of a key's rows it is told: its calls; else that of the usual window
 * if it explains something, then that of the narrow one. */
static int
rank_of_kind(const struct suspects_row *row)
{
	if (row->suspect->kind == SUSPECTS_CALL)
		return 0;
	return 1 + 2 * (row->score.lift < 2) +
	    (row->suspect->kind >= SUSPECTS_NARROW);
}

struct by_key {
	struct suspects_row *row;
};

static int
compare_keys(const void *a, const void *b)
{
	const struct suspects_row *x = ((const struct by_key *)a)->row;
	const struct suspects_row *y = ((const struct by_key *)b)->row;
	int rc = span_cmp(x->suspect->key, y->suspect->key);

	if (rc == 0)
		rc = rank_of_kind(x) - rank_of_kind(y);
	if (rc == 0)
		rc = x < y ? -1 : x > y;
	return rc;
}

/* Of a key's rows, which are in order, one stays, and that of its calls. */
static void
keep_best(struct suspects_group *g)
{
	struct by_key *v = mem_alloc(g->nrows * sizeof *v);
	size_t i, n = 0;

	for (i = 0; i < g->nrows; i++)
		v[i].row = &g->rows[i];
	if (g->nrows > 0)
		qsort(v, g->nrows, sizeof *v, compare_keys);
	for (i = g->nrows; i-- > 1;)
		if (v[i - 1].row->suspect->kind != SUSPECTS_CALL &&
		    span_same(
			v[i].row->suspect->key, v[i - 1].row->suspect->key))
			v[i].row->suspect = NULL;
	for (i = 0; i < g->nrows; i++)
		if (g->rows[i].suspect != NULL)
			g->rows[n++] = g->rows[i];
	g->nrows = n;
	free(v);
}

static void
rank_all(struct ranking *r)
{
	struct suspects_group *g = r->g;
	size_t i;

	for (i = 0; i < r->s->names.n; i++) {
		struct suspects_row *row = &g->rows[g->nrows];

		if (r->s->v[i].near == 0 || !score_suspect(r, i, row))
			continue;
		g->nrows++;
		if (r->s->v[i].kind == SUSPECTS_CALL ||
		    !score_explains(
			score_by(r, row->suspect, row->hits, g->covered),
			r->s->seen))
			continue;
		cover_count(&row->suspect->cover, r->times, g->n, r->explained);
	}
	if (g->nrows > 0)
		qsort(g->rows, g->nrows, sizeof *g->rows, compare_rows);
	keep_best(g);
}

void
suspects_rank(const struct suspects *s, struct suspects_group *g)
{
	struct ranking r = {.s = s, .g = g};
	size_t i;

	g->rows = mem_alloc(s->names.n * sizeof *g->rows);
	g->nrows = g->unexplained = 0;
	r.times = mem_alloc(g->n * sizeof *r.times);
	r.explained = mem_alloc(g->n);
	r.claimed = mem_alloc((s->names.n + 1) * sizeof *r.claimed);
	memset(r.claimed, 0, (s->names.n + 1) * sizeof *r.claimed);
	for (i = 0; i < g->n; i++) {
		uint32_t claim = s->claims == NULL ? 0
						   : s->claims[g->places[i]];

		r.times[i] = s->times[g->places[i]];
		r.explained[i] = claim > 0;
		if (claim > 0)
			r.claimed[claim - 1]++;
	}
	rank_all(&r);
	for (i = 0; i < g->n; i++)
		g->unexplained += !r.explained[i];
	free(r.times);
	free(r.explained);
	free(r.claimed);
}

void
suspects_free(struct suspects *s)
{
	size_t i;

	for (i = 0; i < s->names.n; i++)
		free_suspect(&s->v[i]);
	free(s->v);
	names_free(&s->names);
	buf_free(&s->name);
	free(s->claims);
	free(s->free);
}
