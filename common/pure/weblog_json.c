/* What nginx's escape=json, Apache and Caddy write, under the keys that people
 * give to their values. */
#include "pure/json.h"
#include "pure/weblog_parts.h"

struct reader {
	struct stamp_clock *clock;
	struct weblog_parts *v;
	struct weblog *w;
};

enum weblog_part
weblog_part_of(struct span key)
{
	static const struct {
		const char *key;
		enum weblog_part part;
	} table[] = {{"time", WEBLOG_TIME}, {"time_local", WEBLOG_TIME},
	    {"time_iso8601", WEBLOG_TIME}, {"@timestamp", WEBLOG_TIME},
	    {"timestamp", WEBLOG_TIME}, {"msec", WEBLOG_TIME},
	    {"ts", WEBLOG_TIME}, {"request", WEBLOG_REQUEST},
	    {"request_method", WEBLOG_METHOD}, {"method", WEBLOG_METHOD},
	    {"request_uri", WEBLOG_URI}, {"uri", WEBLOG_PATH},
	    {"url", WEBLOG_PATH}, {"path", WEBLOG_PATH}, {"args", WEBLOG_QUERY},
	    {"query_string", WEBLOG_QUERY}, {"query", WEBLOG_QUERY},
	    {"server_protocol", WEBLOG_PROTO}, {"protocol", WEBLOG_PROTO},
	    {"proto", WEBLOG_PROTO}, {"status", WEBLOG_STATUS},
	    {"host", WEBLOG_VHOST}, {"server_name", WEBLOG_VHOST},
	    {"vhost", WEBLOG_VHOST}, {"http_host", WEBLOG_VHOST},
	    {"domain", WEBLOG_VHOST}, {"remote_addr", WEBLOG_IP},
	    {"remote_ip", WEBLOG_IP}, {"client_ip", WEBLOG_IP},
	    {"clientip", WEBLOG_IP}, {"ip", WEBLOG_IP},
	    {"remote_user", WEBLOG_USER}, {"user", WEBLOG_USER},
	    {"request_time", WEBLOG_TOOK}, {"duration", WEBLOG_TOOK},
	    {"rt", WEBLOG_TOOK}, {"duration_ms", WEBLOG_MSEC},
	    {"body_bytes_sent", WEBLOG_BYTES}, {"bytes_sent", WEBLOG_BYTES},
	    {"bytes", WEBLOG_BYTES}, {"size", WEBLOG_BYTES},
	    {"http_referer", WEBLOG_REFERER}, {"referer", WEBLOG_REFERER},
	    {"http_user_agent", WEBLOG_AGENT}, {"user_agent", WEBLOG_AGENT},
	    {"agent", WEBLOG_AGENT}, {"ua", WEBLOG_AGENT},
	    {"http_x_forwarded_for", WEBLOG_XFF},
	    {"x_forwarded_for", WEBLOG_XFF}, {"xff", WEBLOG_XFF}};
	size_t i;

	for (i = 0; i < sizeof table / sizeof table[0]; i++)
		if (span_is(key, table[i].key))
			return table[i].part;
	return WEBLOG_SKIP;
}

/* The most exact one of several; Apache's %t has brackets. */
static void
read_time(struct reader *r, struct span key, struct span text)
{
	if (text.n > 1 && text.p[0] == '[')
		text = span_of(text.p + 1, text.n - 2);
	if (weblog_take_time(r->w, r->clock, text, r->w->time.digits + 1) &&
	    span_is(key, "time_local")) /* nginx's name of it */
		r->w->stamp = WEBLOG_STAMP_END;
}

/* A number is no method: whoever looks for one looks for a quote before it. */
static bool
may_be(enum weblog_part part, enum json_type type)
{
	return type == JSON_STRING ||
	    (type == JSON_NUMBER && part != WEBLOG_METHOD &&
		part != WEBLOG_REQUEST);
}

static int
read_member(void *ctx, struct span key, enum json_type type, struct span raw)
{
	struct reader *r = ctx;
	enum weblog_part part = weblog_part_of(key);
	struct buf *b;
	size_t from;

	if (part == WEBLOG_TIME)
		read_time(r, key, raw);
	/* Caddy has an object of that name, with the method and all in it. */
	if (type == JSON_OBJECT && part == WEBLOG_REQUEST)
		return json_object(raw, read_member, r);
	if (r->v == NULL || part <= WEBLOG_TIME || raw.n == 0 ||
	    !may_be(part, type) || r->v->of[part].p != NULL ||
	    span_is(raw, "-"))
		return 0;
	if (memchr(raw.p, '\\', raw.n) != NULL) {
		b = r->v->scratch;
		from = b->len;
		json_string(b, raw);
		raw = span_of(b->p + from, b->len - from);
	}
	r->v->of[part] = raw;
	return 0;
}

/* \xHH and \v as JSON has them. */
static void
put_mended(struct buf *b, struct span line)
{
	size_t i;
	int byte;

	for (i = 0; i < line.n; i++) {
		buf_putc(b, line.p[i]);
		if (line.p[i] != '\\' || i + 1 == line.n)
			continue;
		byte = line.n - i >= 4 ? weblog_hex(line.p + i) : -1;
		i += byte >= 0 ? 3 : 1;
		if (byte >= 0)
			buf_putf(b, byte < 0x80 ? "u00%02x" : "udc%02x", byte);
		else if (line.p[i] == 'v')
			buf_puts(b, "u000b");
		else
			buf_putc(b, line.p[i]);
	}
}

int
weblog_json(struct stamp_clock *clock, struct span line, struct weblog_parts *v,
    struct weblog *w)
{
	struct reader r = {clock, v, w};
	size_t n;

	if (json_object(line, read_member, &r) == 0 || v == NULL)
		return v == NULL ? 0 : weblog_finish(v, w);
	weblog_start(v, v->scratch, line.n, w);
	put_mended(v->scratch, line);
	n = v->scratch->len;
	buf_room(v->scratch, n + 16);
	if (json_object(span_of(v->scratch->p, n), read_member, &r) == -1)
		return -1;
	return weblog_finish(v, w);
}
