/* fuzz: what the fuzz drivers check with; what does not hold ends the run */
#ifndef QT_FUZZ_H
#define QT_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/unit.h"
#include "base/buf.h"

/* The moment that is now in every run: 2026-11-21 20:04:48 UTC. */
enum { FUZZ_NOW = 1795291488 };

#define HOLDS(cond) fuzz_holds((cond), __FILE__, __LINE__, #cond)

/* libFuzzer's and AFL++'s entry; main.c calls it with files. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void
fuzz_holds(bool good, const char *file, int line, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

/* A fuzzer's err_nomem (ld --wrap): so much no input may ask for, and which
 * one did is to be told. */
__attribute__((weak)) _Noreturn void __wrap_err_nomem(void);

void
__wrap_err_nomem(void)
{
	fprintf(stderr, "does not hold: memory is enough\n");
	abort();
}

static inline struct span
fuzz_span(const uint8_t *data, size_t size)
{
	return span_of(size == 0 ? "" : (const char *)data, size);
}

static inline struct span
fuzz_of(const struct buf *b)
{
	return span_of(b->len == 0 ? "" : b->p, b->len);
}

/* A copy whose end is where memory ends, for who must not read on. */
static inline struct span
fuzz_copy(struct span a)
{
	char *p = malloc(a.n == 0 ? 1 : a.n);

	memcpy(p, a.p, a.n);
	return span_of(p, a.n);
}

static inline void
fuzz_release(struct span copy)
{
	free((void *)(uintptr_t)copy.p);
}

/* The input as a C string, for what takes a command line's words: up to its
 * first NUL. To be freed. */
static inline char *
fuzz_string(struct span a)
{
	size_t n = a.n == 0 ? 0 : strnlen(a.p, a.n);
	char *s = malloc(n + 1);

	memcpy(s, a.p, n);
	s[n] = '\0';
	return s;
}

typedef void fuzz_fn(struct span line);

/* Calls fn with each line, as a copy. */
static inline void
fuzz_lines(const uint8_t *data, size_t size, fuzz_fn *fn)
{
	struct span rest = fuzz_span(data, size), line, copy;

	while ((line = span_upto(&rest, '\n')).p != NULL) {
		copy = fuzz_copy(line);
		fn(copy);
		fuzz_release(copy);
	}
}

/* Whether a part that was told, if it was, lies in the whole; nothing is
 * anywhere. */
static inline bool
fuzz_inside(struct span part, struct span whole)
{
	return part.p == NULL || part.n == 0 ||
	    (part.p >= whole.p && part.n <= whole.n &&
		(size_t)(part.p - whole.p) <= whole.n - part.n);
}

#define INSIDE(part, whole) HOLDS(fuzz_inside(part, whole))

/* Each piece of text, lines of output: nothing that hurts a terminal. */
static inline bool
fuzz_is_clean(struct span lines)
{
	struct span line;

	while ((line = span_upto(&lines, '\n')).p != NULL) {
		size_t tab = 0, i;

		for (i = 0; i <= line.n; i++) {
			if (i < line.n && line.p[i] != '\t')
				continue;
			if (!unit_clean(line.p + tab, i - tab))
				return false;
			tab = i + 1;
		}
	}
	return true;
}

#define CLEAN(b) HOLDS(fuzz_is_clean(fuzz_of(b)))

/* Whether all of it is UTF-8, whatever characters it has. */
static inline bool
fuzz_is_utf8(struct span a)
{
	uint32_t cp;
	size_t n;

	for (; a.n > 0; span_skip(&a, n))
		if ((n = unit_utf8(a.p, a.n, &cp)) == 0)
			return false;
	return true;
}

#endif
