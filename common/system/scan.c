#include <stdatomic.h>
#include <unistd.h>

#include "pure/fields.h"
#include "system/chunks.h"
#include "system/progress.h"
#include "system/scan.h"

enum {
	CHUNK = 128, /* messages that a thread takes at a time */
	FEW = 256, /* messages that one thread reads as fast */
	AHEAD = 4, /* chunks a thread may be ahead of the output */
};

struct worker {
	struct queue_reader reader;
	struct msg msg;
};

struct run {
	struct scan *scan;
	const struct queue_list *list;
	struct worker workers[SCAN_THREADS];
	atomic_bool failed;
};

unsigned
scan_threads(size_t n, unsigned need)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (n < FEW || (need & NEED_FILE) == 0)
		return 1;
	/* Reads wait on a cold disk: more than there are cores. */
	if (cores < 1)
		cores = 1;
	return cores * 2 < SCAN_THREADS ? (unsigned)cores * 2 : SCAN_THREADS;
}

static void
read_chunk(void *ctx, unsigned worker, size_t chunk, struct buf *out)
{
	struct run *run = ctx;
	struct scan *s = run->scan;
	struct worker *w = &run->workers[worker];
	size_t i, end = (chunk + 1) * CHUNK;
	int rc;

	for (i = chunk * CHUNK; i < end && i < run->list->n; i++) {
		rc = s->queue->ops->read(
		    s->queue, &w->reader, &run->list->v[i], s->need, &w->msg);
		if (rc == 1)
			s->each(s->ctx, worker, i, &w->msg, &w->reader, out);
		else if (rc == -1)
			atomic_store(&run->failed, true);
	}
}

static void
show_progress(void *ctx, size_t chunks)
{
	const struct run *run = ctx;

	if (!run->scan->quiet)
		progress(chunks * CHUNK, run->list->n, "messages");
}

int
scan_run(struct scan *s, const struct queue_list *list)
{
	struct run run = {.scan = s, .list = list};
	struct chunks chunks = {.n = (list->n + CHUNK - 1) / CHUNK,
	    .threads = scan_threads(list->n, s->need),
	    .ahead = AHEAD,
	    .each = read_chunk,
	    .printed = show_progress,
	    .ctx = &run};
	unsigned i;

	chunks_run(&chunks);
	for (i = 0; i < chunks.threads; i++) {
		queue_reader_free(&run.workers[i].reader);
		msg_free(&run.workers[i].msg);
	}
	return atomic_load(&run.failed) ? -1 : 0;
}
