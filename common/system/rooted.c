#define _GNU_SOURCE /* O_PATH: Linux; links are looked at through it */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"
#include "system/dirscan.h"
#include "system/rooted.h"

enum { DEEPEST = 64, LINKS = 40, READ_SIZE = 1 << 14 };

/* The directories from the root to where the walk is, each held open. */
struct walk {
	int root;
	uid_t owner;
	int dirs[DEEPEST];
	size_t depth;
	int links;
	struct buf rest; /* of the path */
};

static int
here(const struct walk *w)
{
	return w->depth == 0 ? w->root : w->dirs[w->depth - 1];
}

static void
climb(struct walk *w, size_t depth)
{
	while (w->depth > depth)
		close(w->dirs[--w->depth]);
}

/* Takes the next part off the path into name. */
static bool
take_name(struct walk *w, char *name)
{
	char *p = buf_str(&w->rest), *from;
	size_t n;

	from = p + strspn(p, "/");
	n = strcspn(from, "/");
	if (n > NAME_MAX)
		n = NAME_MAX;
	memcpy(name, from, n);
	name[n] = '\0';
	from += n + strspn(from + n, "/");
	w->rest.len = strlen(from);
	memmove(p, from, w->rest.len);
	return n > 0;
}

/* Puts what the link fd says in front of the path. */
static int
follow(struct walk *w, int fd)
{
	char target[PATH_MAX];
	struct buf rest = {0};
	ssize_t n = readlinkat(fd, "", target, sizeof target);

	if (n <= 0 || n == sizeof target || ++w->links > LINKS) {
		errno = n < 0 ? errno : ELOOP;
		return -1;
	}
	if (target[0] == '/')
		climb(w, 0);
	buf_put(&rest, target, (size_t)n);
	buf_putc(&rest, '/');
	buf_put(&rest, w->rest.p, w->rest.len);
	buf_free(&w->rest);
	w->rest = rest;
	return 0;
}

/*
 * One step: 0 to go on, 1 if the name is the last one and no link that is
 * followed, -1.
 */
static int
step(struct walk *w, const char *name, bool nofollow)
{
	bool last = w->rest.len == 0;
	struct stat st;
	int fd, rc = 0;

	if (strcmp(name, ".") == 0)
		return last;
	if (strcmp(name, "..") == 0) {
		climb(w, w->depth > 0 ? w->depth - 1 : 0);
		return 0;
	}
	fd = openat(here(w), name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1 || fstat(fd, &st) == -1)
		return -1;
	if (S_ISLNK(st.st_mode)) {
		if ((last && nofollow) ||
		    (st.st_uid != 0 && st.st_uid != w->owner)) {
			errno = ELOOP;
			rc = -1;
		} else {
			rc = follow(w, fd);
		}
	} else if (last) {
		rc = 1;
	} else if (w->depth < DEEPEST) {
		w->dirs[w->depth++] = fd;
		return 0;
	} else {
		errno = ELOOP;
		rc = -1;
	}
	close(fd);
	return rc;
}

int
rooted_open(int root, const char *path, int flags)
{
	struct walk w = {.root = root};
	char name[NAME_MAX + 1] = ".";
	int rc = 0, fd = -1, saved;
	struct stat st;

	w.owner = fstat(root, &st) == 0 ? st.st_uid : 0;
	buf_puts(&w.rest, path);
	while (rc == 0 && take_name(&w, name))
		rc = step(&w, name, flags & O_NOFOLLOW);
	/* A path that ended with .. or / stands in the directory itself. */
	if (rc == 0)
		strcpy(name, ".");
	if (rc != -1)
		fd = openat(here(&w), name,
		    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC |
			flags);
	saved = errno;
	climb(&w, 0);
	buf_free(&w.rest);
	errno = saved;
	return fd;
}

int
rooted_stat(int root, const char *path, struct stat *st)
{
	int fd = rooted_open(root, path, O_PATH), rc = fd == -1 ? -1 : 0;

	if (fd != -1 && st != NULL)
		rc = fstat(fd, st);
	if (fd != -1)
		close(fd);
	return rc;
}

/* Up to max bytes, and one to tell that there are more. */
static int
read_all(int fd, size_t max, struct buf *b)
{
	size_t start = b->len;
	ssize_t n;

	while (b->len - start <= max) {
		n = read(fd, buf_room(b, READ_SIZE), READ_SIZE);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return (int)n;
		b->len += (size_t)n;
	}
	b->len = start + max;
	return 1;
}

int
rooted_read(int root, const char *path, int flags, size_t max, struct buf *b,
    struct stat *st)
{
	struct stat own;
	int fd = rooted_open(root, path, flags), rc = -1, saved;

	if (st == NULL)
		st = &own;
	if (fd == -1)
		return -1;
	if (fstat(fd, st) == 0) {
		errno = S_ISDIR(st->st_mode) ? EISDIR : ENOTSUP;
		if (S_ISREG(st->st_mode))
			rc = read_all(fd, max, b);
	}
	saved = errno;
	close(fd);
	errno = saved;
	return rc;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **
rooted_names(int root, const char *path)
{
	struct dirscan d = {0};
	struct dirscan_name name;
	char **names = NULL;
	size_t n = 0, cap = 0;
	int fd = rooted_open(root, path, O_DIRECTORY), rc, saved;

	if (fd == -1)
		return NULL;
	rc = dirscan_open(&d, fd, ".", 0);
	close(fd);
	if (rc == -1)
		return NULL;
	names = mem_grow(names, &cap, 1, sizeof *names);
	while ((rc = dirscan_next(&d, &name)) == 1) {
		if (name.name[0] == '.')
			continue;
		names = mem_grow(names, &cap, n + 2, sizeof *names);
		names[n++] = mem_dup(name.name);
	}
	saved = errno;
	names[n] = NULL;
	dirscan_close(&d);
	dirscan_free(&d);
	if (rc == 0) {
		qsort(names, n, sizeof *names, compare);
		return names;
	}
	rooted_free(names);
	errno = saved;
	return NULL;
}

void
rooted_free(char **names)
{
	size_t i;

	for (i = 0; names != NULL && names[i] != NULL; i++)
		free(names[i]);
	free(names);
}

const char *
rooted_error(int error)
{
	switch (error) {
	case ELOOP:
		return "a symbolic link, not followed";
	case ENOTSUP:
	case ENXIO:
		return "no regular file, not read";
	default:
		return strerror(error);
	}
}

void
rooted_tell(const char *path)
{
	int error = errno;

	if (error == ELOOP || error == ENOTSUP || error == ENXIO ||
	    error == EISDIR || error == ENOTDIR)
		err_note(path, "%s", rooted_error(error));
	else
		err_warn(path, "%s", rooted_error(error));
}
