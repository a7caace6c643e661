/* The logarithm against known values; the score against the facts' table. */
#include "pure/score.h"
#include "unit.h"

static bool
near(double a, double b, double by)
{
	double d = a > b ? a - b : b - a;

	return d <= by;
}

static void
logarithms(void)
{
	CHECK(near(score_ln(1), 0, 0));
	CHECK(near(score_ln(2), 0.69314718055994530942, 1e-12));
	CHECK(near(score_ln(10), 2.30258509299404568402, 1e-12));
	CHECK(near(score_ln(0.5), -0.69314718055994530942, 1e-12));
	CHECK(near(score_ln(1e-9), -20.7232658369464111, 1e-11));
	CHECK(near(score_ln(123456789), 18.6314017661680180, 1e-11));
	CHECK(near(score_ln(1.41421356), 0.3465735886019411, 1e-11));
}

/* N, hits, p, lift, G2: of a real log, ../shared/facts. */
static void
scores(void)
{
	static const struct {
		unsigned n, hits;
		double expected, lift, g2;
	} rows[] = {{79, 49, 30.7, 1.6, 17}, {46, 41, 17.9, 2.3, 51},
	    {23, 17, 2.2, 7.6, 54}};
	struct score s;
	size_t i;

	for (i = 0; i < LEN(rows); i++) {
		s = score_of(
		    rows[i].n, rows[i].hits, rows[i].expected / rows[i].n);
		CHECK(near(s.expected, rows[i].expected, 1e-9));
		CHECK(near(s.lift, rows[i].lift, 0.15));
		CHECK(near(s.g2, rows[i].g2, 1));
	}
}

static void
edges(void)
{
	struct score s = score_of(10, 10, 1);

	CHECK(near(s.lift, 1, 0) && near(s.g2, 0, 0));
	s = score_of(10, 10, 0.5);
	CHECK(near(s.g2, 20 * 0.69314718055994530942, 1e-9));
	s = score_of(10, 3, 0.5);
	CHECK(near(s.g2, 0, 0));
	s = score_of(10, 0, 0);
	CHECK(near(s.g2, 0, 0) && near(s.lift, 0, 0));
	s = score_of(0, 0, 0.5);
	CHECK(near(s.g2, 0, 0));
}

/* A lift of 2, and a g2 of 11 and 2 ln(candidates). */
static void
explaining(void)
{
	static const struct {
		double lift, g2;
		size_t candidates;
		bool explains;
	} rows[] = {{2, 11, 1, true}, {2, 10.999999, 1, false},
	    {1.999999, 1000, 1, false}, {0, 0, 1, false}, {2, 11, 0, false},
	    {9, 1e9, 0, false}, {2, 11, 2, false}, {2, 12.3862, 2, false},
	    {2, 12.3863, 2, true}, {100, 24.8155, 1000, false},
	    {100, 24.8156, 1000, true}, {2, 38.6310, 1000000, false},
	    {2, 38.6311, 1000000, true}, {1, 38.6311, 1000000, false},
	    {1e9, 99.72, SIZE_MAX, sizeof(size_t) == 4},
	    {1e9, 99.73, SIZE_MAX, true}};
	size_t i;

	for (i = 0; i < LEN(rows); i++) {
		struct score s = {1, rows[i].lift, rows[i].g2};

		CHECK_INT(
		    score_explains(s, rows[i].candidates), rows[i].explains);
		/* how many are expected has no say */
		s.expected = 0;
		CHECK_INT(
		    score_explains(s, rows[i].candidates), rows[i].explains);
	}
	/* of the facts' rows the rare one stands out of hundreds, not the one
	 * that is mostly there */
	CHECK(score_explains(score_of(23, 17, 2.2 / 23), 500));
	CHECK(!score_explains(score_of(79, 49, 30.7 / 79), 1));
	CHECK(!score_explains(score_of(2, 2, 0.01), 500));
	CHECK(score_explains(score_of(3, 3, 0.01), 500));
}

int
main(void)
{
	logarithms();
	scores();
	edges();
	explaining();
	return unit_end();
}
