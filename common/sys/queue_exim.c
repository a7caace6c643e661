/*
 * Exim's spool directory, after its specification, "Format of spool files",
 * and what Exim 4.96 does with odd ones (tests/exim.bats):
 *   [QUEUE/]input/ID-H, ID-D, ID-J, or, split, input/C/ID-H with C = ID[5].
 * Both forms can be there at once, whatever the configuration says.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/msgid.h"
#include "sys/confine.h"
#include "sys/dirscan.h"
#include "sys/queue.h"

enum {
	SPLIT_AT = 5, /* the character of an id that names its subdirectory */
	OLD_NAME = 16 + 2,
	NEW_NAME = 23 + 2,
};

static const char *const places[] = {
    "/var/spool/exim4", "/var/spool/exim", NULL};

static bool
is_dir(int at, const char *path)
{
	struct stat st;

	return fstatat(at, path, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

static int
exim_probe(int fd)
{
	errno = 0;
	if (is_dir(fd, "input") || is_dir(fd, "msglog"))
		return 1;
	return errno == 0 || errno == ENOENT ? 0 : -1;
}

/* Exim counts a name by its length and ending alone; so do we. */
static bool
is_header_name(const struct dirscan_name *n)
{
	return (n->len == OLD_NAME || n->len == NEW_NAME) &&
	    n->name[n->len - 2] == '-' && n->name[n->len - 1] == 'H';
}

static bool
is_split_name(const struct dirscan_name *n)
{
	return n->len == 1 && isalnum((unsigned char)n->name[0]);
}

/* One walk over the input directory of one queue. */
struct walk {
	struct queue *q;
	queue_fn *fn;
	void *ctx;
	const char *named;
	struct dirscan dir;
	bool failed;
	char splits[64]; /* the subdirectories seen */
	size_t nsplits;
};

/* "input", "QUEUE/input", each perhaps with "/C". */
static void
put_input(struct buf *b, const char *named, char split)
{
	if (named[0] != '\0')
		buf_putf(b, "%s/", named);
	buf_puts(b, "input");
	if (split != '\0')
		buf_putf(b, "/%c", split);
}

static void
warn_path(struct walk *w, const char *path)
{
	struct buf whole = {0};
	int saved = errno;

	buf_putf(&whole, "%s/%s", w->q->dir, path);
	errno = saved;
	err_warn(buf_str(&whole), NULL);
	buf_free(&whole);
	w->failed = true;
}

static int
walk_name(struct walk *w, const struct dirscan_name *n, char split)
{
	struct queue_item item = {
	    span_of(n->name, n->len - 2), w->named, split};

	if (is_header_name(n))
		return w->fn(w->ctx, &item);
	if (split == '\0' && is_split_name(n) && n->type != DIRSCAN_FILE &&
	    w->nsplits < sizeof w->splits)
		w->splits[w->nsplits++] = n->name[0];
	return 0;
}

/*
 * Exim itself removes split directories that fell empty, so one that has
 * gone is as good as empty.
 */
static int
walk_dir(struct walk *w, char split)
{
	struct buf path = {0};
	struct dirscan_name n;
	int rc = 0, got = 1;

	put_input(&path, w->named, split);
	if (dirscan_open(&w->dir, w->q->fd, buf_str(&path), 0) == -1) {
		if (errno != ENOENT && errno != ENOTDIR)
			warn_path(w, path.p);
		buf_free(&path);
		return 0;
	}
	while (rc == 0 && (got = dirscan_next(&w->dir, &n)) == 1)
		rc = walk_name(w, &n, split);
	if (got == -1 && errno != ENOENT)
		warn_path(w, path.p);
	dirscan_close(&w->dir);
	buf_free(&path);
	return rc;
}

static int
walk_queue(struct queue *q, const char *named, queue_fn *fn, void *ctx)
{
	struct walk w = {.q = q, .fn = fn, .ctx = ctx, .named = named};
	int rc = walk_dir(&w, '\0');
	size_t i;

	for (i = 0; rc == 0 && i < w.nsplits; i++)
		rc = walk_dir(&w, w.splits[i]);
	dirscan_free(&w.dir);
	return rc == 0 && w.failed ? -1 : rc;
}

/* --- named queues: the directories beside input that have an input --- */

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Fills q->names, once. Returns 0, or -1 and errno. */
static int
list_named(struct queue *q)
{
	struct dirscan_name n;
	struct dirscan d = {0};
	struct buf path = {0};
	size_t cap = 0;
	int got;

	if (q->names != NULL)
		return 0;
	if (dirscan_open(&d, q->fd, ".", 0) == -1)
		return -1;
	q->names = mem_grow(NULL, &cap, 1, sizeof *q->names);
	while ((got = dirscan_next(&d, &n)) == 1) {
		if (n.type == DIRSCAN_FILE || n.name[0] == '.')
			continue;
		buf_clear(&path);
		put_input(&path, n.name, '\0');
		if (!is_dir(q->fd, buf_str(&path)))
			continue;
		q->names = mem_grow(
		    q->names, &cap, q->nnames + 1, sizeof *q->names);
		q->names[q->nnames++] = mem_dupn(n.name, n.len);
	}
	dirscan_close(&d);
	dirscan_free(&d);
	buf_free(&path);
	qsort(q->names, q->nnames, sizeof *q->names, compare_names);
	return got;
}

/* Opens a directory of which confinement is to know where it is. */
static int
open_allowed(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd != -1)
		confine_allow_fd(fd);
	return fd;
}

/* Split directories that are symbolic links, to another disk, say. */
static void
allow_links(int input)
{
	static const char splits[] =
	    "0123456789"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	char name[2] = {'\0', '\0'};
	struct stat st;
	size_t i;

	for (i = 0; splits[i] != '\0'; i++) {
		name[0] = splits[i];
		if (fstatat(input, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISLNK(st.st_mode))
			close(open_allowed(input, name));
	}
}

static void
exim_allow(struct queue *q)
{
	struct buf path = {0};
	size_t i;
	int fd;

	confine_allow_fd(q->fd);
	list_named(q);
	for (i = 0; i <= q->nnames; i++) {
		buf_clear(&path);
		put_input(&path, i == 0 ? "" : q->names[i - 1], '\0');
		fd = open_allowed(q->fd, buf_str(&path));
		if (fd != -1) {
			allow_links(fd);
			close(fd);
		}
	}
	buf_free(&path);
}

static int
walk_all(struct queue *q, queue_fn *fn, void *ctx)
{
	int rc = walk_queue(q, "", fn, ctx), one;
	size_t i;

	if (rc <= 0 && list_named(q) == -1) {
		err_warn(q->dir, NULL);
		rc = -1;
	}
	for (i = 0; i < q->nnames && rc <= 0; i++) {
		one = walk_queue(q, q->names[i], fn, ctx);
		rc = one != 0 ? one : rc;
	}
	return rc;
}

static int
exim_walk(struct queue *q, queue_fn *fn, void *ctx)
{
	if (q->named == NULL)
		return walk_queue(q, "", fn, ctx);
	if (strcmp(q->named, "*") == 0)
		return walk_all(q, fn, ctx);
	return walk_queue(q, q->named, fn, ctx);
}

static int
exim_check_named(struct queue *q, struct buf *why)
{
	size_t i;

	if (strcmp(q->named, "*") == 0)
		return 0;
	if (list_named(q) == -1) {
		buf_putf(why, "%s: %s", q->dir, strerror(errno));
		return -1;
	}
	for (i = 0; i < q->nnames; i++)
		if (strcmp(q->names[i], q->named) == 0)
			return 0;
	buf_putf(why, "%s: no queue named %s; there %s", q->dir, q->named,
	    q->nnames == 0 ? "is none" : "are");
	for (i = 0; i < q->nnames; i++)
		buf_putf(why, " %s", q->names[i]);
	return -1;
}

static int
stop_at_first(void *ctx, const struct queue_item *item)
{
	(void)ctx;
	(void)item;
	return 1;
}

static void
exim_others(struct queue *q, struct buf *names)
{
	size_t i;

	if (list_named(q) == -1)
		return;
	for (i = 0; i < q->nnames; i++)
		if (walk_queue(q, q->names[i], stop_at_first, NULL) == 1)
			buf_putf(names, " %s", q->names[i]);
}

/* --- one message by its id --- */

/* 1 if the message's -H is there, 0 if not, -1 and errno. */
static int
find_at(struct queue *q, struct span id, const char *named, char split)
{
	struct buf path = {0};
	struct stat st;
	int rc;

	put_input(&path, named, split);
	buf_putc(&path, '/');
	buf_put(&path, id.p, id.n);
	buf_puts(&path, "-H");
	rc = fstatat(q->fd, buf_str(&path), &st, AT_SYMLINK_NOFOLLOW);
	buf_free(&path);
	if (rc == 0)
		return 1;
	return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
}

static int
find_in(
    struct queue *q, struct span id, const char *named, struct queue_item *to)
{
	const char splits[2] = {'\0', id.p[SPLIT_AT]};
	size_t i;
	int rc = 0;

	for (i = 0; i < 2 && rc == 0; i++) {
		rc = find_at(q, id, named, splits[i]);
		*to = (struct queue_item){id, named, splits[i]};
	}
	return rc;
}

static int
exim_find(struct queue *q, struct span id, struct queue_item *to)
{
	size_t i;
	int rc;

	if ((msgid_kinds(id) & MSGID_EXIM) == 0)
		return 0;
	rc = find_in(q, id, "", to);
	if (rc == 0)
		rc = list_named(q);
	for (i = 0; i < q->nnames && rc == 0; i++)
		rc = find_in(q, id, q->names[i], to);
	return rc;
}

const struct queue_ops queue_exim = {
    .mta = "exim",
    .places = places,
    .looks = "an Exim spool has input/ in it",
    .probe = exim_probe,
    .allow = exim_allow,
    .walk = exim_walk,
    .find = exim_find,
    .check_named = exim_check_named,
    .others = exim_others,
};
