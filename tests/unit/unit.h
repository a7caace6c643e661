/*
 * unit: what the unit tests check with. They are silent; a check that fails
 * is a line on standard error, and unit_end then gives main the status 1.
 */
#ifndef QT_UNIT_H
#define QT_UNIT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/span.h"

#define LEN(a) (sizeof(a) / sizeof *(a))

/* A string literal's bytes (it may hold NULs), ending where memory ends. */
#define SPAN(literal) unit_span(literal, sizeof literal - 1)

#define CHECK(cond) unit_check((cond), __FILE__, __LINE__, #cond)
#define CHECK_INT(got, want) \
	unit_int((long long)(got), (long long)(want), __FILE__, __LINE__, #got)
/* want is a C string; CHECK_SAME: a span. */
#define CHECK_STR(got_p, got_n, want) \
	CHECK_SAME(span_of(got_p, got_n), span_str(want))
#define CHECK_SAME(got, want) unit_same(got, want, __FILE__, __LINE__)

/* The row of a table that is checked, told with what fails; NULL: none. */
static const char *unit_row;

static unsigned long unit_failures;

static inline void
unit_put(struct span a)
{
	size_t i;

	for (i = 0; i < a.n; i++)
		fprintf(stderr,
		    a.p[i] >= ' ' && a.p[i] < 0x7F && a.p[i] != '\\'
			? "%c"
			: "\\x%02X",
		    (unsigned char)a.p[i]);
}

/* Starts the line of a failed check; false if there have been too many. */
static inline bool
unit_fails(const char *file, int line)
{
	if (++unit_failures > 20)
		return false;
	fprintf(stderr, "%s:%d: ", file, line);
	if (unit_row != NULL) {
		unit_put(span_str(unit_row));
		fprintf(stderr, ": ");
	}
	return true;
}

static inline void
unit_check(bool good, const char *file, int line, const char *what)
{
	if (!good && unit_fails(file, line))
		fprintf(stderr, "not so: %s\n", what);
}

static inline void
unit_int(
    long long got, long long want, const char *file, int line, const char *what)
{
	if (got != want && unit_fails(file, line))
		fprintf(stderr, "%s is %lld, not %lld\n", what, got, want);
}

static inline void
unit_same(struct span got, struct span want, const char *file, int line)
{
	if (span_same(got, want) || !unit_fails(file, line))
		return;
	fprintf(stderr, "got \"");
	unit_put(got);
	fprintf(stderr, "\", not \"");
	unit_put(want);
	fprintf(stderr, "\"\n");
}

static inline int
unit_end(void)
{
	if (unit_failures > 0)
		fprintf(stderr, "%lu checks failed\n", unit_failures);
	return unit_failures > 0;
}

/*
 * A copy in memory of exactly n bytes, so that the address sanitizer sees who
 * reads on. It lasts until the next call.
 */
static inline struct span
unit_span(const char *p, size_t n)
{
	static char *copy;

	free(copy);
	copy = malloc(n);
	if (n > 0)
		memcpy(copy, p, n);
	return span_of(copy, n);
}

/* A number below n, the same ones in every run (xorshift64*). */
static inline uint32_t
unit_rand(uint32_t n)
{
	static uint64_t x = 20261121;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	return (uint32_t)((x * 0x2545F4914F6CDD1D) >> 32) % n;
}

/* Random text, up to max (> 8) bytes, of what is hard to print. */
static inline size_t
unit_text(char *to, size_t max)
{
	static const char *const pieces[] = {"\xC2\x85", "\xD8\x9C", "\t",
	    "\xE2\x80\x8F", "\xE2\x80\xA8", "\xE2\x80\xAE", "\xE2\x81\xA9",
	    "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x80",
	    "\xD0\xB9", "\xF0\x9F\x93\xA7", "\xF0\x9F", "\n", "\r\n", "\\",
	    "\\x41", "\\udc80", "\x1B[31m", "\x7F", " ", ",", "-", "<>", "\"",
	    "\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF", "\xE2\x81\xA6"};
	size_t n = 0, end = unit_rand((uint32_t)max - 7), len;
	const char *piece;

	while (n < end) {
		piece = pieces[unit_rand(LEN(pieces))];
		len = strlen(piece);
		if (unit_rand(2) == 0)
			to[n++] = (char)unit_rand(256);
		else if (n + len <= max) {
			memcpy(to + n, piece, len);
			n += len;
		}
	}
	return n;
}

/* utf8_get once more, from the Unicode Standard's table 3-7. */
static inline size_t
unit_utf8(const char *p, size_t n, uint32_t *cp)
{
	static const unsigned char table[][5] = {/* byte 1, byte 2, length */
	    {0x00, 0x7F, 0, 0, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2},
	    {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
	    {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
	    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4},
	    {0xF4, 0xF4, 0x80, 0x8F, 4}};
	static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
	const unsigned char *u = (const unsigned char *)p;
	size_t i, j, len;

	for (i = 0; i < LEN(table); i++)
		if (u[0] >= table[i][0] && u[0] <= table[i][1])
			break;
	if (i == LEN(table) || (len = table[i][4]) > n ||
	    (len > 1 && (u[1] < table[i][2] || u[1] > table[i][3])))
		return 0;
	*cp = u[0] & mask[len];
	for (j = 1; j < len; j++) {
		if (u[j] < 0x80 || u[j] > 0xBF)
			return 0;
		*cp = *cp * 64 + u[j] % 64;
	}
	return len;
}

/* C1, UAX #9's Bidi_Control, the line and the paragraph separator. */
static inline bool
unit_hostile(uint32_t cp)
{
	static const uint32_t list[] = {0x61C, 0x200E, 0x200F, 0x202A, 0x202B,
	    0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x2028,
	    0x2029};
	size_t i;

	for (i = 0; i < LEN(list); i++)
		if (list[i] == cp)
			return true;
	return cp >= 0x80 && cp < 0xA0;
}

/* Whether the text is UTF-8 and nothing in it is a control or hostile. */
static inline bool
unit_clean(const char *p, size_t n)
{
	uint32_t cp;
	size_t len;

	for (; n > 0; p += len, n -= len) {
		len = unit_utf8(p, n, &cp);
		if (len == 0 || cp < ' ' || cp == 0x7F || unit_hostile(cp))
			return false;
	}
	return true;
}

#endif
