#define _GNU_SOURCE /* memrchr */
#include <stdatomic.h>
#include <unistd.h>

#include "base/out.h"
#include "system/bisect.h"
#include "system/chunks.h"
#include "system/logread.h"
#include "system/progress.h"
#include "system/webread.h"

enum {
	SMALL = 4 << 20, /* bytes that are read rather than bisected */
	CHUNK = 1 << 20, /* bytes that a thread takes at a time */
	AHEAD = 2, /* chunks that one may be ahead of the output */
	LONGEST_LINE = 1 << 20,
	PROBES = 64, /* places that tell whether a log is in order of time */
	MORE = 8, /* and whether it goes on in order */
	TRIES = 1000, /* lines that may be read to tell what it is */
	BACK = 16, /* lines, of which one should tell a time */
};

/* One thread's part. */
struct worker {
	struct weblines *lines;
	struct weblines own; /* if it is not the first; so its file */
	struct webfile file;
	struct logread read;
	struct buf piece; /* for looking for newlines */
};

struct reading {
	const struct webread_asked *asked;
	struct logset_file *log;
	int64_t from, to; /* of requests, microseconds */
	off_t start; /* where reading begins */
	bool in_order; /* so that it can end early: */
	atomic_bool over;
	struct worker workers[WEBREAD_THREADS];
};

/* --- which requests are asked for --- */

/* a + b, where a can be one of the ends of time. */
static int64_t
later(int64_t a, int64_t b)
{
	return a == INT64_MIN || a == INT64_MAX ? a : a + b;
}

/* took: it tells how long they took. */
static void
limit(struct reading *g, bool took)
{
	const struct webread_asked *asked = g->asked;
	int64_t longer = took ? asked->longer : 0;

	g->from = later(asked->near_from, -longer);
	g->to = later(asked->near_to, longer);
	g->from = g->from < asked->from ? asked->from : g->from;
	g->to = g->to > asked->to ? asked->to : g->to;
}

static bool
is_limited(const struct reading *g)
{
	return g->from != INT64_MIN || g->to != INT64_MAX;
}

/* --- times --- */

static bool
time_of(void *ctx, struct span line, int64_t *usec)
{
	return weblines_time(ctx, line, usec);
}

static struct bisect
bisect_with(const struct reading *g, const struct worker *w)
{
	return (struct bisect){.fd = g->log->fd,
	    .fn = time_of,
	    .ctx = w->lines,
	    .slack = WEBREAD_LONGEST};
}

/* Whether some place further on tells a time that is asked for. */
static bool
comes_back(const struct reading *g, const struct worker *w, off_t at)
{
	struct bisect b = bisect_with(g, w);
	off_t step = (g->log->size - at) / MORE;
	int64_t usec;
	int i;

	for (i = 0; i < MORE; i++)
		if (bisect_probe(&b, at + step * i, g->log->size, &usec) !=
			-1 &&
		    usec <= later(g->to, WEBREAD_LONGEST))
			return true;
	return false;
}

/* Looks at the time of the first line that tells one: false if no more is to
 * be read. */
static bool
goes_on(struct reading *g, struct worker *w, struct span lines, off_t at)
{
	int64_t usec;
	int i;

	for (i = 0; i < BACK && lines.n > 0; i++) {
		if (!weblines_time(w->lines, span_upto(&lines, '\n'), &usec))
			continue;
		weblines_see(w->lines, usec);
		if (!g->in_order || usec <= later(g->to, WEBREAD_LONGEST))
			return true;
		g->in_order = !comes_back(g, w, at);
		return !g->in_order;
	}
	return true;
}

/* The time of the last line that tells one: a log may be of more time than its
 * requests. */
static void
see_last(struct worker *w, struct span lines)
{
	struct span line;
	const char *newline;
	int64_t usec;
	int i;

	for (i = 0; i < BACK && lines.n > 0; i++) {
		newline = memrchr(lines.p, '\n', lines.n - 1);
		line = newline == NULL
		    ? lines
		    : span_from(lines, (size_t)(newline - lines.p) + 1);
		lines.n -= line.n;
		if (weblines_time(w->lines, span_upto(&line, '\n'), &usec)) {
			weblines_see(w->lines, usec);
			return;
		}
	}
}

/* --- lines --- */

static void
take_lines(
    struct reading *g, unsigned worker, struct span lines, struct buf *out)
{
	const struct webread_asked *asked = g->asked;
	struct webrequest r;
	bool begin = true;
	int64_t usec;

	while (weblines_next(g->workers[worker].lines, &lines, begin, &r)) {
		begin = false;
		usec = r.w.time.sec * 1000000 + r.w.time.usec;
		if (usec >= g->from && usec <= g->to)
			asked->each(asked->ctx, worker, &r, out);
	}
}

/* Cuts off the lines that do not start in the first n bytes. */
static struct span
starting_in(struct span lines, size_t n)
{
	const char *newline;

	if (lines.n <= n || n == 0)
		return lines;
	newline = memchr(lines.p + n - 1, '\n', lines.n - n + 1);
	if (newline != NULL)
		lines.n = (size_t)(newline - lines.p) + 1;
	return lines;
}

/* The lines that start from at on and before end. */
static void
read_lines(
    struct reading *g, unsigned worker, off_t at, off_t end, struct buf *out)
{
	struct worker *w = &g->workers[worker];
	struct span lines;

	while (
	    at < end && logread_lines(&w->read, &lines, &at) == 1 && at < end) {
		lines = starting_in(lines, (size_t)(end - at));
		if (!goes_on(g, w, lines, at)) {
			atomic_store(&g->over, true);
			break;
		}
		at += (off_t)lines.n;
		take_lines(g, worker, lines, out);
		see_last(w, lines);
		if (!g->log->plain) {
			out_take(out);
			progress((uint64_t)at >> 20, 0, "MiB");
		}
	}
}

/* Behind the first newline from at on and before end; -1 without one. */
static off_t
line_after(const struct reading *g, struct buf *block, off_t at, off_t end)
{
	enum { PIECE = 1 << 14 };
	const char *newline;
	ssize_t n;

	for (; at < end; at += n) {
		n = pread(g->log->fd, buf_room(block, PIECE), PIECE, at);
		if (n <= 0)
			return -1;
		newline = memchr(block->p, '\n', (size_t)n);
		if (newline != NULL)
			return at + (newline - block->p) + 1;
	}
	return -1;
}

/* A line belongs to the chunk that it starts in. */
static void
read_chunk(void *ctx, unsigned worker, size_t chunk, struct buf *out)
{
	struct reading *g = ctx;
	struct worker *w = &g->workers[worker];
	off_t at = g->start + (off_t)chunk * CHUNK, end = at + CHUNK;

	if (atomic_load(&g->over))
		return;
	/* From the byte before it on: the rest of a line, or its newline. */
	if (chunk > 0)
		at = line_after(g, &w->piece, at - 1, end - 1);
	if (at == -1)
		return;
	w->read.until = end;
	logread_start(&w->read, g->log, at);
	read_lines(g, worker, at, end, out);
}

static void
show_progress(void *ctx, size_t chunks)
{
	const struct reading *g = ctx;
	off_t at = g->start + (off_t)chunks * CHUNK;

	progress((uint64_t)(at < g->log->size ? at : g->log->size) >> 20,
	    (uint64_t)g->log->size >> 20, "MiB");
}

/* --- a file --- */

/* Whether times go on through all of the file, as far as some lines tell. */
static bool
is_in_order(struct bisect *b, off_t size)
{
	int64_t time, latest = INT64_MIN;
	int i;

	for (i = 0; i < PROBES; i++) {
		if (bisect_probe(b, size / PROBES * i, size, &time) == -1)
			continue;
		if (latest != INT64_MIN && time < latest - b->slack)
			return false;
		if (time > latest)
			latest = time;
	}
	return true;
}

/* Finds where to begin. */
static void
find_start(struct reading *g)
{
	struct bisect b = bisect_with(g, &g->workers[0]);

	if (!is_limited(g) || !is_in_order(&b, g->log->size))
		return;
	/* A line whose time is earlier can have been written later. */
	if (g->from != INT64_MIN)
		g->start = bisect_file(
		    &b, 0, g->log->size, later(g->from, -WEBREAD_LONGEST));
	g->in_order = !b.disorder;
	if (b.disorder)
		g->start = 0;
}

/*
 * The first lines, up to one that tells what it is and some more: the log
 * begins there, wherever what is asked for does. Returns whether one tells how
 * long its request took.
 */
static bool
look_at_start(struct reading *g)
{
	struct worker *w = &g->workers[0];
	struct webrequest r;
	struct span line;
	int64_t usec;
	off_t at;
	bool took = false;
	int tries = 0, told = 0;

	logread_start(&w->read, g->log, 0);
	while (!took && tries++ < TRIES && told < BACK &&
	    logread_line(&w->read, &line, &at) == 1) {
		weblines_tell(w->lines, line);
		told += w->lines->file->kind != WEBLOG_UNTOLD;
		if (told > 0 && weblines_time(w->lines, line, &usec))
			weblines_see(w->lines, usec);
		took = told > 0 &&
		    weblines_read(w->lines, span_chomp(line), &r) == 1 &&
		    r.w.took_us >= 0;
	}
	w->read.lost = 0; /* they are counted when they are read */
	return took;
}

/* Of a large file that is read as a whole, each thread takes chunks; but not
 * while its lines may be of any kind, nor calls, whose zones are ours for a
 * moment. */
static unsigned
threads_for(const struct reading *g)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (!g->asked->threads || is_limited(g) || cores < 2 ||
	    g->workers[0].lines->file->kind != WEBLOG_ACCESS)
		return 1;
	return cores < WEBREAD_THREADS ? (unsigned)cores : WEBREAD_THREADS;
}

/* Each thread learns on its own what the file is like. */
static void
start_worker(struct reading *g, unsigned i)
{
	const struct weblines *first = g->workers[0].lines;
	struct worker *w = &g->workers[i];

	w->file = *first->file;
	w->own = (struct weblines){.file = &w->file,
	    .format = first->format,
	    .method = first->method,
	    .now = first->now};
	w->lines = &w->own;
}

static void
read_large(struct reading *g)
{
	struct chunks chunks = {.ahead = AHEAD,
	    .each = read_chunk,
	    .printed = show_progress,
	    .ctx = g};
	unsigned i;

	limit(g, look_at_start(g));
	find_start(g);
	chunks.n = (size_t)((g->log->size - g->start + CHUNK - 1) / CHUNK);
	chunks.threads = threads_for(g);
	for (i = 1; i < chunks.threads; i++)
		start_worker(g, i);
	chunks_run(&chunks);
}

static void
read_small(struct reading *g)
{
	struct buf out = {0};

	limit(g, true);
	logread_start(&g->workers[0].read, g->log, 0);
	read_lines(g, 0, 0, INT64_MAX, &out);
	out_take(&out);
	buf_free(&out);
}

void
webread_file(const struct webread_asked *asked, struct logset_file *log,
    struct weblines *all)
{
	struct reading g = {.asked = asked, .log = log};
	unsigned i;

	g.workers[0].lines = all;
	for (i = 0; i < WEBREAD_THREADS; i++)
		g.workers[i].read.longest = LONGEST_LINE;
	if (log->plain && log->size >= SMALL)
		read_large(&g);
	else
		read_small(&g);
	for (i = 0; i < WEBREAD_THREADS; i++) {
		struct worker *w = &g.workers[i];

		all->lines += w->read.lost;
		all->bad += w->read.lost;
		if (i > 0)
			weblines_add(all, &w->own);
		weblines_free(&w->own);
		logread_end(&w->read);
		buf_free(&w->piece);
	}
}
