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
