/*
 * After Exim's specification, "Format of spool files", and what Exim 4.96
 * does with odd ones (tests/exim.bats):
 *   [QUEUE/]input/ID-H, ID-D, ID-J or, split, input/C/ID-H with C = ID[5].
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
#include "system/confine.h"
#include "system/dirscan.h"
#include "system/exim_spool.h"

enum {
	SPLIT_AT = 5, /* the character of an id that names its subdirectory */
	OLD_NAME = 16 + 2,
	NEW_NAME = 23 + 2,
};

static bool
is_dir(int at, const char *path)
{
	struct stat st;

	return fstatat(at, path, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

int
exim_spool_probe(int fd)
{
	errno = 0;
	if (is_dir(fd, "input") || is_dir(fd, "msglog"))
		return 1;
	return errno == 0 || errno == ENOENT ? 0 : -1;
}

/* --- queues --- */

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
add_name(struct queue *q, size_t *cap, const char *name)
{
	q->names = mem_grow(q->names, cap, q->nnames + 1, sizeof *q->names);
	q->names[q->nnames++] = mem_dup(name);
}

static bool
is_none(int error)
{
	return error == ENOENT || error == ENOTDIR;
}

/* Whether a name beside input is a queue's: 1, 0, -1 and errno. */
static int
is_queue(struct queue *q, const struct dirscan_name *n)
{
	struct buf path = {0};
	int rc = 0;

	if (n->type == DIRSCAN_FILE || n->name[0] == '.')
		return 0;
	buf_putf(&path, "%s/input", n->name);
	errno = 0;
	if (is_dir(q->fd, buf_str(&path)))
		rc = 1;
	else if (errno != 0 && !is_none(errno) && errno != ELOOP)
		rc = -1;
	buf_free(&path);
	return rc;
}

static void
drop_names(struct queue *q)
{
	while (q->nnames > 0)
		free(q->names[--q->nnames]);
	free(q->names);
	q->names = NULL;
}

int
exim_spool_names(struct queue *q)
{
	struct dirscan_name n;
	struct dirscan d = {0};
	size_t cap = 0;
	int got, is = 0, saved;

	if (q->names != NULL)
		return 0;
	if (dirscan_open(&d, q->fd, ".", 0) == -1)
		return -1;
	add_name(q, &cap, "");
	while (is != -1 && (got = dirscan_next(&d, &n)) == 1)
		if ((is = is_queue(q, &n)) == 1)
			add_name(q, &cap, n.name);
	saved = errno;
	dirscan_close(&d);
	dirscan_free(&d);
	errno = saved;
	if (is != -1 && got == 0) {
		qsort(q->names, q->nnames, sizeof *q->names, compare_names);
		return 0;
	}
	/* Some would be missing: who asks again is told again. */
	drop_names(q);
	errno = saved;
	return -1;
}

/* "input", "QUEUE/input" */
static void
put_beside(struct buf *b, struct queue *q, size_t named, const char *name)
{
	if (named > 0)
		buf_putf(b, "%s/", q->names[named]);
	buf_puts(b, name);
}

int
exim_spool_beside(struct queue *q, size_t named, const char *name)
{
	struct buf path = {0};
	int fd;

	put_beside(&path, q, named, name);
	fd = openat(q->fd, buf_str(&path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	buf_free(&path);
	return fd;
}

int
exim_spool_input(struct queue *q, size_t named)
{
	size_t i;

	if (q->inputs == NULL) {
		q->inputs = mem_alloc(q->nnames * sizeof *q->inputs);
		for (i = 0; i < q->nnames; i++)
			q->inputs[i] = -1;
	}
	if (q->inputs[named] == -1)
		q->inputs[named] = exim_spool_beside(q, named, "input");
	return q->inputs[named];
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
			confine_allow_at(input, name);
	}
}

void
exim_spool_allow(struct queue *q)
{
	struct buf path = {0};
	size_t i;
	int fd;

	confine_allow_fd(q->fd);
	exim_spool_names(q);
	for (i = 0; i < q->nnames; i++) {
		fd = exim_spool_input(q, i);
		if (fd == -1)
			continue;
		confine_allow_fd(fd);
		allow_links(fd);
		buf_clear(&path);
		put_beside(&path, q, i, "msglog");
		confine_allow_at(q->fd, buf_str(&path));
	}
	buf_free(&path);
}

/* --- messages --- */

void
exim_spool_put_name(
    struct buf *b, const struct queue_entry *e, const char *ending)
{
	if (e->split != '\0') {
		buf_putc(b, e->split);
		buf_putc(b, '/');
	}
	buf_puts(b, e->id);
	buf_puts(b, ending);
}

/* One walk over the input directory of one queue. */
struct walk {
	struct queue *q;
	queue_fn *fn;
	void *ctx;
	struct buf *journals;
	struct dirscan dir;
	struct queue_entry e;
	bool failed;
	char splits[64]; /* the subdirectories seen */
	size_t nsplits;
};

static void
warn_input(struct walk *w)
{
	struct buf path = {0};
	int saved = errno;

	buf_putf(&path, "%s/", w->q->dir);
	put_beside(&path, w->q, w->e.named, "input");
	if (w->e.split != '\0')
		buf_putf(&path, "/%c", w->e.split);
	errno = saved;
	err_warn(buf_str(&path), NULL);
	buf_free(&path);
	w->failed = true;
}

/*
 * Exim counts a name by its length and ending alone; so do we. Names without
 * a type are taken: what they are is told when they are opened.
 */
static int
walk_name(struct walk *w, const struct dirscan_name *n)
{
	char kind = n->name[n->len - 1];

	if ((n->len == OLD_NAME || n->len == NEW_NAME) &&
	    n->name[n->len - 2] == '-') {
		memset(w->e.id, 0, sizeof w->e.id);
		memcpy(w->e.id, n->name, n->len - 2);
		if (kind == 'H')
			return w->fn(w->ctx, &w->e);
		if (kind == 'J' && w->journals != NULL)
			buf_putf(w->journals, "%s\n", w->e.id);
	} else if (n->len == 1 && w->e.split == '\0' &&
	    isalnum((unsigned char)kind) && n->type != DIRSCAN_FILE &&
	    w->nsplits < sizeof w->splits) {
		w->splits[w->nsplits++] = kind;
	}
	return 0;
}

/*
 * Exim itself removes split directories that fell empty, so one that has
 * gone is as good as empty; and an input that was never made.
 */
static int
walk_dir(struct walk *w, char split)
{
	const char name[2] = {split, '\0'};
	struct dirscan_name n;
	int rc = 0, got = 1, at;

	w->e.split = split;
	at = exim_spool_input(w->q, w->e.named);
	if (at == -1 ||
	    dirscan_open(&w->dir, at, split == '\0' ? "." : name, 0) == -1) {
		if (errno != ENOENT && errno != ENOTDIR)
			warn_input(w);
		return 0;
	}
	while (rc == 0 && (got = dirscan_next(&w->dir, &n)) == 1)
		rc = walk_name(w, &n);
	if (got == -1 && errno != ENOENT)
		warn_input(w);
	dirscan_close(&w->dir);
	return rc;
}

int
exim_spool_walk(struct queue *q, size_t named, queue_fn *fn, void *ctx,
    struct buf *journals)
{
	struct walk w = {.q = q, .fn = fn, .ctx = ctx, .journals = journals};
	size_t i;
	int rc;

	w.e.named = (uint16_t)named;
	rc = walk_dir(&w, '\0');
	for (i = 0; rc == 0 && i < w.nsplits; i++)
		rc = walk_dir(&w, w.splits[i]);
	dirscan_free(&w.dir);
	return rc == 0 && w.failed ? -1 : rc;
}

/* Whether there is a file of that ending: 1, 0, -1 and errno. */
static int
has_file(int at, const struct queue_entry *e, const char *ending)
{
	struct buf name = {0};
	struct stat st;
	int rc;

	exim_spool_put_name(&name, e, ending);
	rc = fstatat(at, buf_str(&name), &st, AT_SYMLINK_NOFOLLOW);
	buf_free(&name);
	if (rc == 0)
		return 1;
	return is_none(errno) ? 0 : -1;
}

int
exim_spool_has(struct queue *q, const struct queue_entry *e, const char *ending)
{
	int at = exim_spool_input(q, e->named);

	return at == -1 ? -1 : has_file(at, e, ending);
}

enum queue_found
exim_spool_find(struct queue *q, size_t named, struct span id,
    const char *ending, struct queue_entry *e)
{
	int at = exim_spool_input(q, named), rc;

	if (at == -1)
		return is_none(errno) ? QUEUE_NONE : QUEUE_ERROR;
	*e = (struct queue_entry){.named = (uint16_t)named};
	memcpy(e->id, id.p, id.n);
	rc = has_file(at, e, ending);
	if (rc == 0) {
		e->split = id.p[SPLIT_AT];
		rc = has_file(at, e, ending);
	}
	if (rc <= 0)
		return rc == 0 ? QUEUE_NONE : QUEUE_ERROR;
	e->looked_up = true;
	return ending[1] == 'H' ? QUEUE_FOUND : QUEUE_PARTS;
}
