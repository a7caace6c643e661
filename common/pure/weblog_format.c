/*
 * Sources: nginx's ngx_http_log_module and its variables; "Custom Log Formats"
 * of Apache's mod_log_config.
 */
#include "pure/weblog_format.h"
#include "pure/weblog_parts.h"

/* --- the format --- */

struct parser {
	struct weblog_format *f;
	struct span rest;
	size_t from; /* in f->text, what no field was behind yet */
	struct buf *why;
};

static int
fail(struct parser *p, const char *why)
{
	buf_puts(p->why, why);
	return -1;
}

/* Adds a field behind what was put to the text; form: of a time. */
static int
add(struct parser *p, enum weblog_part part, struct span form)
{
	struct weblog_format *f = p->f;
	struct span before = span_of(
	    f->text.p + p->from, f->text.len - p->from);
	struct weblog_item *last = f->n == 0 ? NULL : &f->items[f->n - 1];

	if (before.n == 0 && last != NULL && last->form.p == NULL &&
	    form.p == NULL) {
		if (part == WEBLOG_QUERY &&
		    (last->part == WEBLOG_PATH || last->part == WEBLOG_URI))
			return 0; /* they are told apart by the ? */
		return fail(p, "nothing stands between two fields");
	}
	if (f->n == sizeof f->items / sizeof f->items[0])
		return fail(p, "too many fields");
	f->items[f->n++] = (struct weblog_item){before, form, (int)part};
	p->from = f->text.len;
	return 0;
}

/* Behind the $: NAME or {NAME} */
static int
nginx_field(struct parser *p)
{
	static const char *const times[][2] = {{"time_local", "%d/%b/%Y:%T %z"},
	    {"time_iso8601", "%FT%T%z"}, {"msec", "%s.%3"}};
	static const char bytes[] = "abcdefghijklmnopqrstuvwxyz_0123456789"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	bool braced = span_starts(p->rest, "{");
	struct span name;
	size_t i;

	span_skip(&p->rest, braced);
	for (i = 0; i < p->rest.n &&
	     memchr(bytes, p->rest.p[i], sizeof bytes - 1) != NULL;
	     i++)
		continue;
	name = span_of(p->rest.p, i);
	span_skip(&p->rest, i);
	if (i == 0 || (braced && !span_starts(p->rest, "}")))
		return fail(p, "a $ without a name");
	span_skip(&p->rest, braced);
	p->f->stamp = WEBLOG_STAMP_END;
	for (i = 0; i < sizeof times / sizeof times[0]; i++)
		if (span_is(name, times[i][0]))
			return add(p, WEBLOG_TIME, span_str(times[i][1]));
	if (span_is(name, "is_args"))
		return add(p, WEBLOG_QUERY, span_of(NULL, 0));
	return add(p, weblog_part_of(name), span_of(NULL, 0));
}

/* %t and %{form}t */
static int
apache_time(struct parser *p, struct span form)
{
	static const char *const known[][2] = {{"sec", "%s"}, {"msec", "%Q"},
	    {"usec", "%J"}, {"msec_frac", "%3"}, {"usec_frac", "%6"}};
	size_t i;
	int rc;

	p->f->stamp = WEBLOG_STAMP_START;
	if (span_starts(form, "end:"))
		p->f->stamp = WEBLOG_STAMP_END;
	if (span_starts(form, "end:") || span_starts(form, "begin:"))
		span_upto(&form, ':');
	if (form.n == 0) {
		buf_putc(&p->f->text, '[');
		rc = add(p, WEBLOG_TIME, span_str("%d/%b/%Y:%T %z"));
		buf_putc(&p->f->text, ']');
		return rc;
	}
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (span_is(form, known[i][0]))
			form = span_str(known[i][1]);
	if (stamp_form(form) == -1)
		return fail(p, "a time has a conversion that is not known");
	return add(p, WEBLOG_TIME, form);
}

static enum weblog_part
apache_part(char c, struct span name)
{
	static const char letters[] = "haurmUqHsbBODTvV";
	static const enum weblog_part parts[] = {WEBLOG_IP, WEBLOG_IP,
	    WEBLOG_USER, WEBLOG_REQUEST, WEBLOG_METHOD, WEBLOG_PATH,
	    WEBLOG_QUERY, WEBLOG_PROTO, WEBLOG_STATUS, WEBLOG_BYTES,
	    WEBLOG_BYTES, WEBLOG_BYTES, WEBLOG_USEC, WEBLOG_SECONDS,
	    WEBLOG_VHOST, WEBLOG_VHOST};
	static const struct {
		const char *name;
		enum weblog_part part;
	} headers[] = {{"Referer", WEBLOG_REFERER},
	    {"User-Agent", WEBLOG_AGENT}, {"X-Forwarded-For", WEBLOG_XFF},
	    {"Host", WEBLOG_VHOST}};
	const char *at = memchr(letters, c, sizeof letters - 1);
	size_t i;

	for (i = 0; c == 'i' && i < sizeof headers / sizeof headers[0]; i++)
		if (span_caseis(name, span_str(headers[i].name)))
			return headers[i].part;
	if (c == 'T' && name.n == 2)
		return name.p[0] == 'm' ? WEBLOG_MSEC : WEBLOG_USEC;
	return at == NULL ? WEBLOG_SKIP : parts[at - letters];
}

/* Behind the %: [!STATUS,...] [<>] [{NAME}] [^X] LETTER */
static int
apache_field(struct parser *p)
{
	struct span *rest = &p->rest, name = {NULL, 0};
	bool two;
	char c;

	while (rest->n > 0 && memchr("0123456789,!<>", rest->p[0], 14) != NULL)
		span_skip(rest, 1);
	if (span_starts(*rest, "{")) {
		span_skip(rest, 1);
		name = span_upto(rest, '}');
	}
	two = rest->n > 1 && rest->p[0] == '^'; /* %^FB, %{x}^ti */
	if (two)
		span_skip(rest, 2);
	if (rest->n == 0)
		return fail(p, "a field has no end");
	c = rest->p[0];
	span_skip(rest, 1);
	if (c == 't' && !two)
		return apache_time(p, name);
	return add(
	    p, two ? WEBLOG_SKIP : apache_part(c, name), span_of(NULL, 0));
}

static int
check(struct parser *p)
{
	const struct weblog_format *f = p->f;
	bool is[WEBLOG_PARTS] = {0}, dated = false;
	size_t i;

	for (i = 0; i < f->n; i++) {
		is[f->items[i].part] = true;
		if (f->items[i].form.p != NULL)
			dated |= stamp_form(f->items[i].form) == 1;
	}
	if (!dated)
		return fail(p, "it tells no time");
	if (!is[WEBLOG_REQUEST] &&
	    (!is[WEBLOG_METHOD] || (!is[WEBLOG_URI] && !is[WEBLOG_PATH])))
		return fail(p, "it tells no request, nor method and path");
	return 0;
}

int
weblog_format_parse(
    struct weblog_format *f, struct span format, struct buf *why)
{
	struct parser p = {f, format, 0, why};
	char c, sign = '\0';
	int rc = 0;

	*f = (struct weblog_format){0};
	buf_room(&f->text, 2 * format.n + 1); /* so that it never moves */
	while (rc == 0 && p.rest.n > 0) {
		c = p.rest.p[0];
		span_skip(&p.rest, 1);
		if (sign == '\0' && (c == '$' || c == '%'))
			sign = c;
		if (c == '\\' && p.rest.n > 0 &&
		    memchr("\"\\'t", p.rest.p[0], 4) != NULL) {
			c = p.rest.p[0] == 't' ? '\t' : p.rest.p[0];
			span_skip(&p.rest, 1);
		} else if (c == '%' && span_starts(p.rest, "%")) {
			span_skip(&p.rest, sign == '%');
		} else if (c == sign && sign != '\0') {
			rc = c == '$' ? nginx_field(&p) : apache_field(&p);
			continue;
		}
		buf_putc(&f->text, c);
	}
	if (rc == 0 && f->text.len > p.from)
		rc = add(&p, WEBLOG_SKIP, span_of(NULL, 0));
	return rc == 0 ? check(&p) : -1;
}

void
weblog_format_free(struct weblog_format *f)
{
	buf_free(&f->text);
}

/* --- a line --- */

/* Whether the items from i to the first that is no time are there. */
static bool
fits(const struct weblog_format *f, size_t i, struct span rest)
{
	const struct weblog_item *item;
	struct stamp s = {0};

	for (; i < f->n; i++) {
		item = &f->items[i];
		if (rest.n < item->before.n ||
		    memcmp(rest.p, item->before.p, item->before.n) != 0)
			return false;
		if (item->form.p == NULL)
			break;
		span_skip(&rest, item->before.n);
		if (stamp_take(&rest, item->form, &s) == -1)
			return false;
	}
	return true;
}

/* Where the field before item i ends, at or behind at; -1 nowhere. */
static ptrdiff_t
end_of(const struct weblog_format *f, size_t i, struct span rest, size_t at)
{
	struct span before;
	const char *next;

	if (i == f->n)
		return (ptrdiff_t)rest.n;
	before = f->items[i].before;
	for (; at < rest.n; at++) {
		if (before.n > 0 && before.p[0] == '"') {
			at = weblog_quote(rest, at);
		} else if (before.n > 0) {
			next = memchr(rest.p + at, before.p[0], rest.n - at);
			at = next == NULL ? rest.n : (size_t)(next - rest.p);
		}
		if (at < rest.n && fits(f, i, span_from(rest, at)))
			return (ptrdiff_t)at;
	}
	return -1;
}

/* Puts the parts (v not NULL) and takes the time. 0, or -1. */
static int
walk(const struct weblog_format *f, struct span rest, struct weblog_parts *v,
    struct stamp *s)
{
	const struct weblog_item *item;
	ptrdiff_t end;
	size_t i;

	for (i = 0; i < f->n; i++) {
		item = &f->items[i];
		if (!fits(f, i, rest))
			return -1;
		span_skip(&rest, item->before.n);
		if (item->form.p != NULL) {
			stamp_take(&rest, item->form, s);
			continue;
		}
		end = end_of(f, i + 1, rest, 0);
		while (end > 0 && (size_t)end < rest.n &&
		    rest.p[end - 1] == ',' && /* "a, b" */
		    (item->part == WEBLOG_XFF || item->part == WEBLOG_SKIP))
			end = end_of(f, i + 1, rest, (size_t)end + 1);
		if (end == -1)
			return -1;
		if (v != NULL && item->part != WEBLOG_SKIP)
			weblog_put(v, (enum weblog_part)item->part,
			    span_of(rest.p, (size_t)end));
		span_skip(&rest, (size_t)end);
	}
	return 0;
}

int
weblog_format_read(const struct weblog_format *f, struct stamp_clock *clock,
    struct span line, struct buf *scratch, struct weblog *w)
{
	struct weblog_parts v;
	struct stamp s = {0};
	int rc;

	weblog_start(&v, scratch, line.n, w);
	if (line.n == 0)
		return 0;
	if (memchr(line.p, '\0', line.n) != NULL ||
	    walk(f, span_chomp(line), &v, &s) == -1)
		return -1;
	w->time = stamp_time(&s, clock, &w->local);
	rc = weblog_finish(&v, w);
	w->stamp = f->stamp;
	return rc;
}

bool
weblog_format_time(const struct weblog_format *f, struct stamp_clock *clock,
    struct span line, int64_t *usec)
{
	struct stamp s = {0};
	struct when t;
	bool local;

	if (line.n == 0 || walk(f, line, NULL, &s) == -1)
		return false;
	t = stamp_time(&s, clock, &local);
	*usec = t.sec * 1000000 + t.usec;
	return t.digits >= 0;
}
