/* names: a number for each of many texts */
#ifndef QT_NAMES_H
#define QT_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* seed is to be random, as senders choose the texts; the rest is zero. */
struct names {
	uint64_t seed[2];
	struct span *v; /* copies, by their numbers; NUL-terminated */
	size_t n, cap;
	uint32_t *slots; /* 1 + number, 0: free */
	size_t nslots;
};

/* The text's number: n was it if it is new. */
uint32_t names_add(struct names *names, struct span text);

/* Lets go of those whose mark is not set; the others move up, in order. */
void names_keep(struct names *names, const bool *marks);

void names_free(struct names *names);

#endif
