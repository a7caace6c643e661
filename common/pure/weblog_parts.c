#include "pure/num.h"
#include "pure/weblog_parts.h"

void
weblog_start(
    struct weblog_parts *v, struct buf *scratch, size_t n, struct weblog *w)
{
	*v = (struct weblog_parts){.scratch = scratch};
	*w = (struct weblog){
	    .time = {0, 0, -1}, .took_us = -1, .status = -1, .bytes = -1};
	buf_clear(scratch);
	buf_room(scratch, n + 16);
}

static int
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *at = memchr(digits, c, sizeof digits - 1);

	return at == NULL ? -1
			  : (int)(at - digits) - (at - digits > 15 ? 6 : 0);
}

int
weblog_hex(const char *p)
{
	int high = hex_digit(p[2]), low = hex_digit(p[3]);
	int byte = high * 16 + low;

	if (p[1] != 'x' || high < 0 || low < 0 ||
	    (byte >= ' ' && byte < 0x7F && byte != '"' && byte != '\\'))
		return -1;
	return byte;
}

/* nginx escapes everything as \xHH, in upper case; Apache in lower case, and
 * has letters for some. */
static struct span
undo(struct weblog_parts *v, struct span raw)
{
	static const char letters[] = "\"\\nrtbv", bytes[] = "\"\\\n\r\t\b\v";
	struct buf *b = v->scratch;
	size_t from = b->len, i;
	const char *p, *at;
	int byte;

	for (i = 0; i < raw.n; i++) {
		p = raw.p + i;
		at = NULL;
		byte = -1;
		if (*p == '\\' && raw.n - i >= 2)
			at = memchr(letters, p[1], sizeof letters - 1);
		if (*p == '\\' && raw.n - i >= 4)
			byte = weblog_hex(p);
		if (at != NULL) {
			v->stamp = WEBLOG_STAMP_START;
			buf_putc(b, bytes[at - letters]);
			i++;
		} else if (byte >= 0) {
			if (p[2] >= 'a' || p[3] >= 'a')
				v->stamp = WEBLOG_STAMP_START;
			else if (p[2] >= 'A' || p[3] >= 'A' || byte == '"')
				v->stamp = WEBLOG_STAMP_END;
			buf_putc(b, (char)byte);
			i += 3;
		} else {
			buf_putc(b, *p);
		}
	}
	return span_of(b->p + from, b->len - from);
}

void
weblog_put(struct weblog_parts *v, enum weblog_part part, struct span raw)
{
	if (v->of[part].p != NULL || raw.n == 0 ||
	    (span_is(raw, "-") && part != WEBLOG_BYTES))
		return;
	v->of[part] = memchr(raw.p, '\\', raw.n) == NULL ? raw : undo(v, raw);
}

/* nginx's $msec and $time_iso8601 are the request's end. */
static bool
is_end(struct span text, const struct stamp *s)
{
	return (text.n == 14 && s->epoch != 0) ||
	    (text.n == 25 && text.p[10] == 'T' && text.p[22] == ':');
}

/* What a text was read as last: many lines have the same second. */
static bool
read_time(struct stamp_clock *clock, struct span text)
{
	struct stamp_memo *memo = &clock->memo;
	struct stamp s;

	if (text.n == memo->n && memcmp(text.p, memo->text, text.n) == 0)
		return true;
	if (text.n > sizeof memo->text || stamp_read(text, &s) == -1)
		return false;
	memcpy(memo->text, text.p, text.n);
	memo->n = text.n;
	memo->time = stamp_time(&s, clock, &memo->local);
	memo->end = is_end(text, &s);
	return true;
}

bool
weblog_take_time(
    struct weblog *w, struct stamp_clock *clock, struct span text, int digits)
{
	const struct stamp_memo *memo = &clock->memo;

	if (text.n == 0 || !read_time(clock, text) ||
	    memo->time.digits < digits)
		return false;
	w->time = memo->time;
	w->local = memo->local;
	if (memo->end)
		w->stamp = WEBLOG_STAMP_END;
	return true;
}

size_t
weblog_quote(struct span line, size_t at)
{
	const char *quote, *p;

	while (at < line.n &&
	    (quote = memchr(line.p + at, '"', line.n - at)) != NULL) {
		for (p = quote; p > line.p + at && p[-1] == '\\';)
			p--;
		at = (size_t)(quote - line.p);
		if ((quote - p) % 2 == 0)
			return at;
		at++;
	}
	return line.n;
}

/* --- what the values mean --- */

/* A method is a token (RFC 9110, 5.6.2); its bytes are never escaped. */
static bool
is_token(struct span a)
{
	static const char others[] = "0123456789!#$%&'*+-.^_`|~";
	size_t i;

	for (i = 0; i < a.n; i++) {
		char small = (char)(a.p[i] | 0x20);

		if ((small < 'a' || small > 'z') &&
		    memchr(others, a.p[i], sizeof others - 1) == NULL)
			return false;
	}
	return a.n > 0;
}

struct span
weblog_method(struct span request)
{
	struct span method = span_upto(&request, ' ');

	if (request.p == NULL || !is_token(method))
		method = span_of(NULL, 0);
	return method;
}

struct span
weblog_proto(struct span *text)
{
	struct span proto = {NULL, 0};
	size_t i = text->n;

	while (i > 0 && text->p[i - 1] != ' ')
		i--;
	if (i > 0 && span_starts(span_from(*text, i), "HTTP/")) {
		proto = span_from(*text, i);
		text->n = i - 1;
	}
	return proto;
}

/* "METHOD TARGET[ HTTP/VERSION]": the target can have blanks. */
static void
read_request(struct span text, struct weblog *w)
{
	w->method = weblog_method(text);
	if (w->method.p == NULL)
		return;
	span_skip(&text, w->method.n + 1);
	w->proto = weblog_proto(&text);
	w->path = span_upto(&text, '?');
	w->query = text;
}

static void
read_pieces(const struct span *of, struct weblog *w)
{
	struct span target = of[WEBLOG_URI];

	if (target.p == NULL)
		target = of[WEBLOG_PATH];
	if (!is_token(of[WEBLOG_METHOD]))
		return;
	w->method = of[WEBLOG_METHOD];
	w->proto = of[WEBLOG_PROTO];
	w->path = span_upto(&target, '?');
	w->query = target.p != NULL ? target : of[WEBLOG_QUERY];
	if (target.p == NULL && span_starts(w->query, "?")) /* Apache's %q */
		span_skip(&w->query, 1);
}

struct span
weblog_host(struct span host)
{
	size_t i = host.n;

	while (i > 0 && host.p[i - 1] >= '0' && host.p[i - 1] <= '9')
		i--;
	if (i == host.n || i < 2 || host.p[i - 1] != ':' ||
	    (memchr(host.p, ':', i - 1) != NULL && host.p[i - 2] != ']'))
		return host;
	return span_of(host.p, i - 1);
}

int64_t
weblog_took(struct span text, enum weblog_part unit)
{
	const int64_t second = 1000000;
	struct when t;

	/* when_parse would read a date, too */
	if (text.n == 0 || memchr(text.p, '-', text.n) != NULL ||
	    when_parse(text, &t, NULL) == -1 || t.sec > second * second)
		return -1;
	if (unit == WEBLOG_USEC ||
	    (unit == WEBLOG_TOOK && t.digits == 0 && t.sec >= 1000))
		return t.sec;
	if (unit == WEBLOG_MSEC)
		return t.sec * 1000 + t.usec / 1000;
	if (unit == WEBLOG_TOOK && t.digits == 0 && t.sec > 60)
		return -1;
	return t.sec < second ? t.sec * second + t.usec : -1;
}

/* The address that the proxy next to the server added. */
static struct span
last_proxy(struct span list)
{
	struct span last = list;

	while (list.p != NULL)
		last = span_upto(&list, ',');
	return span_field(&last);
}

int
weblog_finish(const struct weblog_parts *v, struct weblog *w)
{
	const struct span *of = v->of;
	enum weblog_part unit;
	uint64_t n;

	w->vhost = weblog_host(of[WEBLOG_VHOST]);
	w->ip = weblog_host(of[WEBLOG_IP].p != NULL
		? of[WEBLOG_IP]
		: last_proxy(of[WEBLOG_XFF]));
	w->user = of[WEBLOG_USER];
	w->referer = of[WEBLOG_REFERER];
	w->agent = of[WEBLOG_AGENT];
	w->xff = of[WEBLOG_XFF];
	read_request(of[WEBLOG_REQUEST], w);
	if (w->method.p == NULL)
		read_pieces(of, w);
	if (num_u(of[WEBLOG_STATUS], 999, &n) == 0)
		w->status = (int)n;
	if (span_is(of[WEBLOG_BYTES], "-"))
		w->bytes = 0;
	else if (num_u(of[WEBLOG_BYTES], INT64_MAX, &n) == 0)
		w->bytes = (int64_t)n;
	for (unit = WEBLOG_TOOK; unit <= WEBLOG_USEC; unit++)
		if (of[unit].p != NULL)
			w->took_us = weblog_took(of[unit], unit);
	if (v->stamp != WEBLOG_STAMP_UNKNOWN)
		w->stamp = v->stamp;
	if (w->time.digits < 0)
		return -1;
	return w->method.p != NULL || w->status != -1;
}
