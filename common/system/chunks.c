#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"
#include "system/chunks.h"

enum {
	STACK = 256 * 1024, /* bytes of a thread's stack */
};

/* A chunk's output on its way. */
struct slot {
	struct buf out;
	bool ready;
};

struct run {
	const struct chunks *c;
	size_t nslots;
	struct slot *slots; /* chunk i is in slots[i % nslots] */
	size_t next; /* the chunk to be taken */
	size_t printed; /* chunks before it are */
	pthread_mutex_t lock;
	pthread_cond_t ready, room;
};

struct worker {
	struct run *run;
	unsigned number;
	pthread_t thread;
};

/* The next chunk's slot, when there is room for it; NULL at the end. */
static struct slot *
take_chunk(struct run *run, size_t *chunk)
{
	struct slot *slot = NULL;

	pthread_mutex_lock(&run->lock);
	while (run->next < run->c->n && run->next >= run->printed + run->nslots)
		pthread_cond_wait(&run->room, &run->lock);
	if (run->next < run->c->n) {
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
		run->c->each(run->c->ctx, w->number, chunk, &slot->out);
		pthread_mutex_lock(&run->lock);
		slot->ready = true;
		if (chunk == run->printed)
			pthread_cond_signal(&run->ready);
		pthread_mutex_unlock(&run->lock);
	}
	return NULL;
}

static void
tell_printed(const struct chunks *c, size_t chunks)
{
	if (c->printed != NULL)
		c->printed(c->ctx, chunks);
}

/* Prints the chunks in order as they get ready. */
static void
print_chunks(struct run *run)
{
	struct slot *slot;

	while (run->printed < run->c->n) {
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
		tell_printed(run->c, run->printed);
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
run_alone(const struct chunks *c)
{
	struct buf out = {0};
	size_t i;

	for (i = 0; i < c->n; i++) {
		c->each(c->ctx, 0, i, &out);
		out_take(&out);
		tell_printed(c, i + 1);
	}
	buf_free(&out);
}

static void
run_threads(const struct chunks *c)
{
	struct run run = {.c = c, .nslots = (size_t)c->threads * c->ahead};
	struct worker *workers = mem_alloc(c->threads * sizeof *workers);
	unsigned n;
	size_t i;

	pthread_mutex_init(&run.lock, NULL);
	pthread_cond_init(&run.ready, NULL);
	pthread_cond_init(&run.room, NULL);
	run.slots = mem_alloc(run.nslots * sizeof *run.slots);
	for (i = 0; i < run.nslots; i++)
		run.slots[i] = (struct slot){0};
	n = start(&run, workers, c->threads);
	if (n == 0)
		run_alone(c);
	else
		print_chunks(&run);
	for (i = 0; i < n; i++)
		pthread_join(workers[i].thread, NULL);
	for (i = 0; i < run.nslots; i++)
		buf_free(&run.slots[i].out);
	free(run.slots);
	free(workers);
	pthread_mutex_destroy(&run.lock);
	pthread_cond_destroy(&run.ready);
	pthread_cond_destroy(&run.room);
}

void
chunks_run(const struct chunks *c)
{
	if (c->threads > 1 && c->n > 1)
		run_threads(c);
	else
		run_alone(c);
}
