/* num: numbers and sizes from text, strictly, and sizes as exim -bp shows */
#ifndef QT_NUM_H
#define QT_NUM_H

#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

/* Decimal digits and nothing else, at most max. Returns 0, or -1. */
int num_u(struct span text, uint64_t max, uint64_t *n);

/* The same with a minus sign allowed. */
int num_i(struct span text, int64_t *n);

/* Bytes: digits, perhaps a fraction, perhaps K or M (of 1024). 0 or -1. */
int num_size(struct span text, uint64_t *bytes);

/*
 * Bytes as exim -bp shows them, five columns wide (blank for 0), rounded as
 * Exim rounds (string_format_size in its documentation and outputs: below
 * 10K one decimal, K and M of 1024).
 */
void num_put_size(struct buf *b, uint64_t bytes);

#endif
