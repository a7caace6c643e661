/* Apache 2.4, server/config.c: process_resource_config_nofnmatch. */
#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
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

	while ((entry = readdir(d)) != NULL && names.n < MOST)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			put(&names, entry->d_name);
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

void
confglob_find(struct confglob *g, const char *pattern, bool whole)
{
	glob_t found;
	size_t i;

	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (i = 0; i < found.gl_pathc; i++)
		if (whole)
			take(g, found.gl_pathv[i], NULL);
		else
			put(g, found.gl_pathv[i]);
	globfree(&found);
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
