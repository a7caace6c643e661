#define _GNU_SOURCE /* O_PATH: Linux; links are looked at through it */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "system/ownpath.h"

enum { DEEPEST = 64, LINKS = 40 };

/* The directories from / to where the walk is, each held open. */
struct walk {
	int dirs[DEEPEST];
	size_t depth;
	int links;
	struct buf rest; /* of the path */
};

static bool
is_own(const struct stat *st)
{
	return st->st_uid == 0 || st->st_uid == geteuid();
}

/* Whether nobody but root, or the caller, can change what is in it. */
static bool
is_alone(const struct stat *st)
{
	return is_own(st) && (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static void
climb(struct walk *w, size_t depth)
{
	while (w->depth > depth)
		close(w->dirs[--w->depth]);
}

/* Whether all directories from / to here are root's alone. */
static bool
are_alone(const struct walk *w)
{
	struct stat st;
	size_t i;

	for (i = 0; i < w->depth; i++)
		if (fstat(w->dirs[i], &st) == -1 || !is_alone(&st))
			return false;
	return true;
}

/* Takes the next part off the path into name; a long one is cut, and then is
 * not there. */
static bool
take_name(struct walk *w, char *name)
{
	char *p = buf_str(&w->rest), *from;
	size_t n, all;

	from = p + strspn(p, "/");
	all = n = strcspn(from, "/");
	if (n > NAME_MAX)
		n = NAME_MAX;
	memcpy(name, from, n);
	name[n] = '\0';
	from += all;
	w->rest.len = strlen(from);
	memmove(p, from, w->rest.len);
	return n > 0;
}

static bool
is_last(struct walk *w)
{
	char *p = buf_str(&w->rest);

	return p[strspn(p, "/")] == '\0';
}

static int
start(struct walk *w)
{
	climb(w, 0);
	w->dirs[0] = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	w->depth = w->dirs[0] != -1;
	return w->dirs[0] == -1 ? -1 : 0;
}

/* Puts what the link says in front of the path. */
static int
follow(struct walk *w, int fd, const struct stat *st)
{
	char target[PATH_MAX];
	struct buf rest = {0};
	ssize_t n = readlinkat(fd, "", target, sizeof target);

	if (n <= 0 || n == sizeof target || ++w->links > LINKS || !is_own(st) ||
	    !are_alone(w)) {
		errno = ELOOP;
		return -1;
	}
	if (target[0] == '/' && start(w) == -1)
		return -1;
	buf_put(&rest, target, (size_t)n);
	buf_put(&rest, w->rest.p, w->rest.len);
	buf_free(&w->rest);
	w->rest = rest;
	return 0;
}

/* One step: 0 to go on, 1 if the name is the file's, -1. */
static int
step(struct walk *w, const char *name)
{
	struct stat st;
	int fd, rc = 0;

	if (strcmp(name, ".") == 0)
		return 0;
	if (strcmp(name, "..") == 0) {
		climb(w, w->depth > 1 ? w->depth - 1 : 1);
		return 0;
	}
	fd = openat(
	    w->dirs[w->depth - 1], name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == -1) {
		rc = -1;
	} else if (S_ISLNK(st.st_mode)) {
		rc = follow(w, fd, &st);
	} else if (is_last(w)) {
		rc = 1;
	} else if (w->depth == DEEPEST) {
		errno = ENAMETOOLONG;
		rc = -1;
	} else {
		w->dirs[w->depth++] = fd;
		return 0;
	}
	close(fd);
	return rc;
}

/* Who can put another file in the place of ours: the first such. 0, -1. */
static int
find_others(struct ownpath *o, const struct walk *w)
{
	struct stat st;
	size_t i;

	for (i = 0; i < w->depth && !o->shared; i++) {
		if (fstat(w->dirs[i], &st) == -1)
			return -1;
		/* In a sticky one only its owner, or the file's. */
		o->shared = !is_own(&st) ||
		    ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0 &&
			(st.st_mode & S_ISVTX) == 0);
		o->who = st.st_uid;
	}
	return 0;
}

int
ownpath_open(struct ownpath *o, const char *path)
{
	struct walk w = {0};
	char cwd[PATH_MAX];
	int rc = 0, saved;

	*o = (struct ownpath){.dir = -1};
	if (path[0] != '/') {
		if (getcwd(cwd, sizeof cwd) == NULL)
			return -1;
		buf_puts(&w.rest, cwd);
		buf_putc(&w.rest, '/');
	}
	buf_puts(&w.rest, path);
	rc = start(&w);
	while (rc == 0) {
		if (!take_name(&w, o->name)) {
			errno = EISDIR;
			rc = -1;
		} else {
			rc = step(&w, o->name);
		}
	}
	if (rc == 1) {
		/* For reading: what is on it can then be put on disk. */
		o->dir = openat(w.dirs[w.depth - 1], ".",
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		rc = o->dir == -1 ? -1 : find_others(o, &w);
	}
	saved = errno;
	if (rc == -1)
		ownpath_close(o);
	climb(&w, 0);
	buf_free(&w.rest);
	errno = saved;
	return o->dir == -1 ? -1 : 0;
}

bool
ownpath_shared(const struct ownpath *o, const struct stat *st, uid_t *who)
{
	*who = st->st_uid;
	if (!is_own(st) || (st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return true;
	*who = o->who;
	return o->shared;
}

void
ownpath_close(struct ownpath *o)
{
	if (o->dir != -1)
		close(o->dir);
	o->dir = -1;
}
