/* span: a piece of somebody else's bytes, not NUL-terminated */
#ifndef QT_SPAN_H
#define QT_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* p == NULL: nothing is there, which is not the same as n == 0. */
struct span {
	const char *p;
	size_t n;
};

static inline struct span
span_of(const char *p, size_t n)
{
	return (struct span){p, n};
}

static inline struct span
span_str(const char *s)
{
	return span_of(s, strlen(s));
}

static inline bool
span_is(struct span a, const char *s)
{
	size_t n = strlen(s);

	return a.n == n && a.p != NULL && memcmp(a.p, s, n) == 0;
}

static inline bool
span_same(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Without its first n bytes: of *rest, or as another span. */
static inline void
span_skip(struct span *rest, size_t n)
{
	*rest = span_of(rest->p + n, rest->n - n);
}

static inline struct span
span_from(struct span a, size_t n)
{
	return span_of(a.p + n, a.n - n);
}

static inline bool
span_starts(struct span a, const char *with)
{
	size_t n = strlen(with);

	return a.n >= n && memcmp(a.p, with, n) == 0;
}

static inline bool
span_ends(struct span a, const char *with)
{
	size_t n = strlen(with);

	return a.n >= n && memcmp(a.p + a.n - n, with, n) == 0;
}

/* Whether a word that ends before at ends there: at a blank, or the end. */
static inline bool
span_is_edge(struct span a, size_t at)
{
	return at == a.n || a.p[at] == ' ';
}

/*
 * Takes the next field off the front of *rest: bytes other than blank and
 * tab, after any of those. At the end p is NULL.
 */
struct span span_field(struct span *rest);

/*
 * Takes what stands before the next byte sep off the front of *rest, and sep
 * with it; without sep all of it. At the end (rest->p NULL) p is NULL.
 */
struct span span_upto(struct span *rest, char sep);

/* Without the carriage return that lines from elsewhere may end with. */
struct span span_chomp(struct span a);

/* Without the blanks at both of its ends. */
struct span span_trim(struct span a);

/* Their order: by bytes, then by length. */
int span_cmp(struct span a, struct span b);

/* Puts n spans into that order; whether s is one of n that are in order. */
void span_sort(struct span *v, size_t n);
bool span_among(struct span s, const struct span *v, size_t n);

/* Equal, and in order, but for the case of ASCII letters. */
bool span_caseis(struct span a, struct span b);
int span_casecmp(struct span a, struct span b);

/* Where needle first stands in a, the case of ASCII letters aside if blind;
 * NULL if nowhere. An empty needle is everywhere. */
const char *span_find(struct span a, struct span needle, bool blind);

#endif
