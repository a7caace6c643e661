#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/num.h"
#include "system/dirscan.h"
#include "system/rooted.h"
#include "system/sockets.h"

enum {
	BLOCK = 1 << 14, /* the kernel gives less at a time */
	SYN_RECEIVED = 3, /* of no process: not yet accepted, */
	TIME_WAIT = 6, /* closed, */
	NEW_SYN_RECEIVED = 12, /* not yet a socket */
};

/* --- the connections --- */

static void
add(struct sockets *s, struct span line)
{
	struct procfile_tcp t;

	if (procfile_tcp(line, &t) == -1 || t.state == SYN_RECEIVED ||
	    t.state == TIME_WAIT || t.state == NEW_SYN_RECEIVED)
		return;
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof *s->v);
	s->v[s->n++] = t;
}

/* The lines of a file as it is read; a line without an end is none. */
static int
read_lines(struct sockets *s, int fd)
{
	struct buf b = {0};
	struct span rest, line;
	ssize_t n;

	while ((n = read(fd, buf_room(&b, BLOCK), BLOCK)) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 || b.len > BLOCK)
			break;
		b.len += (size_t)n;
		rest = span_of(b.p, b.len);
		while (rest.n > 0 && memchr(rest.p, '\n', rest.n) != NULL) {
			line = span_upto(&rest, '\n');
			add(s, line);
		}
		memmove(b.p, b.p + b.len - rest.n, rest.n);
		b.len = rest.n;
	}
	buf_free(&b);
	return n == 0 ? 0 : -1;
}

static int
read_table(struct sockets *s, const struct procs *p, const char *path)
{
	int fd = rooted_open(p->fd, path, 0), rc, saved;

	if (fd == -1)
		return -1;
	rc = read_lines(s, fd);
	saved = errno;
	close(fd);
	errno = saved;
	return rc;
}

static int
compare(const void *a, const void *b)
{
	const struct procfile_tcp *x = a, *y = b;

	return (x->inode > y->inode) - (x->inode < y->inode);
}

/* A table that changes while it is read can have a line twice. */
static void
drop_twins(struct sockets *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		if (n == 0 || s->v[i].inode == 0 ||
		    s->v[n - 1].inode != s->v[i].inode)
			s->v[n++] = s->v[i];
	s->n = n;
}

int
sockets_read(struct sockets *s, const struct procs *p)
{
	*s = (struct sockets){0};
	if (read_table(s, p, "net/tcp") == -1) {
		err_warn("proc/net/tcp", "%s", rooted_error(errno));
		return -1;
	}
	/* Without IPv6 in the kernel there is none. */
	if (read_table(s, p, "net/tcp6") == -1 && errno != ENOENT) {
		err_warn("proc/net/tcp6", "%s", rooted_error(errno));
		return -1;
	}
	if (s->n > 0)
		qsort(s->v, s->n, sizeof *s->v, compare);
	drop_twins(s);
	return 0;
}

/* --- whose they are --- */

/* The inode that a link to a socket names; 0 if it is none. */
static uint64_t
inode_of(int dir, const char *name)
{
	char link[64];
	ssize_t n = readlinkat(dir, name, link, sizeof link);
	struct span text = span_of(link, n > 0 ? (size_t)n : 0);
	uint64_t inode;

	if (n == -1)
		procs_tell_failure();
	if (!span_starts(text, "socket:[") || text.p[text.n - 1] != ']' ||
	    num_u(span_of(link + 8, text.n - 9), UINT64_MAX, &inode) == -1)
		return 0;
	return inode;
}

/* Places in s, ascending, each once. */
struct places {
	size_t *v;
	size_t n, cap;
	bool denied; /* where some links lead could not be seen */
};

static int
compare_places(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

static void
find_places(const struct sockets *s, struct dirscan *d, struct places *to)
{
	struct procfile_tcp key = {.inode = 0}, *at;
	struct dirscan_name name;
	size_t i, n = 0;
	int rc = 0;

	while (s->n > 0 && (rc = dirscan_next(d, &name)) == 1) {
		errno = 0;
		key.inode = inode_of(d->fd, name.name);
		to->denied = to->denied || errno == EACCES || errno == EPERM;
		at = key.inode == 0
		    ? NULL
		    : bsearch(&key, s->v, s->n, sizeof *s->v, compare);
		if (at == NULL)
			continue;
		to->v = mem_grow(to->v, &to->cap, to->n + 1, sizeof *to->v);
		to->v[to->n++] = (size_t)(at - s->v);
	}
	if (rc == -1)
		procs_tell_failure();
	if (to->n > 0)
		qsort(to->v, to->n, sizeof *to->v, compare_places);
	for (i = 0; i < to->n; i++)
		if (n == 0 || to->v[n - 1] != to->v[i])
			to->v[n++] = to->v[i];
	to->n = n;
}

bool
sockets_of(const struct sockets *s, const struct procs *p,
    const struct proc *proc,
    void (*fn)(void *ctx, const struct procfile_tcp *t), void *ctx)
{
	struct dirscan d = {0};
	struct places places = {0};
	char path[32];
	bool there = true;
	size_t i;

	snprintf(path, sizeof path, "%d/fd", (int)proc->pid);
	if (dirscan_open(&d, p->fd, path, O_NOFOLLOW) == -1) {
		procs_tell_failure();
		return false;
	}
	find_places(s, &d, &places);
	dirscan_close(&d);
	dirscan_free(&d);
	/* The number may be another process's by now. */
	if (places.n > 0 && proc->start > 0)
		there = procs_is_there(p, proc);
	for (i = 0; there && i < places.n; i++)
		fn(ctx, &s->v[places.v[i]]);
	free(places.v);
	if (places.denied)
		errno = EACCES;
	return there && !places.denied;
}

void
sockets_free(struct sockets *s)
{
	free(s->v);
}
