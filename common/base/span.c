#include <stdlib.h>

#include "base/span.h"

struct span
span_field(struct span *rest)
{
	struct span field = {NULL, 0};
	size_t i = 0, from;

	while (i < rest->n && (rest->p[i] == ' ' || rest->p[i] == '\t'))
		i++;
	from = i;
	while (i < rest->n && rest->p[i] != ' ' && rest->p[i] != '\t')
		i++;
	if (i > from)
		field = span_of(rest->p + from, i - from);
	if (i > 0)
		*rest = span_of(rest->p + i, rest->n - i);
	return field;
}

struct span
span_upto(struct span *rest, char sep)
{
	struct span part = *rest;
	const char *at;

	if (part.p == NULL)
		return part;
	at = part.n > 0 ? memchr(part.p, sep, part.n) : NULL;
	if (at == NULL) {
		*rest = span_of(NULL, 0);
		return part;
	}
	*rest = span_of(at + 1, part.n - (size_t)(at - part.p) - 1);
	return span_of(part.p, (size_t)(at - part.p));
}

struct span
span_chomp(struct span a)
{
	if (a.n > 0 && a.p[a.n - 1] == '\r')
		a.n--;
	return a;
}

struct span
span_trim(struct span a)
{
	while (a.n > 0 && a.p[0] == ' ')
		span_skip(&a, 1);
	while (a.n > 0 && a.p[a.n - 1] == ' ')
		a.n--;
	return a;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
span_caseis(struct span a, struct span b)
{
	size_t i;

	if (a.n != b.n)
		return false;
	for (i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

int
span_cmp(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	return c != 0 ? c : a.n < b.n ? -1 : a.n > b.n;
}

static int
compare(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return span_cmp(*x, *y);
}

void
span_sort(struct span *v, size_t n)
{
	if (n > 1)
		qsort(v, n, sizeof *v, compare);
}

bool
span_among(struct span s, const struct span *v, size_t n)
{
	return n > 0 && bsearch(&s, v, n, sizeof s, compare) != NULL;
}

int
span_casecmp(struct span a, struct span b)
{
	size_t i, n = a.n < b.n ? a.n : b.n;

	for (i = 0; i < n; i++) {
		unsigned char x = (unsigned char)lower(a.p[i]);
		unsigned char y = (unsigned char)lower(b.p[i]);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return a.n < b.n ? -1 : a.n > b.n;
}

/* The next place in [p, end) of c, or of either case of it; NULL if none. */
static const char *
next_letter(const char *p, const char *end, char c, bool blind)
{
	char low = lower(c);

	if (!blind || low < 'a' || low > 'z')
		return memchr(p, c, (size_t)(end - p));
	while (p < end && (*p | 0x20) != low)
		p++;
	return p < end ? p : NULL;
}

const char *
span_find(struct span a, struct span needle, bool blind)
{
	const char *p = a.p, *end;

	if (needle.n == 0 || a.n < needle.n)
		return needle.n == 0 ? a.p : NULL;
	end = a.p + a.n;
	while ((size_t)(end - p) >= needle.n) {
		p = next_letter(p, end - needle.n + 1, needle.p[0], blind);
		if (p == NULL)
			return NULL;
		if (blind ? span_caseis(span_of(p, needle.n), needle)
			  : memcmp(p, needle.p, needle.n) == 0)
			return p;
		p++;
	}
	return NULL;
}
