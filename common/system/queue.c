#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "system/queue.h"

static const struct queue_ops *const backends[] = {
    &queue_exim, &queue_postfix, &queue_sendmail};

enum {
	BACKENDS = sizeof backends / sizeof backends[0],
	BODY_MOST = 256 << 20, /* what is held in memory of a body */
};

static int
open_dir(const char *dir)
{
	return open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int
fail(struct buf *why, const char *dir, const char *reason)
{
	buf_puts(why, dir);
	buf_puts(why, ": ");
	buf_puts(why, reason);
	return -1;
}

static int
not_a_queue(const char *dir, struct buf *why)
{
	size_t i;

	fail(why, dir, "not a mail queue (");
	for (i = 0; i < BACKENDS; i++)
		buf_putf(why, "%s%s", i > 0 ? "; " : "", backends[i]->looks);
	buf_putc(why, ')');
	return -1;
}

static int
open_named_dir(struct queue *q, const char *dir, struct buf *why)
{
	size_t i;

	q->fd = open_dir(dir);
	if (q->fd == -1)
		return fail(why, dir, strerror(errno));
	for (i = 0; i < BACKENDS; i++) {
		int rc = backends[i]->probe(q->fd);

		if (rc == -1)
			return fail(why, dir, strerror(errno));
		if (rc == 0)
			continue;
		q->ops = backends[i];
		q->dir = mem_dup(dir);
		return 0;
	}
	return not_a_queue(dir, why);
}

int
queue_any(void *ctx, const struct queue_entry *e)
{
	(void)ctx;
	(void)e;
	return 1;
}

int
queue_list_add(void *list, const struct queue_entry *e)
{
	struct queue_list *l = list;

	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
	l->v[l->n++] = *e;
	return 0;
}

bool
queue_is(const struct queue *q, const char *path)
{
	struct stat own, its;

	return fstat(q->fd, &own) == 0 && stat(path, &its) == 0 &&
	    own.st_dev == its.st_dev && own.st_ino == its.st_ino;
}

static bool
same_directory(int a, int b)
{
	struct stat one, two;

	return fstat(a, &one) == 0 && fstat(b, &two) == 0 &&
	    one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

/*
 * Of the best usual place so far and another that was found, keeps the one
 * that holds messages (the first if neither does) and closes the other.
 * *full is whether the best one holds any.
 */
static int
weigh(struct queue *best, bool *full, struct queue *found, struct buf *why)
{
	bool holds = found->ops->walk(found, queue_any, NULL) != 0;
	struct queue loser = *found;
	int rc = 0;

	if (best->fd == -1 || (holds && !*full)) {
		loser = *best;
		*best = *found;
		*full = holds;
	} else if (holds && !same_directory(best->fd, found->fd)) {
		buf_putf(why, "%s and %s both hold messages; choose with -d",
		    best->dir, found->dir);
		rc = -1;
	}
	queue_close(&loser);
	return rc;
}

/* One usual place of one backend; a place that is not there is none. */
static int
try_place(struct queue *best, bool *best_full, const struct queue_ops *ops,
    const char *place, struct buf *why)
{
	struct queue found = {.ops = ops};
	int rc;

	found.fd = open_dir(place);
	if (found.fd == -1 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (found.fd == -1)
		return fail(why, place, strerror(errno));
	rc = ops->probe(found.fd);
	if (rc != 1) {
		rc = rc == 0 ? 0 : fail(why, place, strerror(errno));
		queue_close(&found);
		return rc;
	}
	found.dir = mem_dup(place);
	return weigh(best, best_full, &found, why);
}

static void
put_places(struct buf *why)
{
	const char *const *place;
	size_t i;

	buf_puts(why, "no mail queue found; looked at");
	for (i = 0; i < BACKENDS; i++)
		for (place = backends[i]->places; *place != NULL; place++)
			buf_putf(why, " %s", *place);
	buf_puts(why, "; name its directory with -d");
}

static int
open_usual(struct queue *q, struct buf *why)
{
	const char *const *place;
	bool full = false;
	size_t i;

	for (i = 0; i < BACKENDS; i++)
		for (place = backends[i]->places; *place != NULL; place++)
			if (try_place(q, &full, backends[i], *place, why) == -1)
				return -1;
	if (q->fd == -1)
		put_places(why);
	return q->fd == -1 ? -1 : 0;
}

/* $QTRIAGE_QUEUE; an empty one is as good as none. */
static const char *
environment(void)
{
	const char *dir = getenv("QTRIAGE_QUEUE");

	return dir != NULL && dir[0] != '\0' ? dir : NULL;
}

int
queue_open(struct queue *q, const char *dir, const char *named, struct buf *why)
{
	int rc;

	*q = (struct queue){.fd = -1};
	if (dir == NULL)
		dir = environment();
	if (dir != NULL)
		rc = open_named_dir(q, dir, why);
	else
		rc = open_usual(q, why);
	if (rc == -1)
		return -1;
	q->named = named;
	return named == NULL ? 0 : q->ops->check_named(q, why);
}

void
queue_close(struct queue *q)
{
	while (q->nnames > 0) {
		free(q->names[--q->nnames]);
		if (q->inputs != NULL && q->inputs[q->nnames] != -1)
			close(q->inputs[q->nnames]);
	}
	/* The analyzer loses count of queues that are copied (weigh). */
	free(q->names); /* NOLINT(clang-analyzer-unix.Malloc) */
	free(q->inputs);
	if (q->own != NULL)
		q->own_free(q->own);
	free(q->dir);
	if (q->fd != -1)
		close(q->fd);
	*q = (struct queue){.fd = -1};
}

struct holding {
	struct buf *b;
	bool full;
};

static void
hold_piece(void *ctx, struct span piece)
{
	struct holding *h = ctx;

	h->full = h->full || piece.n > BODY_MOST - h->b->len;
	if (!h->full)
		buf_put(h->b, piece.p, piece.n);
}

int
queue_body(struct queue *q, const struct queue_entry *e, struct buf *b)
{
	struct holding h = {b, false};
	int rc;

	buf_clear(b);
	rc = q->ops->body(q, e, false, hold_piece, &h);
	if (rc == 1 && h.full) {
		err_warn(e->id, "body larger than 256 MiB, not read");
		return -1;
	}
	return rc;
}

void
queue_reader_free(struct queue_reader *r)
{
	buf_free(&r->head);
	buf_free(&r->journal);
	buf_free(&r->log);
	buf_free(&r->path);
	exim_h_free(&r->exim);
	if (r->own != NULL)
		r->own_free(r->own);
	r->own = NULL;
}

void
queue_note_others(struct queue *q)
{
	struct buf names = {0};

	if (q->named == NULL)
		q->ops->others(q, &names);
	if (names.len > 0)
		err_note(q->dir, "messages also in named queues:%s (see -G)",
		    buf_str(&names));
	buf_free(&names);
}
