/* weblog_show: a request, as the tests of its readers compare it */
#include "pure/weblog.h"
#include "unit.h"

/* "SEC.USEC/DIGITS[L] ?|E|S TOOK STATUS BYTES", the fields that are told. */
static inline void
weblog_show(struct buf *b, const struct weblog *w)
{
	const struct {
		char name;
		struct span v;
	} fields[] = {{'v', w->vhost}, {'i', w->ip}, {'u', w->user},
	    {'m', w->method}, {'p', w->path}, {'q', w->query}, {'P', w->proto},
	    {'r', w->referer}, {'a', w->agent}, {'x', w->xff}};
	size_t i;

	buf_clear(b);
	buf_putf(b, "%lld.%06d/%d%s %c %lld %d %lld", (long long)w->time.sec,
	    (int)w->time.usec, w->time.digits, w->local ? "L" : "",
	    "?ES"[w->stamp], (long long)w -> took_us, w -> status,
	    (long long)w -> bytes);
	for (i = 0; i < LEN(fields); i++)
		if (fields[i].v.p != NULL) {
			buf_putf(b, "|%c=", fields[i].name);
			buf_put(b, fields[i].v.p, fields[i].v.n);
		}
}

static inline void
weblog_inside(struct span part, struct span line, const struct buf *scratch)
{
	CHECK(part.p == NULL ||
	    (part.p >= line.p && part.p + part.n <= line.p + line.n) ||
	    (part.p >= scratch->p &&
		part.p + part.n <= scratch->p + scratch->len));
}

/* Every span is where it is said to be, and can be read. */
static inline void
weblog_sound(
    const struct weblog *w, struct span line, const struct buf *scratch)
{
	const struct span all[] = {w->vhost, w->ip, w->user, w->method, w->path,
	    w->query, w->proto, w->referer, w->agent, w->xff};
	size_t i;

	for (i = 0; i < LEN(all); i++)
		weblog_inside(all[i], line, scratch);
	CHECK(w->time.digits >= 0 && w->time.digits <= 6);
	CHECK(w->took_us >= -1 && w->status >= -1 && w->bytes >= -1);
	CHECK(w->method.p == NULL || w->method.n > 0);
}

/* Gives a line at each length, and with bytes of it changed, to use. */
static inline void
weblog_maul(const char *text, void (*use)(const char *p, size_t n))
{
	size_t n = strlen(text), i;
	char *kept = malloc(n + 1);
	int round, change;

	for (i = 0; i <= n; i++)
		use(text, i);
	for (round = 0; n > 0 && round < 300; round++) {
		memcpy(kept, text, n);
		for (change = 1 + (int)unit_rand(4); change > 0; change--)
			kept[unit_rand((uint32_t)n)] =
			    " \"[]:,.{}\\-/x1Pp=?"[unit_rand(18)];
		use(kept, n);
	}
	free(kept);
}
