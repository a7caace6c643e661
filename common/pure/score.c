#include "pure/score.h"

#define LN2 0.69314718055994530942
#define SQRT_HALF 0.70710678118654752440

/* x = 2^e * m with m near 1, ln m = 2 atanh((m - 1) / (m + 1)). */
double
score_ln(double x)
{
	double t, square, power, sum = 0;
	int e = 0, i;

	while (x > 2 * SQRT_HALF) {
		x /= 2;
		e++;
	}
	while (x < SQRT_HALF) {
		x *= 2;
		e--;
	}
	t = (x - 1) / (x + 1);
	square = t * t;
	power = t;
	for (i = 1; i < 24; i += 2) {
		sum += power / i;
		power *= square;
	}
	return e * LN2 + 2 * sum;
}

struct score
score_of(uint64_t n, uint64_t hits, double p)
{
	struct score s = {.expected = (double)n * p};
	double h = (double)hits, rest = (double)n - h;

	if (s.expected > 0)
		s.lift = h / s.expected;
	if (h <= s.expected || s.expected <= 0)
		return s;
	s.g2 = h * score_ln(h / s.expected);
	if (rest > 0)
		s.g2 += rest * score_ln(rest / ((double)n - s.expected));
	s.g2 *= 2;
	return s;
}

bool
score_explains(struct score s, size_t candidates)
{
	return s.lift >= 2 && candidates > 0 &&
	    s.g2 >= 11 + 2 * score_ln((double)candidates);
}
