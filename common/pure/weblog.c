/*
 * The forms are those of nginx 1.22 and Apache 2.4 as they wrote them when
 * asked oddly (tests/unit/weblog.c), and those that panels configure.
 */
#include "pure/num.h"
#include "pure/weblog_parts.h"

struct reader {
	struct span line;
	struct stamp_clock *clock;
	struct weblog *w;
	struct span client; /* what stands before the time, or behind it */
};

/* --- time and request --- */

/* A time in front, without brackets, of one word or two, or two times, of
 * which the more exact one counts. Returns where the rest begins. */
static size_t
take_front(struct reader *r)
{
	struct span rest = r->line, first = span_field(&rest), more = rest;
	struct span second = span_field(&more);
	bool taken = weblog_take_time(r->w, r->clock, first, 0);

	if (second.p == NULL)
		return 0;
	if (!taken)
		second = span_of(r->line.p, r->line.n - more.n);
	if (weblog_take_time(r->w, r->clock, second, r->w->time.digits + 1))
		return r->line.n - more.n;
	return taken ? r->line.n - rest.n : 0;
}

/* The last time in brackets between from and to. */
static void
take_brackets(struct reader *r, size_t from, size_t to)
{
	enum { LONGEST = 40 };
	const char *p = r->line.p + from, *end = r->line.p + to, *open, *close;
	struct span text;

	for (; p < end && (open = memchr(p, '[', (size_t)(end - p))) != NULL;
	     p = open + 1) {
		text = span_of(open + 1, (size_t)(end - open) - 1);
		if (text.n > LONGEST)
			text.n = LONGEST;
		close = memchr(text.p, ']', text.n);
		if (close == NULL)
			continue;
		text.n = (size_t)(close - text.p);
		if (!weblog_take_time(r->w, r->clock, text, 0))
			continue;
		text = span_of(
		    r->line.p + from, (size_t)(open - r->line.p) - from);
		r->client = text;
		if (span_field(&text).p == NULL)
			r->client = span_of(
			    close + 1, (size_t)(end - close) - 1);
	}
}

/* " 200" */
static bool
has_status(struct span rest)
{
	uint64_t n;

	return rest.n >= 4 && rest.p[0] == ' ' && span_is_edge(rest, 4) &&
	    num_u(span_of(rest.p + 1, 3), 999, &n) == 0;
}

/*
 * The quote that ends the request after the one at open, 0 if that is none:
 * it has a status behind it or " HTTP/VERSION" before it. A log that is
 * written without escapes can have more quotes before.
 */
static size_t
request_end(struct span line, size_t open, size_t end)
{
	struct span text = span_of(line.p + open + 1, end - open - 1);
	bool begun = weblog_method(text).p != NULL;
	int tries = 0;

	if (weblog_proto(&text).p != NULL)
		return end;
	while (end < line.n && !has_status(span_from(line, end + 1))) {
		if (!begun || ++tries == 16)
			return 0;
		end = weblog_quote(line, end + 1);
	}
	return end < line.n ? end : 0;
}

/*
 * Finds the time, the request and what stands behind it. Returns 1, 0 if no
 * quoted text is a request, -1 if it cannot be read.
 */
static int
find_request(struct reader *r, struct span *request, struct span *tail)
{
	struct span line = r->line;
	size_t front = take_front(r), at = front, open, end;

	while ((open = weblog_quote(line, at)) < line.n) {
		take_brackets(r, at, open);
		end = weblog_quote(line, open + 1);
		if (end == line.n)
			return -1;
		at = end + 1;
		if (r->w->time.digits < 0 ||
		    (end = request_end(line, open, end)) == 0)
			continue;
		*request = span_of(line.p + open + 1, end - open - 1);
		*tail = span_from(line, end + 1);
		if (r->client.p == NULL)
			r->client = span_of(line.p + front, open - front);
		return 1;
	}
	return r->w->time.digits >= 0 && at > front ? 0 : -1;
}

/* --- what stands before the request --- */

static bool
is_ip(struct span a)
{
	size_t i, dots = 0, colons = 0;

	for (i = 0; i < a.n; i++) {
		dots += a.p[i] == '.';
		colons += a.p[i] == ':';
		if (memchr(".:0123456789abcdefABCDEF", a.p[i], 24) == NULL)
			return false;
	}
	return colons > 1 || (colons == 0 && dots == 3);
}

static bool
ends(struct span a, char c)
{
	return a.n > 0 && a.p[a.n - 1] == c;
}

/* "[VHOST] IP IDENT USER"; in place of the first two also "IP, IP" */
static void
read_client(struct weblog_parts *v, struct span text)
{
	struct span first = span_field(&text), rest, second = first;
	bool list = ends(first, ','), client;

	while (ends(second, ',') && text.n > 0)
		second = span_field(&text);
	if (second.p == NULL)
		return;
	first.n = (size_t)(second.p + second.n - first.p);
	client = list || is_ip(first);
	rest = text;
	second = span_field(&rest);
	if (is_ip(second) ||
	    (!client && !span_is(second, "-") &&
		weblog_host(first).n < first.n)) {
		weblog_put(v, client ? WEBLOG_XFF : WEBLOG_VHOST, first);
		weblog_put(v, WEBLOG_IP, second);
		text = rest;
	} else if (client || span_is(second, "-")) {
		weblog_put(v, list ? WEBLOG_XFF : WEBLOG_IP, first);
	} else {
		return;
	}
	span_field(&text); /* what identd says */
	while (ends(text, ' '))
		text.n--;
	if (text.n > 0)
		weblog_put(v, WEBLOG_USER, span_from(text, 1));
}

/* --- what stands behind it --- */

/* The next word, or quoted text with its quotes; n 0 if there is none. */
static struct span
next_word(struct span *rest)
{
	struct span word;

	while (rest->n > 0 && rest->p[0] == ' ')
		span_skip(rest, 1);
	word = *rest;
	if (word.n > 0 && word.p[0] == '"')
		word.n = weblog_quote(word, 1) + 1;
	else if (word.n > 0)
		word.n = weblog_quote(span_upto(&word, ' '), 0);
	word.p = rest->p;
	if (word.n > rest->n) /* cut off */
		word.n = 0;
	span_skip(rest, word.n);
	return word;
}

/* key=value; also key="value", in two calls */
static void
read_pair(struct reader *r, struct weblog_parts *v, struct span key,
    struct span value)
{
	static const struct {
		const char *key;
		enum weblog_part part;
	} keys[] = {{"rt", WEBLOG_TOOK}, {"request_time", WEBLOG_TOOK},
	    {"D", WEBLOG_USEC}, {"host", WEBLOG_VHOST}, {"sn", WEBLOG_VHOST},
	    {"vhost", WEBLOG_VHOST}, {"server_name", WEBLOG_VHOST}};
	struct weblog exact = *r->w;
	size_t i;

	for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (span_is(key, keys[i].key))
			weblog_put(v, keys[i].part, value);
	if (span_is(key, "msec") &&
	    weblog_take_time(&exact, r->clock, value, 0) &&
	    exact.time.sec == r->w->time.sec)
		*r->w = exact;
}

/* Whether it can be a host's name: its last label begins with a letter. */
static bool
is_name(struct span a)
{
	size_t i = a.n;

	while (i > 0 && a.p[i - 1] != '.')
		i--;
	return i > 1 && i < a.n && (a.p[i] | 0x20) >= 'a' &&
	    (a.p[i] | 0x20) <= 'z' && memchr(a.p, '/', a.n) == NULL;
}

static void
read_tail(struct reader *r, struct weblog_parts *v, struct span tail)
{
	static const enum weblog_part texts[] = {
	    WEBLOG_REFERER, WEBLOG_AGENT, WEBLOG_XFF};
	struct span word, key = {NULL, 0}, value = key;
	size_t ntexts = 0, nwords = 0;
	int64_t took;

	while ((word = next_word(&tail)).n > 0) {
		if (word.p[0] == '"') {
			word = span_of(word.p + 1, word.n - 2);
			if (value.p != NULL && value.p + 1 == word.p)
				read_pair(r, v, key, word);
			else if (ntexts++ < 3)
				weblog_put(v, texts[ntexts - 1], word);
			nwords = 0;
			value.p = NULL;
			continue;
		}
		value = word;
		key = span_upto(&value, '=');
		if (ntexts == 0 && nwords < 2)
			weblog_put(
			    v, nwords ? WEBLOG_BYTES : WEBLOG_STATUS, word);
		else if (value.p != NULL)
			read_pair(r, v, key, value);
		else if (memchr(word.p, '.', word.n) != NULL &&
		    (took = weblog_took(word, WEBLOG_SECONDS)) > r->w->took_us)
			r->w->took_us = took;
		nwords++;
	}
	if (ntexts > 0 && nwords > 0 && is_name(key))
		weblog_put(v, WEBLOG_VHOST, key);
	else if (ntexts > 0 && nwords == 1 && v->of[WEBLOG_BYTES].p != NULL)
		weblog_put(v, WEBLOG_TOOK, key);
}

/* --- a line --- */

int
weblog_read(struct stamp_clock *clock, struct span line, struct buf *scratch,
    struct weblog *w)
{
	return weblog_plain(clock, span_chomp(line), w)
	    ? 1
	    : weblog_read_any(clock, line, scratch, w);
}

int
weblog_read_any(struct stamp_clock *clock, struct span line,
    struct buf *scratch, struct weblog *w)
{
	struct reader r = {span_chomp(line), clock, w, {NULL, 0}};
	struct weblog_parts v;
	struct span request, tail;
	int rc;

	weblog_start(&v, scratch, line.n, w);
	if (r.line.n == 0)
		return 0;
	if (memchr(line.p, '\0', line.n) != NULL)
		return -1;
	if (line.p[0] == '{')
		return weblog_json(clock, r.line, &v, w);
	rc = find_request(&r, &request, &tail);
	if (rc != 1)
		return rc;
	weblog_put(&v, WEBLOG_REQUEST, request);
	read_client(&v, r.client);
	if (has_status(tail))
		read_tail(&r, &v, tail);
	return weblog_finish(&v, w);
}

bool
weblog_time(struct stamp_clock *clock, struct span line, int64_t *usec)
{
	struct weblog w = {.time = {0, 0, -1}};
	struct reader r = {line, clock, &w, {NULL, 0}};
	struct span request, tail;

	if (line.n > 0 && line.p[0] == '{')
		weblog_json(clock, line, NULL, &w);
	else if (line.n > 0)
		find_request(&r, &request, &tail);
	*usec = w.time.sec * 1000000 + w.time.usec;
	return w.time.digits >= 0;
}

/* --- which lines can be of a method --- */

/* Sixteen bytes at a time, with what the machine has for that. */
typedef unsigned char bytes __attribute__((vector_size(16)));

enum { AT_A_TIME = 64 };

/* Whether a quote and, behind it, the letter in either case stand anywhere in
 * so many bytes and one more. */
static bool
has_start(const char *p, unsigned char letter)
{
	bytes found = {0}, here, next, quotes = found + '"';
	bytes small = found + 0x20, letters = found + letter;
	uint64_t halves[2];
	int i;

	for (i = 0; i < AT_A_TIME; i += 16) {
		memcpy(&here, p + i, sizeof here);
		memcpy(&next, p + i + 1, sizeof next);
		found |= (bytes)(here == quotes) &
		    (bytes)((next | small) == letters);
	}
	memcpy(halves, &found, sizeof halves);
	return (halves[0] | halves[1]) != 0;
}

/* Whether the method stands behind the quote at p, unescaped in all but JSON,
 * and a blank follows it, or in JSON a quote. */
static bool
is_start(const char *p, const char *end, struct span method)
{
	size_t n = method.n;

	return *p == '"' && (size_t)(end - p) > n + 1 &&
	    (p[n + 1] == ' ' || p[n + 1] == '"') &&
	    span_caseis(span_of(p + 1, n), method);
}

const char *
weblog_find(struct span text, struct span method)
{
	const char *p = text.p, *end = p + text.n, *stop;
	unsigned char letter = (unsigned char)(method.p[0] | 0x20);

	while (p < end) {
		stop = end;
		if (end - p > AT_A_TIME) {
			stop = p + AT_A_TIME;
			if (!has_start(p, letter)) {
				p = stop;
				continue;
			}
		}
		for (; p < stop; p++)
			if (is_start(p, end, method))
				return p;
	}
	return NULL;
}

bool
weblog_may_hide(struct span line)
{
	return line.n > 0 && line.p[0] == '{' &&
	    span_find(line, span_str("\\u"), false) != NULL;
}
