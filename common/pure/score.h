/* score: how well some times explain when messages came */
#ifndef QT_SCORE_H
#define QT_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct score {
	double expected; /* hits that chance would give */
	double lift; /* hits by expected */
	double g2; /* to rank by: how unlikely that is; 0 if not more */
};

/*
 * Of n messages hits fell into windows that make up the share p (0 to 1) of
 * all time. The log-likelihood ratio against chance (Dunning, "Accurate
 * methods for the statistics of surprise and coincidence", 1993). Messages
 * of a burst depend on each other: it ranks, it is no probability.
 */
struct score score_of(uint64_t n, uint64_t hits, double p);

/*
 * Whether that explains the messages it hit, with so many candidates among
 * which one would be good by chance: a lift of 2 and a g2 of 11 (one in a
 * thousand, were messages independent) and 2 ln(candidates).
 */
bool score_explains(struct score s, size_t candidates);

/* The natural logarithm of x > 0, to 12 digits; libm is not linked. */
double score_ln(double x);

#endif
