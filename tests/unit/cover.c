/* Against an array with a cell for each moment. */
#include "pure/cover.h"
#include "unit.h"

enum { SPAN_OF_TIME = 500 };

static void
random_pieces(unsigned most)
{
	unsigned char cells[SPAN_OF_TIME] = {0}, marks[SPAN_OF_TIME] = {0};
	int64_t moments[SPAN_OF_TIME], i, total = 0;
	struct cover c = {0};
	unsigned n = unit_rand(most), k;

	for (k = 0; k < n; k++) {
		int64_t from = unit_rand(SPAN_OF_TIME),
			to = from + (int64_t)unit_rand(30);

		cover_add(&c, from - 50, to - 50);
		for (i = from - 50; i < to - 50; i++)
			if (i >= 0 && i < 400)
				cells[i] = 1;
	}
	cover_settle(&c, 0, 400);
	for (i = 0; i < SPAN_OF_TIME; i++) {
		moments[i] = i;
		total += cells[i];
	}
	CHECK_INT(cover_total(&c), total);
	CHECK_INT(cover_count(&c, moments, SPAN_OF_TIME, marks), total);
	CHECK(memcmp(cells, marks, sizeof cells) == 0);
	CHECK(c.n <= SPAN_OF_TIME / 2 + 1);
	cover_free(&c);
}

/* A million pieces of a few places take no more memory than those. */
static void
few_places(void)
{
	struct cover c = {0};
	int64_t i;

	for (i = 0; i < 1000000; i++)
		cover_add(&c, i * 7919 % 10 * 100, i * 7919 % 10 * 100 + 50);
	CHECK(c.cap <= 64);
	cover_settle(&c, 0, 1000);
	CHECK_INT(cover_total(&c), 500);
	cover_free(&c);
}

/* Joined at gaps, again and again while pieces come: no hole in the end is one
 * that is not longer than the last gap, and all that is longer is one. */
static void
joined(unsigned most, int64_t gap)
{
	unsigned char cells[SPAN_OF_TIME] = {0}, marks[SPAN_OF_TIME] = {0};
	int64_t moments[SPAN_OF_TIME], i, hole, total = 0;
	struct cover c = {0};
	unsigned n = unit_rand(most), k;

	for (k = 0; k < n; k++) {
		int64_t from = unit_rand(400);
		int64_t to = from + 1 + (int64_t)unit_rand(8);

		cover_add(&c, from, to);
		for (i = from; i < to; i++)
			cells[i] = 1;
		if (gap > 0 && unit_rand(10) == 0)
			cover_join(&c, 0);
	}
	cover_join(&c, gap);
	CHECK(c.n <= c.cap && c.cap <= (c.n < 16 ? 16 : 2 * c.n));
	for (i = 1; i < (int64_t)c.n; i++)
		CHECK(c.v[i].start > c.v[i - 1].end + gap);
	/* the holes of the model */
	for (i = 0; i<450; i = hole> i ? hole : i + 1) {
		for (hole = i; hole < 450 && cells[hole] == 0; hole++)
			continue;
		if (i > 0 && hole > i && hole < 450 && hole - i <= gap)
			memset(cells + i, 1, (size_t)(hole - i));
	}
	for (i = 0; i < SPAN_OF_TIME; i++) {
		moments[i] = i;
		total += cells[i];
	}
	cover_settle(&c, 0, SPAN_OF_TIME);
	CHECK_INT(cover_total(&c), total);
	CHECK_INT(cover_count(&c, moments, SPAN_OF_TIME, marks), total);
	CHECK_INT(memcmp(cells, marks, sizeof cells), 0);
	/* what comes then is added */
	cover_add(&c, 490, 495);
	cover_settle(&c, 0, SPAN_OF_TIME);
	CHECK_INT(cover_total(&c), total + 5);
	cover_free(&c);
}

/* What many pieces took is given back when they are few. */
static void
given_back(void)
{
	struct cover c = {0};
	int64_t i;

	cover_join(&c, 5);
	CHECK_INT(c.n, 0);
	for (i = 0; i < 100000; i++)
		cover_add(&c, i * 10, i * 10 + 5);
	CHECK(c.n == 100000 && c.cap >= c.n);
	cover_join(&c, 4);
	CHECK_INT(c.n, 100000);
	cover_join(&c, 5);
	CHECK_INT(c.n, 1);
	CHECK(c.cap <= 16);
	CHECK(c.v[0].start == 0 && c.v[0].end == 999995);
	cover_free(&c);
}

int
main(void)
{
	unsigned i;

	for (i = 0; i < 3000; i++)
		random_pieces(i % 40 + 1);
	few_places();
	for (i = 0; i < 5000; i++)
		joined(i % 60 + 1, i % 13);
	given_back();
	return unit_end();
}
