/*
 * Requests and calls by keys of anybody's choice: each line is a request, its
 * first two bytes the time and kind, the rest its key. How messages are
 * explained adds up.
 */
#include "fuzz.h"
#include "pure/suspects.h"
#include "pure/tally.h"

enum { MESSAGES = 64, SECOND = 1000000 };

static struct suspects all;
static struct tally tally;

static void
read_line(struct span line)
{
	struct suspects_request r = {.key = line, .ip = {NULL, 0}};
	struct tally_row row = {.key = line, .count = 1};

	if (line.n < 2)
		return;
	r.start = (int64_t)(unsigned char)line.p[0] * SECOND;
	r.end = r.start + ((unsigned char)line.p[1] / 8 + 1) * SECOND;
	r.kind = (enum suspects_kind)(
	    (unsigned char)line.p[1] % (SUSPECTS_CALL + 1));
	r.key = span_from(line, 2);
	r.ip = line.n % 2 == 0 ? span_from(line, line.n - 1) : r.ip;
	suspects_add(&all, &r);
	row.bytes = line.n;
	row.oldest = row.newest = (struct when){r.start, 0, 0};
	tally_add(&tally, &row);
}

static void
check_rank(bool every)
{
	uint32_t places[MESSAGES];
	struct suspects_group g = {.span = 256 * (int64_t)SECOND,
	    .places = places,
	    .n = MESSAGES,
	    .all = every};
	size_t i;

	g.covered = g.span;
	for (i = 0; i < MESSAGES; i++)
		places[i] = (uint32_t)i;
	suspects_rank(&all, &g);
	HOLDS(g.unexplained <= MESSAGES);
	for (i = 0; i < g.nrows; i++) {
		HOLDS(g.rows[i].hits <= MESSAGES);
		HOLDS(g.rows[i].suspect->requests > 0);
		suspects_client(g.rows[i].suspect);
	}
	free(g.rows);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int64_t times[MESSAGES];
	uint64_t count = 0;
	size_t i;

	for (i = 0; i < MESSAGES; i++)
		times[i] = (int64_t)i * 4 * SECOND;
	all = (struct suspects){.times = times, .ntimes = MESSAGES};
	tally = (struct tally){0};
	fuzz_lines(data, size, read_line);
	suspects_settle(&all, 0, 256 * (int64_t)SECOND);
	check_rank(false);
	check_rank(true);
	suspects_free(&all);
	tally_sort(&tally);
	for (i = 0; i < tally.n; i++) {
		HOLDS(i == 0 || tally.rows[i].count <= tally.rows[i - 1].count);
		count += tally.rows[i].count;
	}
	HOLDS(count <= size);
	tally_free(&tally);
	return 0;
}
