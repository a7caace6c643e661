#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"
#include "pure/format.h"
#include "system/dirscan.h"
#include "system/logset.h"

enum {
	DATE_DIGITS = 6, /* more of them are a date, not a turn */
	MOST_DIGITS = 18,
};

/* Endings of what only other programs can uncompress. */
static const char *const foreign[] = {
    ".bz2", ".xz", ".lzma", ".zst", ".Z", ".lz4"};

static bool
ends_with(struct span name, const char *ending)
{
	size_t n = strlen(ending);

	return name.n > n && memcmp(name.p + name.n - n, ending, n) == 0;
}

/* Whether nothing follows, or what compression adds. */
static bool
is_ending(struct span rest)
{
	size_t i;

	if (rest.n == 0 || span_is(rest, ".gz"))
		return true;
	for (i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
		if (span_is(rest, foreign[i]))
			return true;
	return false;
}

/*
 * What stands behind the log's own name: whether it is a turn (.1, .02.gz)
 * or a date (-20261121, .20261121-1763740000.gz, -2026-11-21), put so that a
 * later file has the larger number.
 */
static bool
turn_of(struct span rest, int64_t *turn)
{
	size_t i, digits = 0;
	int64_t n = 0;

	if (rest.n < 2 || (rest.p[0] != '.' && rest.p[0] != '-'))
		return false;
	for (i = 1; i < rest.n && rest.p[i] != '.'; i++) {
		if (rest.p[i] == '-' && digits > 0)
			continue;
		if (rest.p[i] < '0' || rest.p[i] > '9')
			return false;
		if (++digits < MOST_DIGITS)
			n = n * 10 + rest.p[i] - '0';
	}
	if (digits == 0 || !is_ending(span_from(rest, i)))
		return false;
	*turn = digits < DATE_DIGITS ? -n - 1 : n - INT64_MAX / 2;
	return true;
}

static bool
is_known(const struct logset *s, const struct stat *st)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].dev == st->st_dev && s->v[i].ino == st->st_ino)
			return true;
	return false;
}

static bool
is_gzip(int fd)
{
	char start[2];
	ssize_t n = pread(fd, start, sizeof start, 0);

	return n == (ssize_t)sizeof start &&
	    format_is_gzip(span_of(start, sizeof start));
}

/* Reads it through gzip -dc: 0, -1 and errno. */
static int
uncompress(struct logset_file *f)
{
	struct buf path = {0};
	char option[] = "-dc";
	char *argv[] = {NULL, option, NULL};
	int rc = -1;

	errno = ENOENT;
	if (child_find_own(&path, "gzip") == 0) {
		argv[0] = buf_str(&path);
		rc = child_start(&f->gzip, argv, f->fd, false);
	}
	buf_free(&path);
	if (rc == -1)
		return -1;
	close(f->fd);
	f->fd = f->gzip.fd;
	f->plain = false;
	return 0;
}

/* Takes over fd: 0, -1 and errno. A file that is there already is closed. */
static int
add_open(struct logset *s, const char *name, int fd, int64_t turn)
{
	struct logset_file f = {.fd = fd, .turn = turn};
	struct stat st;

	if (fstat(fd, &st) == -1)
		return -1;
	if (S_ISREG(st.st_mode) && is_known(s, &st)) {
		close(fd);
		return 0;
	}
	f.plain = S_ISREG(st.st_mode);
	f.size = st.st_size;
	f.changed = st.st_mtime;
	f.dev = st.st_dev;
	f.ino = st.st_ino;
	if (f.plain && is_gzip(fd) && uncompress(&f) == -1) {
		err_warn("gzip", NULL);
		return -1;
	}
	f.name = mem_dup(name);
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof *s->v);
	s->v[s->n++] = f;
	return 0;
}

/* --- what lies beside it --- */

static void
add_rotated(struct logset *s, int dir, const struct buf *place,
    const char *name, int64_t turn)
{
	struct buf path = {0};
	size_t i;
	int fd;

	buf_put(&path, place->p, place->len);
	buf_puts(&path, name);
	for (i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
		if (ends_with(span_str(name), foreign[i])) {
			err_note(buf_str(&path),
			    "compressed, left out; uncompress it and name it "
			    "with -L");
			buf_free(&path);
			return;
		}
	fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd == -1 || add_open(s, buf_str(&path), fd, turn) == -1) {
		if (errno != ENOENT)
			err_warn(buf_str(&path), NULL);
		if (fd != -1)
			close(fd);
	}
	buf_free(&path);
}

/* path is split into place, with its last slash, and the log's own name. */
static void
add_siblings(struct logset *s, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *own = slash == NULL ? path : slash + 1;
	struct dirscan d = {0};
	struct dirscan_name n;
	struct buf place = {0};
	size_t len = strlen(own);
	int64_t turn;
	int rc;

	buf_put(&place, path, (size_t)(own - path));
	if (dirscan_open(
		&d, AT_FDCWD, slash == NULL ? "." : buf_str(&place), 0) == -1) {
		if (errno != ENOENT)
			err_warn(place.len > 0 ? buf_str(&place) : ".", NULL);
		buf_free(&place);
		return;
	}
	while ((rc = dirscan_next(&d, &n)) == 1)
		if (n.len > len && memcmp(n.name, own, len) == 0 &&
		    turn_of(span_of(n.name + len, n.len - len), &turn))
			add_rotated(s, d.fd, &place, n.name, turn);
	if (rc == -1)
		err_warn(place.len > 0 ? buf_str(&place) : ".", NULL);
	dirscan_close(&d);
	dirscan_free(&d);
	buf_free(&place);
}

static int
compare_turns(const void *a, const void *b)
{
	const struct logset_file *x = a, *y = b;

	return x->turn < y->turn ? -1 : x->turn > y->turn;
}

int
logset_add(struct logset *s, const char *path)
{
	size_t first = s->n;
	int fd;

	if (strcmp(path, "-") == 0)
		return add_open(s, "standard input", dup(STDIN_FILENO), 0);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd == -1 || add_open(s, path, fd, 0) == -1) {
		err_warn(path, NULL);
		if (fd != -1)
			close(fd);
		return -1;
	}
	if (s->n > first && s->v[s->n - 1].gzip.pid == 0)
		add_siblings(s, path);
	if (s->n > first)
		qsort(s->v + first, s->n - first, sizeof *s->v, compare_turns);
	return 0;
}

void
logset_ended(struct logset_file *f)
{
	int status;

	if (f->gzip.pid == 0)
		return;
	status = child_end(&f->gzip);
	f->gzip.pid = 0;
	f->fd = -1;
	/* 2 is a warning of gzip's: all that there was is read. */
	if (status != 0 && status != 2)
		err_warn(f->name, "gzip could not read all of it");
}

void
logset_close(struct logset *s)
{
	while (s->n > 0) {
		struct logset_file *f = &s->v[--s->n];

		free(f->name);
		if (f->gzip.pid != 0)
			child_end(&f->gzip);
		else if (f->fd != -1)
			close(f->fd);
	}
	free(s->v);
	*s = (struct logset){0};
}
