/*
 * Addresses as Exim's parser leaves them in its logs: RFC 5321, 4.1.2, with
 * the liberties that it takes (local parts with lone dots, bare ones).
 */
#include "pure/address.h"

/* Where a quoted string at p[at] ends; 0: nowhere. */
size_t
address_quoted_end(struct span t, size_t at)
{
	while (++at < t.n) {
		if (t.p[at] == '"')
			return at + 1;
		if (t.p[at] == '\\')
			at++;
	}
	return 0;
}

static bool
is_special(char c)
{
	switch (c) {
	case '(':
	case ')':
	case '<':
	case '>':
	case '@':
	case ',':
	case ';':
	case '"':
		return true;
	default:
		return false;
	}
}

bool
address_is_atom(char c)
{
	return (unsigned char)c > ' ' && c != 0x7F && !is_special(c) &&
	    c != ':' && c != '.' && c != '[' && c != ']';
}

/* Words, quoted or not, with dots between them; a quoted pair can stand
 * outside of quotes. 0 if a quote is not closed. */
size_t
address_local_end(struct span t)
{
	size_t i = 0;

	for (;;) {
		if (i < t.n && t.p[i] == '"') {
			i = address_quoted_end(t, i);
			if (i == 0)
				return 0;
		} else {
			while (i < t.n && address_is_atom(t.p[i]))
				i += t.p[i] == '\\' && i + 1 < t.n ? 2 : 1;
		}
		if (i == t.n || t.p[i] != '.')
			return i;
		i++;
	}
}

/* Where the address in front ends, 0 if none is there; it needs a domain
 * unless bare. */
size_t
address_end(struct span t, bool bare)
{
	size_t i = address_local_end(t), at = i;

	if (i == 0 || i == t.n || t.p[i] != '@')
		return bare ? i : 0;
	i++;
	while (i < t.n && (unsigned char)t.p[i] > ' ' && !is_special(t.p[i]))
		i++;
	return i > at + 1 ? i : 0;
}

/* The same for one in angle brackets, which may be empty. */
size_t
address_bracketed_end(struct span t)
{
	size_t n;

	if (t.n < 2 || t.p[0] != '<')
		return 0;
	n = 1 + address_end(span_from(t, 1), true);
	return n < t.n && t.p[n] == '>' ? n + 1 : 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_ip(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') ||
	    c == '.' || c == ':';
}

size_t
address_ip_end(struct span t, size_t at)
{
	size_t begin = ++at;

	while (at < t.n && is_ip(t.p[at]))
		at++;
	if (at == begin || at == t.n || t.p[at++] != ']')
		return 0;
	if (at + 1 < t.n && t.p[at] == ':' && is_digit(*(t.p + at + 1)))
		for (at++; at < t.n && is_digit(*(t.p + at));)
			at++;
	return span_is_edge(t, at) ? at : 0;
}

/*
 * Where the value of H= ends, "name (helo) [ip]:port" without the first, the
 * second or the port: with the first [ip] from at on that can be it. A host's
 * name has no parenthesis. 0: it ends nowhere.
 */
size_t
address_host_end(struct span text, size_t at)
{
	const char *p, *end = text.p + text.n, *open;
	size_t n;

	open = text.n > 0 ? memchr(text.p, '(', text.n) : NULL;
	for (p = text.p + at; p < end; p++) {
		p = memchr(p, '[', (size_t)(end - p));
		if (p == NULL)
			return 0;
		n = (size_t)(p - text.p);
		if (n > 0 && p[-1] != ' ')
			continue;
		if (open != NULL && open < p && p[-2] != ')')
			continue;
		n = address_ip_end(text, n);
		if (n > 0)
			return n;
	}
	return 0;
}
