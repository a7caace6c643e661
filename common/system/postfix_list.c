#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/fields.h"
#include "pure/msgid.h"
#include "pure/postfix_env.h"
#include "system/chunks.h"
#include "system/postfix_list.h"
#include "system/postfix_message.h"
#include "system/postfix_spool.h"
#include "system/scan.h"

enum {
	CHUNK = 256, /* messages that a thread takes at a time */
	HEAD = 16 << 10, /* in so many bytes is the record of the time */
};

/* A message's place in the list, and by what it is sorted. */
struct moment {
	int64_t usec; /* since the Epoch; INT64_MIN: not known */
	uint32_t index;
};

struct listing {
	struct queue *q;
	struct queue_list *list;
	struct moment *keys;
	struct postfix_keeper keepers[SCAN_THREADS];
	struct postfix_near nears[SCAN_THREADS];
	atomic_int error; /* why a time was not read, or 0 */
};

static int64_t
usec_of(struct when w)
{
	return w.digits < 0 ? INT64_MIN : w.sec * 1000000 + w.usec;
}

/*
 * What the first records say. A file that was read whole, as most are, is kept
 * for who wants the message then, so that it is opened once.
 */
static int64_t
time_in_file(struct listing *l, unsigned worker, size_t index)
{
	struct queue_entry *e = &l->list->v[index];
	struct postfix_own *own = l->q->own;
	struct postfix_file f = {.size = 0};
	struct when w = {.digits = -1};
	char head[HEAD];
	struct stat st;
	ssize_t n;
	int fd = postfix_spool_open_near(l->q, &l->nears[worker], e, &st);

	if (fd == -1) {
		if (errno != ENOENT)
			atomic_store(&l->error, errno);
		return INT64_MIN;
	}
	n = pread(fd, head, sizeof head, 0);
	if (n == -1)
		atomic_store(&l->error, errno);
	close(fd);
	if (n > 0) {
		f.held = span_of(head, (size_t)n);
		f.size = (uint64_t)n;
		w = postfix_env_time(&f);
	}
	if (own != NULL && n == st.st_size) {
		own->copies[index] = postfix_kept_add(
		    &own->kept, &l->keepers[worker], f.held, &st);
		if (own->copies[index] != NULL)
			e->kept = (uint32_t)index + 1;
	}
	return usec_of(w);
}

static int64_t
time_of(struct listing *l, unsigned worker, size_t index)
{
	struct span id = span_str(l->list->v[index].id);
	struct when w;

	if (msgid_kinds(id) & MSGID_POSTFIX_LONG) {
		msgid_time(MSGID_POSTFIX_LONG, id, 0, &w);
		return usec_of(w);
	}
	return time_in_file(l, worker, index);
}

static void
read_times(void *ctx, unsigned worker, size_t chunk, struct buf *out)
{
	struct listing *l = ctx;
	size_t i, end = (chunk + 1) * CHUNK;

	(void)out;
	for (i = chunk * CHUNK; i < end && i < l->list->n; i++)
		l->keys[i] = (struct moment){
		    .index = (uint32_t)i, .usec = time_of(l, worker, i)};
}

static const struct queue_entry *sorting;

/* Of one moment: by the ids, which is in no order of time. */
static int
compare_keys(const void *a, const void *b)
{
	const struct moment *x = a, *y = b;

	if (x->usec != y->usec)
		return x->usec < y->usec ? -1 : 1;
	return strcmp(sorting[x->index].id, sorting[y->index].id);
}

static void
sort_list(struct listing *l)
{
	struct queue_list *list = l->list;
	struct queue_entry *v = mem_alloc(list->n * sizeof *v);
	size_t i;

	sorting = list->v;
	qsort(l->keys, list->n, sizeof *l->keys, compare_keys);
	for (i = 0; i < list->n; i++)
		v[i] = list->v[l->keys[i].index];
	free(list->v);
	list->v = v;
	list->cap = list->n;
}

int
postfix_list(struct queue *q, struct queue_list *list)
{
	struct listing l = {.q = q, .list = list};
	struct postfix_own *own = q->own;
	int rc = postfix_spool_walk(q, queue_list_add, list);
	struct chunks chunks = {.n = (list->n + CHUNK - 1) / CHUNK,
	    .threads = scan_threads(list->n, NEED_FILE),
	    .ahead = (unsigned)(list->n / CHUNK) + 1,
	    .each = read_times,
	    .ctx = &l};
	size_t i;

	if (list->n == 0)
		return rc;
	l.keys = mem_alloc(list->n * sizeof *l.keys);
	if (own != NULL)
		own->copies = mem_alloc(
		    list->n * sizeof(const struct postfix_copy *));
	chunks_run(&chunks);
	for (i = 0; i < SCAN_THREADS; i++)
		postfix_spool_leave(&l.nears[i]);
	sort_list(&l);
	free(l.keys);
	if (l.error == 0)
		return rc;
	err_warn(q->dir, "messages whose time could not be read come first: %s",
	    strerror(l.error));
	return -1;
}
