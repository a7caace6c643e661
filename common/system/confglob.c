/* Apache 2.4, server/config.c: process_resource_config_nofnmatch. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"
#include "system/confglob.h"
#include "system/rooted.h"

/* Directories in each other, as Apache has it; files and directories. */
enum { DEEPEST = 20, MOST = 50000 };

/* The directories that lead to where the walk is. */
struct above {
	const struct above *up;
	dev_t dev;
	ino_t ino;
	int depth;
};

static void take(
    struct confglob *g, const char *path, const struct above *above);

/* What is not there, is none; anything else that fails is told. */
static void
tell(const char *path)
{
	static bool denied;

	if (errno == ENOENT || errno == ENOTDIR)
		return;
	if (errno != EACCES || !denied)
		err_warn(path, NULL);
	denied = denied || errno == EACCES;
}

static void
put(struct confglob *g, const char *path)
{
	g->v = mem_grow(g->v, &g->cap, g->n + 1, sizeof *g->v);
	g->v[g->n++] = mem_dup(path);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* NULL if it is none, or users' links lead to it. */
static DIR *
open_directory(const char *path)
{
	struct stat st;
	int root, fd;
	DIR *d;

	if (stat(path, &st) == -1 || !S_ISDIR(st.st_mode))
		return NULL;
	root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fd = root == -1 ? -1 : rooted_open(root, path, O_DIRECTORY);
	if (root != -1)
		close(root);
	d = fd == -1 ? NULL : fdopendir(fd);
	if (d == NULL && fd != -1)
		close(fd);
	return d;
}

static void
take_below(
    struct confglob *g, const char *path, DIR *d, const struct above *own)
{
	struct confglob names = {0};
	struct buf b = {0};
	struct dirent *entry;
	size_t i;

	while (names.n < MOST && (errno = 0, entry = readdir(d)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			put(&names, entry->d_name);
	if (errno != 0)
		tell(path);
	if (names.n > 1)
		qsort(names.v, names.n, sizeof *names.v, compare);
	for (i = 0; i < names.n; i++) {
		buf_clear(&b);
		buf_puts(&b, path);
		if (b.len > 0 && b.p[b.len - 1] != '/')
			buf_putc(&b, '/');
		buf_puts(&b, names.v[i]);
		take(g, buf_str(&b), own);
	}
	confglob_free(&names);
	buf_free(&b);
}

/* Whether the directory is one of those that lead to it: a loop of links. */
static bool
is_above(const struct above *own)
{
	const struct above *up;

	for (up = own->up; up != NULL; up = up->up)
		if (up->dev == own->dev && up->ino == own->ino)
			return true;
	return false;
}

/* The path itself, or what is below it. */
static void
take(struct confglob *g, const char *path, const struct above *above)
{
	struct above own = {
	    .up = above, .depth = above == NULL ? 1 : above->depth + 1};
	bool room = own.depth <= DEEPEST && g->n + g->below < MOST;
	DIR *d = room ? open_directory(path) : NULL;
	struct stat st;

	if (d != NULL && fstat(dirfd(d), &st) == 0) {
		own.dev = st.st_dev;
		own.ino = st.st_ino;
	}
	if (d == NULL || is_above(&own)) {
		put(g, path);
	} else {
		g->below++;
		take_below(g, path, d, &own);
	}
	if (d != NULL)
		closedir(d);
}

/* The names in a directory ("" is the working one) that match, sorted. */
static void
match_names(const char *path, const char *pattern, struct confglob *names)
{
	DIR *d = opendir(path[0] == '\0' ? "." : path);
	struct dirent *entry;

	if (d == NULL) {
		tell(path);
		return;
	}
	while (names->n < MOST && (errno = 0, entry = readdir(d)) != NULL)
		if (fnmatch(pattern, entry->d_name, FNM_PERIOD) == 0)
			put(names, entry->d_name);
	if (errno != 0)
		tell(path);
	closedir(d);
	if (names->n > 1)
		qsort(names->v, names->n, sizeof *names->v, compare);
}

static void expand(
    struct confglob *g, const char *before, const char *rest, bool whole);

/* One name in place of the pattern's next part. */
static void
step(struct confglob *g, const char *before, struct span name, const char *rest,
    bool whole)
{
	struct buf path = {0};
	struct stat st;

	buf_puts(&path, before);
	buf_put(&path, name.p, name.n);
	if (*rest != '\0')
		expand(g, buf_str(&path), rest, whole);
	else if (stat(buf_str(&path), &st) == -1 && errno != ELOOP &&
	    lstat(buf_str(&path), &st) == -1)
		tell(path.p);
	else if (whole)
		take(g, path.p, NULL);
	else
		put(g, path.p);
	buf_free(&path);
}

/* All that the rest of a pattern stands for behind what was found so far. */
static void
expand(struct confglob *g, const char *before, const char *rest, bool whole)
{
	struct buf path = {0}, part = {0};
	struct confglob names = {0};
	size_t slashes = strspn(rest, "/"), n = strcspn(rest + slashes, "/"), i;

	buf_puts(&path, before);
	buf_put(&path, rest, slashes);
	buf_put(&part, rest + slashes, n);
	rest += slashes + n;
	if (strpbrk(buf_str(&part), "*?[\\") != NULL) {
		match_names(buf_str(&path), part.p, &names);
		for (i = 0; i < names.n && g->n < MOST; i++)
			step(g, path.p, span_str(names.v[i]), rest, whole);
		confglob_free(&names);
	} else {
		step(g, buf_str(&path), span_of(part.p, part.len), rest, whole);
	}
	buf_free(&path);
	buf_free(&part);
}

void
confglob_find(struct confglob *g, const char *pattern, bool whole)
{
	expand(g, "", pattern, whole);
}

void
confglob_free(struct confglob *g)
{
	size_t i;

	for (i = 0; i < g->n; i++)
		free(g->v[i]);
	free(g->v);
	*g = (struct confglob){0};
}
