/*
 * After postconf(5), hash_queue_names and hash_queue_depth, and what Postfix
 * 3.7 and 3.11 take for a message (tests/postfix.bats): a plain file that its
 * owner may read, write and execute, named by its id, in
 *   QUEUE/ID or QUEUE/C/.../ID
 * as deep as the configuration says now, or said when it came.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "pure/idmap.h"
#include "pure/msgid.h"
#include "pure/postfix_id.h"
#include "system/dirscan.h"
#include "system/entropy.h"
#include "system/postfix_spool.h"

const char *const postfix_spool_queues[POSTFIX_QUEUES] = {
    "maildrop", "incoming", "active", "deferred", "hold"};

/*
 * The way that a message goes, so that one that moves on is met again; and
 * once more what comes back into delivery, or is released.
 */
static const int round_trip[] = {POSTFIX_MAILDROP, POSTFIX_INCOMING,
    POSTFIX_ACTIVE, POSTFIX_HOLD, POSTFIX_DEFERRED, POSTFIX_INCOMING,
    POSTFIX_ACTIVE};

enum {
	STOPS = sizeof round_trip / sizeof round_trip[0],
	MODE_READY = 0700, /* of a file that was received */
	OPEN = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
};

static bool
is_dir(int at, const char *path)
{
	struct stat st;

	return fstatat(at, path, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

int
postfix_spool_probe(int fd)
{
	errno = 0;
	if (is_dir(fd, "deferred") && is_dir(fd, "hold"))
		return 1;
	return errno == 0 || errno == ENOENT ? 0 : -1;
}

static void
put_path(struct buf *b, const char *dir, struct span id, unsigned depth)
{
	buf_clear(b);
	buf_puts(b, dir);
	buf_putc(b, '/');
	postfix_id_put_path(b, id, depth);
	buf_str(b);
}

void
postfix_spool_put_path(struct buf *b, const struct queue_entry *e)
{
	put_path(b, postfix_spool_queues[e->part], span_str(e->id), e->depth);
}

/* --- all messages --- */

struct walk {
	struct queue *q;
	queue_fn *fn;
	void *ctx;
	struct idmap seen;
	struct queue_entry e;
	char path[32]; /* "deferred/A/B" */
	bool failed, again; /* the queue was walked through before */
};

static void
warn_dir(struct walk *w)
{
	struct buf path = {0};
	int saved = errno;

	buf_putf(&path, "%s/%s", w->q->dir, w->path);
	errno = saved;
	err_warn(buf_str(&path), NULL);
	buf_free(&path);
	w->failed = true;
}

/* In queues that messages only move into when they are whole no file has to
 * be looked at. */
static bool
is_received(const struct walk *w, int dir, const char *name)
{
	struct stat st;

	if (w->e.part != POSTFIX_MAILDROP && w->e.part != POSTFIX_INCOMING)
		return true;
	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode) && (st.st_mode & MODE_READY) == MODE_READY;
}

/* Whether it is in the directory where Postfix, too, would look for it. */
static bool
is_in_place(const struct walk *w, struct span id)
{
	const char *dirs = strchr(w->path, '/');
	unsigned i;

	for (i = 0; i < w->e.depth; i++)
		if (dirs[1 + 2 * i] != postfix_id_dir(id, i))
			return false;
	return true;
}

/* A name that Postfix would take, but has never given, is told of. */
static void
note_name(const struct walk *w, const struct dirscan_name *n)
{
	size_t i;

	for (i = 0; i < n->len; i++)
		if (!isalnum((unsigned char)n->name[i]))
			return;
	if (!w->again && n->len > 1)
		err_note(n->name, "not a message id, left out");
}

static int
walk_file(struct walk *w, int dir, const struct dirscan_name *n)
{
	struct span id = span_of(n->name, n->len);
	size_t had = w->seen.n;

	if (n->type == DIRSCAN_DIRECTORY || n->type == DIRSCAN_OTHER)
		return 0;
	if (n->len >= sizeof w->e.id || (msgid_kinds(id) & MSGID_POSTFIX) == 0)
		note_name(w, n);
	else if (!is_in_place(w, id) && !w->again)
		err_note(n->name,
		    "not where Postfix looks for it, left out; postsuper -s "
		    "puts it right");
	else if (is_in_place(w, id) && is_received(w, dir, n->name)) {
		idmap_add(&w->seen, id, 0);
		if (w->seen.n == had)
			return 0;
		memset(w->e.id, 0, sizeof w->e.id);
		memcpy(w->e.id, n->name, n->len);
		return w->fn(w->ctx, &w->e);
	}
	return 0;
}

/* The names of w->path; those of directories below it are put into dirs. */
static int
walk_names(struct walk *w, struct dirscan *d, char *dirs, size_t room)
{
	struct dirscan_name n;
	size_t ndirs = 0;
	int rc = 0, got = 1;

	while (rc == 0 && (got = dirscan_next(d, &n)) == 1) {
		if (n.len == 1 && n.type != DIRSCAN_FILE && ndirs + 1 < room)
			dirs[ndirs++] = n.name[0];
		else
			rc = walk_file(w, d->fd, &n);
	}
	dirs[ndirs] = '\0';
	if (got == -1 && errno != ENOENT)
		warn_dir(w);
	return rc;
}

/* A directory that is not there is as good as empty. */
static int
walk_dir(struct walk *w, struct dirscan *d)
{
	size_t len = strlen(w->path), i;
	char dirs[64];
	int rc;

	if (dirscan_open(d, w->q->fd, w->path, 0) == -1) {
		if (errno != ENOENT && errno != ENOTDIR)
			warn_dir(w);
		return 0;
	}
	rc = walk_names(w, d, dirs, sizeof dirs);
	dirscan_close(d);
	w->e.depth++;
	for (i = 0; rc == 0 && dirs[i] != '\0'; i++) {
		if (w->e.depth > POSTFIX_DEPTH)
			break;
		w->path[len] = '/';
		w->path[len + 1] = dirs[i];
		w->path[len + 2] = '\0';
		rc = walk_dir(w, d);
	}
	w->path[len] = '\0';
	w->e.depth--;
	return rc;
}

int
postfix_spool_walk(struct queue *q, queue_fn *fn, void *ctx)
{
	struct walk w = {.q = q, .fn = fn, .ctx = ctx};
	struct dirscan d = {0};
	int rc = 0;
	size_t i;

	w.seen.seed[0] = entropy_number();
	w.seen.seed[1] = entropy_number();
	for (i = 0; rc == 0 && i < STOPS; i++) {
		w.again = i >= POSTFIX_QUEUES;
		w.e.part = (unsigned)round_trip[i] & 15U;
		w.e.active = w.e.part == POSTFIX_ACTIVE;
		snprintf(w.path, sizeof w.path, "%s",
		    postfix_spool_queues[w.e.part]);
		rc = walk_dir(&w, &d);
	}
	dirscan_free(&d);
	idmap_free(&w.seen);
	return rc == 0 && w.failed ? -1 : rc;
}

/* --- one message --- */

static bool
is_none(int error)
{
	return error == ENOENT || error == ENOTDIR;
}

/* How it stands with a queue's file of that depth, by fstatat. */
static enum queue_found
look(struct queue *q, struct queue_entry *e, struct buf *path)
{
	struct stat st;

	postfix_spool_put_path(path, e);
	if (fstatat(q->fd, path->p, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return is_none(errno) ? QUEUE_NONE : QUEUE_ERROR;
	if (!S_ISREG(st.st_mode))
		return QUEUE_NONE;
	return (st.st_mode & MODE_READY) == MODE_READY ? QUEUE_FOUND
						       : QUEUE_PARTS;
}

enum queue_found
postfix_spool_find(struct queue *q, struct span id, struct queue_entry *e)
{
	enum queue_found rc = QUEUE_NONE;
	struct buf path = {0};
	size_t i;

	if ((msgid_kinds(id) & MSGID_POSTFIX) == 0 || id.n >= sizeof e->id)
		return QUEUE_NONE;
	*e = (struct queue_entry){.looked_up = true};
	memcpy(e->id, id.p, id.n);
	for (i = 0; i < STOPS && rc == QUEUE_NONE; i++) {
		e->part = (unsigned)round_trip[i] & 15U;
		e->active = e->part == POSTFIX_ACTIVE;
		for (e->depth = 0; e->depth <= POSTFIX_DEPTH; e->depth++) {
			rc = look(q, e, &path);
			if (rc != QUEUE_NONE)
				break;
		}
	}
	buf_free(&path);
	return rc;
}

void
postfix_spool_leave(struct postfix_near *near)
{
	if (near->dir.len > 0)
		close(near->fd);
	buf_free(&near->dir);
}

static bool
enter(struct postfix_near *near, struct queue *q, struct span dir)
{
	if (span_same(span_of(near->dir.p, near->dir.len), dir))
		return true;
	postfix_spool_leave(near);
	buf_put(&near->dir, dir.p, dir.n);
	near->fd = openat(
	    q->fd, buf_str(&near->dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (near->fd == -1)
		buf_clear(&near->dir);
	return near->fd != -1;
}

static int
open_entry(struct queue *q, struct postfix_near *near,
    const struct queue_entry *e, struct stat *st)
{
	struct buf path = {0};
	int fd;

	postfix_spool_put_path(&path, e);
	if (near != NULL &&
	    enter(near, q, span_of(path.p, path.len - strlen(e->id))))
		fd = openat(near->fd, e->id, OPEN);
	else
		fd = openat(q->fd, path.p, OPEN);
	buf_free(&path);
	if (fd == -1 || (fstat(fd, st) == 0 && S_ISREG(st->st_mode)))
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

int
postfix_spool_open_near(struct queue *q, struct postfix_near *near,
    struct queue_entry *e, struct stat *st)
{
	int fd = open_entry(q, near, e, st);
	struct queue_entry there;

	if (fd != -1 || errno != ENOENT)
		return fd;
	switch (postfix_spool_find(q, span_str(e->id), &there)) {
	case QUEUE_ERROR:
		return -1;
	case QUEUE_FOUND:
		*e = there;
		return open_entry(q, NULL, e, st);
	default:
		errno = ENOENT;
		return -1;
	}
}

int
postfix_spool_open(struct queue *q, struct queue_entry *e, struct stat *st)
{
	return postfix_spool_open_near(q, NULL, e, st);
}

int
postfix_spool_open_log(
    struct queue *q, const struct queue_entry *e, const char *kind)
{
	struct buf path = {0};
	unsigned depth;
	int fd = -1;

	/* One level is what Postfix has, unless it was told otherwise. */
	for (depth = 1; fd == -1 && depth <= POSTFIX_DEPTH + 1; depth++) {
		put_path(&path, kind, span_str(e->id),
		    depth <= POSTFIX_DEPTH ? depth : 0);
		fd = openat(q->fd, path.p, OPEN);
		if (fd == -1 && !is_none(errno))
			break;
	}
	buf_free(&path);
	return fd;
}
