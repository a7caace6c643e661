/* Access logs in the usual forms and JSON */
#include "fuzz_web.h"
#include "pure/weblog_parts.h"

/* One for each reader: they remember. */
static struct stamp_clock clock_, plain_clock, time_clock;
static struct buf scratch, any_scratch;

static void
same_span(struct span a, struct span b)
{
	HOLDS((a.p == NULL) == (b.p == NULL) && span_same(a, b));
}

static void
same(const struct weblog *a, const struct weblog *b)
{
	HOLDS(a->time.sec == b->time.sec && a->time.usec == b->time.usec);
	HOLDS(a->time.digits == b->time.digits && a->local == b->local);
	HOLDS(a->stamp == b->stamp && a->took_us == b->took_us);
	HOLDS(a->status == b->status && a->bytes == b->bytes);
	same_span(a->vhost, b->vhost);
	same_span(a->ip, b->ip);
	same_span(a->user, b->user);
	same_span(a->method, b->method);
	same_span(a->path, b->path);
	same_span(a->query, b->query);
	same_span(a->proto, b->proto);
	same_span(a->referer, b->referer);
	same_span(a->agent, b->agent);
	same_span(a->xff, b->xff);
}

/* A method that is read has passed the look for it that comes before. */
static void
check_find(struct span line, struct span method)
{
	struct buf upper = {0};
	size_t i;

	if (method.n == 0)
		return;
	for (i = 0; i < method.n; i++)
		buf_putc(&upper,
		    method.p[i] >= 'a' && method.p[i] <= 'z'
			? (char)(method.p[i] - 32)
			: method.p[i]);
	HOLDS(weblog_find(line, fuzz_of(&upper)) != NULL ||
	    weblog_may_hide(line));
	buf_free(&upper);
}

static void
read_line(struct span line)
{
	struct weblog w, other;
	int64_t usec;
	int rc = weblog_read(&clock_, line, &scratch, &w);

	HOLDS(rc >= -1 && rc <= 1);
	if (rc == 1) {
		fuzz_web(&w, line, fuzz_of(&scratch));
		check_find(line, w.method);
		HOLDS(weblog_time(&time_clock, line, &usec));
		HOLDS(usec / 1000000 == w.time.sec || usec < 0);
	} else {
		weblog_time(&time_clock, line, &usec);
	}
	HOLDS(weblog_read_any(&plain_clock, line, &any_scratch, &other) == rc ||
	    rc != 1);
	if (rc == 1)
		same(&w, &other);
	weblog_find(line, span_str("POST"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	return 0;
}
