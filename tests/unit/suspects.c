/* Against a model that keeps every request and has a cell for each moment. */
#include "pure/suspects.h"
#include "unit.h"

enum {
	TIME = 600, /* moments */
	KEYS = 8,
	CALLERS = 2, /* the first keys: calls of mail() */
	REQUESTS = 60,
	MESSAGES = 40,
	USERS = 3,
};

/* One is empty, and of two one begins as the other. */
static void
rank(const struct suspects *s, int64_t from, int64_t to,
    struct suspects_group *g)
{
	g->span = g->covered = to - from;
	suspects_rank(s, g);
}

static const struct {
	const char *p;
	size_t n;
} keys[KEYS] = {{"mail() /a.php", 13}, {"mail() /b.php", 13}, {"a", 1},
    {"a\0b", 3}, {"a\0c", 3}, {"", 0}, {"site.example POST /x.php", 24},
    {"site.example POST /", 19}};

static const char *const ips[] = {
    "10.0.0.1", "10.0.0.10", "::1", "client.example"};

struct request {
	unsigned key;
	int ip; /* -1: not known */
	int64_t start, end;
};

struct model {
	struct request requests[REQUESTS];
	int64_t times[MESSAGES];
	unsigned owners[MESSAGES]; /* whose each message is */
	size_t nrequests, ntimes;
	int64_t from, to;
	/* what comes of it */
	unsigned char cells[KEYS][TIME];
	uint64_t counts[KEYS], near[KEYS], nears_of[KEYS][LEN(ips)];
	int claims[MESSAGES]; /* the key, -1: none */
};

static struct span
key_of(unsigned i)
{
	return span_of(keys[i].p, keys[i].n);
}

/* --- the model --- */

static void
random_model(struct model *m)
{
	size_t i, j;

	memset(m, 0, sizeof *m);
	m->nrequests = unit_rand(REQUESTS + 1);
	m->ntimes = unit_rand(MESSAGES + 1);
	m->from = unit_rand(100);
	m->to = TIME - unit_rand(100);
	for (i = 0; i < m->ntimes; i++) {
		m->times[i] = unit_rand(TIME);
		m->owners[i] = unit_rand(USERS);
		for (j = i; j > 0 && m->times[j - 1] > m->times[j]; j--) {
			int64_t t = m->times[j];

			m->times[j] = m->times[j - 1];
			m->times[j - 1] = t;
		}
	}
	for (i = 0; i < m->nrequests; i++) {
		struct request *r = &m->requests[i];

		r->key = unit_rand(KEYS);
		r->ip = (int)unit_rand(LEN(ips) + 1) - 1;
		r->start = unit_rand(TIME);
		r->end = r->start + 1 + unit_rand(unit_rand(3) ? 12 : 90);
		if (r->end > TIME)
			r->end = TIME;
	}
}

static bool
is_in(const struct request *r, int64_t time)
{
	return time >= r->start && time < r->end;
}

static void
work_out(struct model *m)
{
	size_t i, j;

	for (i = 0; i < m->ntimes; i++)
		m->claims[i] = -1;
	for (i = 0; i < m->nrequests; i++) {
		const struct request *r = &m->requests[i];
		bool claimed = r->key >= CALLERS, near = false;
		int64_t t;

		m->counts[r->key]++;
		for (t = r->start; t < r->end; t++)
			m->cells[r->key][t] = t >= m->from && t < m->to;
		for (j = 0; j < m->ntimes; j++) {
			if (!is_in(r, m->times[j]))
				continue;
			near = true;
			m->near[r->key]++;
			if (!claimed && m->claims[j] == -1) {
				m->claims[j] = (int)r->key;
				claimed = true;
			}
		}
		if (near && r->ip >= 0)
			m->nears_of[r->key][r->ip]++;
	}
}

/* What its row should be; hits 0: there is none. */
static struct suspects_row
row_of(const struct model *m, const struct suspects_group *g, unsigned key)
{
	struct suspects_row row = {0};
	uint64_t covered = 0;
	int64_t t;
	size_t i;

	for (t = m->from; t < m->to; t++)
		covered += m->cells[key][t];
	for (i = 0; i < g->n; i++)
		row.hits += key < CALLERS
		    ? m->claims[g->places[i]] == (int)key
		    : m->cells[key][m->times[g->places[i]]];
	row.score = score_of(
	    g->n, row.hits, (double)covered / (double)(m->to - m->from));
	row.certain = key < CALLERS && row.hits * 10 >= g->n;
	if (!g->all && key >= CALLERS && row.score.lift < 2)
		row.hits = 0;
	return row;
}

static bool
is_explained(const struct model *m, const struct suspects_group *g,
    uint32_t place, size_t seen)
{
	unsigned key;

	if (m->claims[place] != -1)
		return true;
	for (key = CALLERS; key < KEYS; key++)
		if (m->cells[key][m->times[place]] &&
		    score_explains(row_of(m, g, key).score, seen))
			return true;
	return false;
}

/* --- what is checked --- */

static struct suspects
suspects_of(const struct model *m)
{
	struct suspects s = {.names.seed = {unit_rand(1000), 7},
	    .times = m->times,
	    .ntimes = m->ntimes};
	size_t i;

	for (i = 0; i < m->nrequests; i++) {
		const struct request *r = &m->requests[i];
		struct suspects_request add = {.start = r->start,
		    .end = r->end,
		    .kind = r->key < CALLERS ? SUSPECTS_CALL : SUSPECTS_WIDE};
		char key[32], ip[32];

		/* copied they are, so these may go */
		memcpy(key, keys[r->key].p, keys[r->key].n);
		add.key = span_of(key, keys[r->key].n);
		if (r->ip >= 0) {
			memcpy(ip, ips[r->ip], strlen(ips[r->ip]));
			add.ip = span_of(ip, strlen(ips[r->ip]));
		}
		suspects_add(&s, &add);
		memset(key, 'x', sizeof key);
		memset(ip, 'x', sizeof ip);
	}
	return s;
}

/* One of those who have most requests with messages near. */
static void
check_client(const struct model *m, const struct suspect *suspect, unsigned key)
{
	struct span client = suspects_client(suspect);
	uint64_t most = 0;
	size_t i;

	for (i = 0; i < LEN(ips); i++)
		if (m->nears_of[key][i] > most)
			most = m->nears_of[key][i];
	CHECK((client.p != NULL) == (most > 0));
	for (i = 0; i < LEN(ips) && most > 0; i++)
		if (span_is(client, ips[i]))
			break;
	if (most > 0)
		CHECK(i < LEN(ips) && m->nears_of[key][i] == most);
}

static bool
is_near(double a, double b)
{
	return a - b < 1e-9 && b - a < 1e-9;
}

/* Certain ones first, by hits; the others by score. */
static void
check_order(const struct suspects_row *a, const struct suspects_row *b)
{
	if (a->certain || b->certain)
		CHECK(a->certain && (!b->certain || a->hits >= b->hits));
	else
		CHECK(a->score.g2 >= b->score.g2);
}

static void
check_group(
    const struct model *m, const struct suspects *s, struct suspects_group *g)
{
	size_t i, rows = 0, unexplained = 0;
	unsigned key, nkeys = 0;

	g->unexplained = 12345;
	rank(s, m->from, m->to, g);
	for (key = 0; key < KEYS; key++)
		nkeys += m->counts[key] > 0;
	CHECK_INT(s->names.n, nkeys);
	CHECK_INT(s->seen, nkeys);
	for (key = 0; key < KEYS; key++) {
		struct suspects_row want = row_of(m, g, key), *got = NULL;

		for (i = 0; i < g->nrows; i++)
			if (span_same(g->rows[i].suspect->key, key_of(key)))
				got = &g->rows[i];
		CHECK((got != NULL) == (want.hits > 0));
		if (got == NULL)
			continue;
		rows++;
		CHECK_INT(got->hits, want.hits);
		CHECK(is_near(got->score.expected, want.score.expected));
		CHECK(is_near(got->score.lift, want.score.lift));
		CHECK(is_near(got->score.g2, want.score.g2));
		CHECK_INT(got->certain, want.certain);
		CHECK_INT(got->suspect->requests, m->counts[key]);
		CHECK_INT(got->suspect->near, m->near[key]);
		CHECK_INT(got->suspect->kind == SUSPECTS_CALL, key < CALLERS);
		check_client(m, got->suspect, key);
	}
	CHECK_INT(rows, g->nrows);
	for (i = 1; i < g->nrows; i++)
		check_order(&g->rows[i - 1], &g->rows[i]);
	for (i = 0; i < g->n; i++)
		unexplained += !is_explained(m, g, g->places[i], s->seen);
	CHECK_INT(g->unexplained, unexplained);
	free(g->rows);
}

/* All messages, those of each user, none; all rows and not; twice. */
static void
random_requests(void)
{
	static struct model m;
	struct suspects_group g;
	struct suspects s;
	uint32_t places[MESSAGES];
	unsigned user;
	size_t i;

	random_model(&m);
	work_out(&m);
	s = suspects_of(&m);
	suspects_settle(&s, m.from, m.to);
	for (user = 0; user <= USERS + 1; user++) {
		g = (struct suspects_group){.places = places};
		for (i = 0; i < m.ntimes; i++)
			if (user == USERS || m.owners[i] == user)
				places[g.n++] = (uint32_t)i;
		g.all = false;
		check_group(&m, &s, &g);
		g.all = true;
		check_group(&m, &s, &g);
	}
	suspects_free(&s);
}

/* --- calls, one message each --- */

/* Finds the call another message, that this one may have its own. */
static bool
rematch(const struct model *m, size_t call, int *of, unsigned char *tried)
{
	size_t j;

	for (j = 0; j < m->ntimes; j++) {
		if (tried[j] || !is_in(&m->requests[call], m->times[j]))
			continue;
		tried[j] = 1;
		if (of[j] == -1 || rematch(m, (size_t)of[j], of, tried)) {
			of[j] = (int)call;
			return true;
		}
	}
	return false;
}

static size_t
most_pairs(const struct model *m)
{
	int of[MESSAGES];
	size_t i, n = 0;

	for (i = 0; i < MESSAGES; i++)
		of[i] = -1;
	for (i = 0; i < m->nrequests; i++) {
		unsigned char tried[MESSAGES] = {0};

		n += rematch(m, i, of, tried);
	}
	return n;
}

/* Of calls in order, with windows of one length, no other way has more. */
static void
calls(void)
{
	static struct model m;
	struct suspects_group g = {0};
	struct suspects s;
	uint32_t places[MESSAGES];
	uint64_t hits = 0;
	int64_t length = 1 + unit_rand(60), t = 0;
	size_t i;

	random_model(&m);
	for (i = 0; i < m.nrequests; i++) {
		t += unit_rand(20);
		m.requests[i] = (struct request){
		    unit_rand(CALLERS), -1, t, t + length};
	}
	s = suspects_of(&m);
	suspects_settle(&s, 0, 10000);
	for (i = 0; i < m.ntimes; i++)
		places[i] = (uint32_t)i;
	g.places = places;
	g.n = m.ntimes;
	rank(&s, 0, 10000, &g);
	for (i = 0; i < g.nrows; i++)
		hits += g.rows[i].hits;
	CHECK_INT(hits, most_pairs(&m));
	CHECK_INT(g.unexplained, g.n - hits);
	free(g.rows);
	suspects_free(&s);
}

/* --- clients --- */

static void
add_at(struct suspects *s, const char *key, const char *ip, int64_t time)
{
	struct suspects_request r = {.key = span_str(key),
	    .start = time,
	    .end = time + 10,
	    .ip = ip == NULL ? span_of(NULL, 0) : span_str(ip)};

	suspects_add(s, &r);
}

/* Of many clients, the one with more than half is told, as far as messages
 * are near. */
static void
clients(void)
{
	int64_t times[] = {1000};
	unsigned round, i, n, most;
	char ip[32];

	for (round = 0; round < 300; round++) {
		struct suspects s = {.times = times, .ntimes = 1};

		n = 20 + unit_rand(200);
		most = n / 2 + 1;
		for (i = 0; i < 500; i++)
			add_at(&s, "k", "10.9.9.9", 2000);
		CHECK(suspects_client(&s.v[0]).p == NULL);
		for (i = 0; n > 0; n--) {
			bool its = unit_rand(n) < most;

			snprintf(ip, sizeof ip, "10.0.%u.%u", round, i++);
			add_at(&s, "k", its ? "192.0.2.1" : ip, 995);
			most -= its;
			add_at(&s, "k", NULL, 995);
		}
		CHECK_SAME(suspects_client(&s.v[0]), span_str("192.0.2.1"));
		CHECK_INT(s.names.n, 1);
		suspects_free(&s);
	}
}

/* --- memory --- */

enum { MOST_BYTES = 24 << 20 };

static size_t
bytes_of(const struct suspects *s)
{
	size_t i, j, bytes = 0;

	for (i = 0; i < s->names.n; i++) {
		bytes += sizeof s->v[i] + s->v[i].key.n +
		    s->v[i].cover.cap * sizeof *s->v[i].cover.v;
		for (j = 0; j < SUSPECT_CLIENTS; j++)
			if (s->v[i].clients[j].ip != NULL)
				bytes += strlen(s->v[i].clients[j].ip);
	}
	return bytes;
}

static const struct suspect *
find(const struct suspects *s, const char *key)
{
	size_t i;

	for (i = 0; i < s->names.n; i++)
		if (span_is(s->v[i].key, key))
			return &s->v[i];
	return NULL;
}

static const struct suspects_row *
find_row(const struct suspects_group *g, const char *key)
{
	size_t i;

	for (i = 0; i < g->nrows; i++)
		if (span_is(g->rows[i].suspect->key, key))
			return &g->rows[i];
	return NULL;
}

enum {
	MANY_KEYS = 250000,
	SECOND = 1000000,
	FEW = 1000, /* messages, and keys that have one near */
};

/* Puts a call's window around a message. */
static void
call_at(struct suspects *s, const char *key, int64_t time)
{
	struct suspects_request r = {.key = span_str(key),
	    .start = time - 5,
	    .end = time + 5,
	    .kind = SUSPECTS_CALL};

	suspects_add(s, &r);
}

static void
check_kept(struct suspects *s, uint32_t *places)
{
	struct suspects_group g = {.places = places, .n = FEW, .all = true};
	const struct suspects_row *row;
	const struct suspect *suspect;
	char key[32];
	size_t i;

	CHECK(s->dropped > 0 && s->gap == 0);
	CHECK_INT(s->names.n, s->seen - s->dropped);
	CHECK_INT(s->seen, MANY_KEYS + FEW + 4);
	for (i = 0; i < FEW; i++) {
		snprintf(key, sizeof key, "near %zu", i);
		CHECK(find(s, key) != NULL);
	}
	suspect = find(s, "hot");
	CHECK(suspect != NULL && suspect->requests == MANY_KEYS / 100 &&
	    suspect->near == MANY_KEYS / 100);
	if (suspect != NULL)
		CHECK_SAME(suspects_client(suspect), span_str("192.0.2.1"));
	suspects_settle(s, 0, (FEW + 1) * (int64_t)SECOND);
	rank(s, 0, (FEW + 1) * (int64_t)SECOND, &g);
	row = find_row(&g, "mail() 1");
	CHECK(row != NULL && row->hits == 200);
	row = find_row(&g, "mail() 2");
	CHECK(row != NULL && row->hits == 300);
	row = find_row(&g, "mail() 3");
	CHECK(row != NULL && row->hits == 100);
	for (i = 0; i < g.nrows; i++)
		if (g.rows[i].suspect->kind == SUSPECTS_CALL)
			CHECK(g.rows[i].hits >= 100);
	row = find_row(&g, "near 7");
	CHECK(row != NULL && row->hits == 1 && row->suspect->requests == 1);
	free(g.rows);
}

/*
 * Far more keys than there is room for: those with a message near stay, with
 * all that is kept of them, and the calls keep the messages that they sent,
 * wherever among the keys they are.
 */
static void
many_keys(void)
{
	static int64_t times[FEW];
	static uint32_t places[FEW];
	struct suspects s = {
	    .names.seed = {1, 2}, .times = times, .ntimes = FEW};
	char key[80];
	size_t i, j;

	for (i = 0; i < FEW; i++) {
		times[i] = (int64_t)(i + 1) * SECOND;
		places[i] = (uint32_t)i;
	}
	for (i = 0; i < MANY_KEYS; i++) {
		snprintf(key, sizeof key, "site.example POST /%zu.php", i);
		add_at(&s, key, "10.0.0.1", (int64_t)(i % FEW) * SECOND + 7);
		if (i == 500)
			for (j = 0; j < 200; j++)
				call_at(&s, "mail() 1", times[j]);
		if (i % 250 == 0) {
			snprintf(key, sizeof key, "near %zu", i / 250);
			add_at(&s, key, NULL, times[i / 250] - 1);
		}
		if (i == 70000 || i == 200000)
			for (j = 0; j < 150; j++)
				call_at(&s, "mail() 2",
				    times[200 + j + (i == 70000 ? 0 : 150)]);
		/* what was sent once is not sent again */
		if (i == 240000)
			for (j = 0; j < 600; j++)
				call_at(&s, "mail() 3", times[j]);
		if (i % 100 == 0)
			add_at(&s, "hot", "192.0.2.1", times[i % FEW] - 1);
		if (i % 1000 == 0)
			CHECK(bytes_of(&s) <= MOST_BYTES);
	}
	check_kept(&s, places);
	suspects_free(&s);
}

/* Messages of calls that were let go are those of nobody, but stay sent. */
static void
calls_let_go(void)
{
	static int64_t times[FEW];
	static uint32_t places[FEW];
	struct suspects s = {
	    .names.seed = {1, 2}, .times = times, .ntimes = FEW};
	struct suspects_group g = {.places = places, .n = FEW, .all = true};
	const struct suspects_row *row;
	char key[80];
	size_t i, kept = 0;

	for (i = 0; i < FEW; i++) {
		times[i] = (int64_t)(i + 1) * SECOND;
		places[i] = (uint32_t)i;
	}
	call_at(&s, "mail() few", times[3]);
	for (i = 0; i < 100; i++)
		call_at(&s, "mail() many", times[100 + i]);
	for (i = 0; s.dropped == 0 || find(&s, "mail() few") != NULL; i++) {
		snprintf(key, sizeof key, "site.example POST /%zu.php", i);
		add_at(&s, key, NULL, times[i % 50] - 2);
		add_at(&s, key, NULL, times[i % 50 + 1] - 2);
		if (i == MANY_KEYS)
			break;
	}
	CHECK(find(&s, "mail() few") == NULL);
	call_at(&s, "mail() many", times[3]);
	suspects_settle(&s, 0, (FEW + 1) * (int64_t)SECOND);
	rank(&s, 0, (FEW + 1) * (int64_t)SECOND, &g);
	row = find_row(&g, "mail() many");
	CHECK(row != NULL && row->hits == 100);
	for (i = 0; i < g.nrows; i++)
		if (g.rows[i].suspect->kind == SUSPECTS_CALL)
			kept += g.rows[i].hits;
	CHECK_INT(kept, 100);
	free(g.rows);
	suspects_free(&s);
}

/*
 * Few keys with far more windows than there is room for: those near each other
 * are joined, none is lost, and the calls keep theirs.
 */
static void
many_windows(void)
{
	enum { WINDOWS = 900000, APART = 10 * SECOND };
	static int64_t times[FEW];
	static uint32_t places[FEW];
	struct suspects s = {
	    .names.seed = {3, 4}, .times = times, .ntimes = FEW};
	struct suspects_group g = {.places = places, .n = FEW, .all = true};
	const struct suspects_row *row;
	const int64_t end = (int64_t)WINDOWS * APART;
	size_t i, j;

	for (i = 0; i < FEW; i++) {
		times[i] = (int64_t)i * (WINDOWS / FEW) * APART + 5;
		places[i] = (uint32_t)i;
	}
	for (i = 0; i < 300; i++)
		call_at(&s, "mail()", times[i * 3]);
	for (i = 0; i < WINDOWS; i++) {
		add_at(&s, "a", NULL, (int64_t)i * APART);
		if (i % 2 == 0)
			add_at(&s, "b", NULL, (int64_t)i * APART + 20);
		add_at(&s, "c", "::1", ((int64_t)i * 7919) % WINDOWS * APART);
		if (i % 10000 == 0)
			CHECK(bytes_of(&s) <= MOST_BYTES);
	}
	for (i = 0; i < FEW; i++)
		call_at(&s, "mail()", times[i]);
	CHECK(s.gap >= SECOND && s.dropped == 0 && s.names.n == 4);
	suspects_settle(&s, 0, end);
	rank(&s, 0, end, &g);
	for (i = 0; i < 3; i++) {
		static const char *const names[] = {"a", "b", "c"};
		uint64_t n = i == 1 ? WINDOWS / 2 : WINDOWS;

		row = find_row(&g, names[i]);
		if (i == 1 && row == NULL)
			continue; /* it hits none, if they are not joined */
		CHECK(row != NULL && row->suspect->requests == n);
		if (row == NULL)
			continue;
		CHECK(i == 1 || row->hits == FEW);
		/* not less than there was, nor more than the gaps */
		CHECK(cover_total(&row->suspect->cover) >= (int64_t)n * 10);
		CHECK(cover_total(&row->suspect->cover) <=
		    (int64_t)n * (10 + s.gap));
		for (j = 1; j < row->suspect->cover.n; j++)
			CHECK(row->suspect->cover.v[j].start >
			    row->suspect->cover.v[j - 1].end);
	}
	row = find_row(&g, "mail()");
	CHECK(row != NULL && row->hits == FEW);
	CHECK_INT(g.unexplained, 0);
	free(g.rows);
	suspects_free(&s);
}

/* Of a client's name so much is told apart as the longest usual one has. */
static void
long_clients(void)
{
	int64_t times[] = {1000};
	struct suspects s = {.times = times, .ntimes = 1};
	char ip[200];
	size_t i;

	memset(ip, 'x', sizeof ip - 1);
	ip[sizeof ip - 1] = '\0';
	for (i = 0; i < 100; i++) {
		ip[100] = (char)('a' + i % 26);
		add_at(&s, "k", ip, 995);
	}
	ip[64] = '\0';
	CHECK_SAME(suspects_client(&s.v[0]), span_str(ip));
	suspects_free(&s);
}

/* Nothing of anything. */
static void
nothing(void)
{
	struct suspects s = {0};
	struct suspects_group g = {0};

	suspects_settle(&s, 0, 10);
	rank(&s, 0, 10, &g);
	CHECK(g.nrows == 0 && g.unexplained == 0);
	free(g.rows);
	add_at(&s, "", "", 3);
	call_at(&s, "mail()", 3);
	suspects_settle(&s, 0, 10);
	rank(&s, 0, 10, &g);
	CHECK(s.names.n == 2 && g.nrows == 0 && g.unexplained == 0);
	CHECK(suspects_client(&s.v[0]).p == NULL);
	free(g.rows);
	suspects_free(&s);
}

int
main(void)
{
	int i;

	nothing();
	for (i = 0; i < 4000; i++)
		random_requests();
	for (i = 0; i < 4000; i++)
		calls();
	clients();
	long_clients();
	many_keys();
	calls_let_go();
	many_windows();
	return unit_end();
}
