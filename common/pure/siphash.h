/* siphash: keys that senders choose to numbers that they cannot foresee */
#ifndef QT_SIPHASH_H
#define QT_SIPHASH_H

#include <stdint.h>

#include "base/span.h"

/*
 * SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF",
 * with one round a word and three at the end, as hash tables use it). seed is
 * to be random.
 */
uint64_t siphash(const uint64_t seed[2], struct span key);

#endif
