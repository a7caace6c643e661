#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/out.h"
#include "pure/fields.h"
#include "system/progress.h"
#include "system/scan.h"

enum {
	CHUNK = 128, /* messages that a thread takes at a time */
	FEW = 256, /* messages that one thread reads as fast */
	AHEAD = 4, /* chunks a thread may be ahead of the output */
	STACK = 256 * 1024, /* bytes of a thread's stack */
};

/* A chunk's output on its way. */
struct slot {
	struct buf out;
	bool ready;
};

struct run {
	struct scan *scan;
	const struct queue_list *list;
	size_t chunks, nslots;
	struct slot *slots; /* chunk c is in slots[c % nslots] */
	size_t next; /* the chunk to be taken */
	size_t printed; /* chunks before it are */
	pthread_mutex_t lock;
	pthread_cond_t ready, room;
	atomic_bool failed;
};

struct worker {
	struct run *run;
	unsigned number;
	struct queue_reader reader;
	struct msg msg;
	pthread_t thread;
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
read_chunk(struct worker *w, size_t chunk, struct buf *out)
{
	struct run *run = w->run;
	struct scan *s = run->scan;
	size_t i, end = (chunk + 1) * CHUNK;
	int rc;

	for (i = chunk * CHUNK; i < end && i < run->list->n; i++) {
		rc = s->queue->ops->read(
		    s->queue, &w->reader, &run->list->v[i], s->need, &w->msg);
		if (rc == 1)
			s->each(s->ctx, w->number, i, &w->msg, &w->reader, out);
		else if (rc == -1)
			atomic_store(&run->failed, true);
	}
}

/* The next chunk's slot, when there is room for it; NULL at the end. */
static struct slot *
take_chunk(struct run *run, size_t *chunk)
{
	struct slot *slot = NULL;

	pthread_mutex_lock(&run->lock);
	while (
	    run->next < run->chunks && run->next >= run->printed + run->nslots)
		pthread_cond_wait(&run->room, &run->lock);
	if (run->next < run->chunks) {
		*chunk = run->next++;
		slot = &run->slots[*chunk % run->nslots];
	}
	pthread_mutex_unlock(&run->lock);
	return slot;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct run *run = w->run;
	struct slot *slot;
	size_t chunk;

	while ((slot = take_chunk(run, &chunk)) != NULL) {
		read_chunk(w, chunk, &slot->out);
		pthread_mutex_lock(&run->lock);
		slot->ready = true;
		if (chunk == run->printed)
			pthread_cond_signal(&run->ready);
		pthread_mutex_unlock(&run->lock);
	}
	return NULL;
}

static void
show_progress(const struct run *run, size_t chunks)
{
	if (!run->scan->quiet)
		progress(chunks * CHUNK, run->list->n, "messages");
}

/* Prints the chunks in order as they get ready. */
static void
print_chunks(struct run *run)
{
	struct slot *slot;

	while (run->printed < run->chunks) {
		slot = &run->slots[run->printed % run->nslots];
		pthread_mutex_lock(&run->lock);
		while (!slot->ready)
			pthread_cond_wait(&run->ready, &run->lock);
		pthread_mutex_unlock(&run->lock);
		out_take(&slot->out);
		pthread_mutex_lock(&run->lock);
		slot->ready = false;
		run->printed++;
		pthread_cond_signal(&run->room);
		pthread_mutex_unlock(&run->lock);
		show_progress(run, run->printed);
	}
}

/* As many threads as could be started; none, and the caller works alone. */
static unsigned
start(struct run *run, struct worker *workers, unsigned n)
{
	pthread_attr_t attr;
	unsigned i;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	for (i = 0; i < n; i++) {
		workers[i].number = i;
		workers[i].run = run;
		if (pthread_create(
			&workers[i].thread, &attr, work, &workers[i]) != 0)
			break;
	}
	pthread_attr_destroy(&attr);
	return i;
}

static void
run_alone(struct run *run, struct worker *w)
{
	struct buf out = {0};
	size_t c;

	w->run = run;
	for (c = 0; c < run->chunks; c++) {
		read_chunk(w, c, &out);
		out_take(&out);
		show_progress(run, c + 1);
	}
	buf_free(&out);
}

static void
run_threads(struct run *run, struct worker *workers, unsigned n)
{
	size_t i;

	run->nslots = (size_t)n * AHEAD;
	run->slots = mem_alloc(run->nslots * sizeof *run->slots);
	for (i = 0; i < run->nslots; i++)
		run->slots[i] = (struct slot){0};
	n = start(run, workers, n);
	if (n == 0)
		run_alone(run, &workers[0]);
	else
		print_chunks(run);
	for (i = 0; i < n; i++)
		pthread_join(workers[i].thread, NULL);
	for (i = 0; i < run->nslots; i++)
		buf_free(&run->slots[i].out);
	free(run->slots);
}

int
scan_run(struct scan *s, const struct queue_list *list)
{
	struct run run = {.scan = s,
	    .list = list,
	    .chunks = (list->n + CHUNK - 1) / CHUNK,
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	    .ready = PTHREAD_COND_INITIALIZER,
	    .room = PTHREAD_COND_INITIALIZER};
	unsigned n = scan_threads(list->n, s->need), i;
	struct worker workers[SCAN_THREADS] = {0};

	if (n == 1)
		run_alone(&run, &workers[0]);
	else
		run_threads(&run, workers, n);
	for (i = 0; i < n; i++) {
		queue_reader_free(&workers[i].reader);
		msg_free(&workers[i].msg);
	}
	return atomic_load(&run.failed) ? -1 : 0;
}
