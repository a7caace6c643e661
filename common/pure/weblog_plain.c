/*
 * The line that most logs are made of, read quickly:
 *
 *	IP - USER [DD/Mon/YYYY:HH:MM:SS +ZZZZ] "METHOD TARGET HTTP/VERSION"
 *	STATUS BYTES["REFERER" "AGENT"]
 *
 * of whose values none has an escape. All else is left to weblog_read, which
 * reads these lines in the same way.
 */
#include "pure/weblog_parts.h"

enum { STAMP = 26 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* What stands before the next byte c, which goes, too; n 0 without one. */
static struct span
take(struct span *rest, char c)
{
	const char *at = memchr(rest->p, c, rest->n);
	struct span taken = span_of(rest->p, 0);

	if (at == NULL)
		return taken;
	taken.n = (size_t)(at - rest->p);
	span_skip(rest, taken.n + 1);
	return taken;
}

static bool
skip(struct span *rest, const char *text)
{
	size_t n = strlen(text);

	if (rest->n < n || memcmp(rest->p, text, n) != 0)
		return false;
	span_skip(rest, n);
	return true;
}

static struct span
value_of(struct span text)
{
	return text.n == 0 || span_is(text, "-") ? span_of(NULL, 0) : text;
}

/* An address: 1.2.3.4, 2001:db8::1. */
static bool
is_address(struct span a)
{
	size_t i, dots = 0, colons = 0;

	for (i = 0; i < a.n; i++)
		if (a.p[i] == '.')
			dots++;
		else if (a.p[i] == ':')
			colons++;
		else if (!is_digit(a.p[i]) &&
		    ((a.p[i] | 0x20) < 'a' || (a.p[i] | 0x20) > 'f'))
			return false;
	return (dots == 3 && colons == 0) || (dots == 0 && colons > 1);
}

static bool
is_name(struct span a)
{
	size_t i;

	for (i = 0; i < a.n; i++)
		if (!is_letter(a.p[i]) && !is_digit(a.p[i]) &&
		    memchr("-_.@", a.p[i], 4) == NULL)
			return false;
	return a.n > 0;
}

/* "POST /a?b HTTP/1.1" */
static bool
read_request(struct span text, struct weblog *w)
{
	size_t i = 0;

	while (i < text.n && is_letter(text.p[i]))
		i++;
	if (i == 0 || i == text.n || text.p[i] != ' ')
		return false;
	w->method = span_of(text.p, i);
	span_skip(&text, i + 1);
	w->proto = weblog_proto(&text);
	w->path = span_upto(&text, '?');
	w->query = text;
	return w->proto.p != NULL;
}

/* " 200 1234", and how many bytes that is; 0 if it is not there. */
static size_t
read_status(struct span text, struct weblog *w)
{
	const char *p = text.p;
	size_t i = 5;

	if (text.n < 6 || p[0] != ' ' || !is_digit(p[1]) || !is_digit(p[2]) ||
	    !is_digit(p[3]) || p[4] != ' ')
		return 0;
	w->status = (p[1] - '0') * 100 + (p[2] - '0') * 10 + (p[3] - '0');
	w->bytes = 0;
	if (p[5] == '-')
		return 6;
	for (; i < text.n && i < 5 + 18 && is_digit(p[i]); i++)
		w->bytes = w->bytes * 10 + (p[i] - '0');
	return i > 5 ? i : 0;
}

bool
weblog_plain(struct stamp_clock *clock, struct span line, struct weblog *w)
{
	struct span rest = line, ip = take(&rest, ' '), user, request;
	size_t n;

	*w = (struct weblog){
	    .time = {0, 0, -1}, .took_us = -1, .status = -1, .bytes = -1};
	if (!is_address(ip) || !skip(&rest, "- "))
		return false;
	user = take(&rest, ' ');
	if (!is_name(user) || rest.n < STAMP + 4 || rest.p[0] != '[' ||
	    memcmp(rest.p + STAMP + 1, "] \"", 3) != 0 ||
	    memchr(line.p, '\\', line.n) != NULL ||
	    memchr(line.p, '\0', line.n) != NULL ||
	    !weblog_take_time(w, clock, span_of(rest.p + 1, STAMP), 0))
		return false;
	span_skip(&rest, STAMP + 4);
	request = take(&rest, '"');
	if (!read_request(request, w) || (n = read_status(rest, w)) == 0)
		return false;
	span_skip(&rest, n);
	w->ip = ip;
	w->user = value_of(user);
	if (rest.n == 0)
		return true;
	if (!skip(&rest, " \""))
		return false;
	w->referer = value_of(take(&rest, '"'));
	if (!skip(&rest, " \""))
		return false;
	w->agent = value_of(take(&rest, '"'));
	return rest.n == 0 && rest.p[-1] == '"';
}
