/*
 * By Sendmail's operation guide, "Queue groups and queue directories":
 *   DIR/qfID, dfID, xfID; or DIR/qf/qfID, DIR/df/dfID, DIR/xf/xfID, each of
 *   the three on its own; DIR is the queue directory, or any below it.
 * Both forms can be there at once, from before its subdirectories were made.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/msgid.h"
#include "system/confine.h"
#include "system/dirscan.h"
#include "system/sendmail_dirs.h"

enum {
	DEPTH = 3, /* directories below the queue's own */
	DIRS_MOST = 4096,
	PROBE_MOST = 10000, /* names that are looked at */
};

static const char *const subs[SENDMAIL_PARTS] = {"qf", "df", "xf"};
static const char *const clients[] = {"mqueue-client", "clientmqueue"};

#define MAIN_NAME "mqueue"

enum { CLIENTS = sizeof clients / sizeof clients[0] };

static int
open_dir(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

char
sendmail_dirs_kind(const char *name, size_t len)
{
	if (len < 2 || name[1] != 'f' ||
	    (msgid_kinds(span_of(name + 2, len - 2)) & MSGID_SENDMAIL) == 0)
		return '\0';
	return name[0];
}

static bool
is_sub(const char *name)
{
	size_t i;

	for (i = 0; i < SENDMAIL_PARTS; i++)
		if (strcmp(name, subs[i]) == 0)
			return true;
	return false;
}

/* Whether what lies beside the directory under that name is itself. */
static bool
is_called(int fd, const char *name)
{
	struct buf path = {0};
	struct stat own, its;
	bool same;

	buf_putf(&path, "../%s", name);
	same = fstat(fd, &own) == 0 &&
	    fstatat(fd, buf_str(&path), &its, 0) == 0 &&
	    own.st_dev == its.st_dev && own.st_ino == its.st_ino;
	buf_free(&path);
	return same;
}

/* --- directories --- */

/*
 * A directory by a symbolic link, to another disk, counts if it is root's: who
 * else may write there could lead elsewhere.
 */
static bool
is_trusted(int at, const char *name)
{
	struct stat st;

	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return false;
	return S_ISDIR(st.st_mode) || (S_ISLNK(st.st_mode) && st.st_uid == 0);
}

/* "bulk/bulk1" */
static char *
join_path(const char *parent, const char *name)
{
	struct buf b = {0};

	buf_putf(&b, "%s%s%s", parent, parent[0] == '\0' ? "" : "/", name);
	return buf_str(&b);
}

static bool
is_client(const char *path)
{
	struct span rest = span_str(path), first = span_upto(&rest, '/');
	size_t i;

	for (i = 0; i < CLIENTS; i++)
		if (span_is(first, clients[i]))
			return true;
	return false;
}

/* Takes fd and path over. */
static void
add_dir(struct sendmail_spool *s, int fd, const char *name, char *path)
{
	struct sendmail_dir *d;
	struct stat st;
	size_t i;

	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof *s->v);
	d = &s->v[s->n++];
	*d = (struct sendmail_dir){
	    .name = mem_dup(name), .path = path, .fd = fd};
	d->dev = fstat(fd, &st) == 0 ? st.st_dev : 0;
	d->client = is_client(path);
	for (i = 0; i < SENDMAIL_PARTS; i++) {
		d->parts[i] = -1;
		if (!is_trusted(fd, subs[i]))
			continue;
		d->parts[i] = open_dir(fd, subs[i]);
		if (d->parts[i] == -1 && errno != ENOTDIR)
			s->failed = errno;
	}
}

/* Adds those below directory number i, at that depth. */
static void
add_below(struct sendmail_spool *s, size_t i, unsigned depth)
{
	struct dirscan_name n;
	struct dirscan d = {0};
	int got = -1, fd;

	if (depth == DEPTH || dirscan_open(&d, s->v[i].fd, ".", 0) == -1)
		return;
	while (s->n < DIRS_MOST && (got = dirscan_next(&d, &n)) == 1) {
		if (n.type == DIRSCAN_FILE || n.name[0] == '.' ||
		    is_sub(n.name) || !is_trusted(s->v[i].fd, n.name))
			continue;
		fd = open_dir(s->v[i].fd, n.name);
		if (fd == -1) {
			if (errno != ENOTDIR && errno != ENOENT)
				s->failed = errno;
			continue;
		}
		add_dir(s, fd, n.name, join_path(s->v[i].path, n.name));
		add_below(s, s->n - 1, depth + 1);
	}
	if (got == -1)
		s->failed = errno;
	dirscan_close(&d);
	dirscan_free(&d);
}

static void
add_tree(struct sendmail_spool *s, int fd, const char *name)
{
	add_dir(s, fd, name, mem_dup(strcmp(name, MAIN_NAME) == 0 ? "" : name));
	add_below(s, s->n - 1, 0);
}

/* Whether the path ends with that name; then *parent is what is before it. */
static bool
ends_with_name(const char *path, const char *name, struct span *parent)
{
	*parent = span_str(path);
	while (span_ends(*parent, "/"))
		parent->n--;
	if (!span_ends(*parent, name))
		return false;
	parent->n -= strlen(name);
	return parent->n == 0 || span_ends(*parent, "/");
}

/* The client queue beside mqueue, or beside the link by which it was named. */
static void
add_client(struct sendmail_spool *s, const struct queue *q, const char *name)
{
	struct buf path = {0};
	struct span parent;
	int fd = -1;

	buf_putf(&path, "../%s", name);
	errno = ENOENT;
	if (is_called(q->fd, MAIN_NAME))
		fd = open_dir(q->fd, buf_str(&path));
	if (fd == -1 && errno == ENOENT &&
	    ends_with_name(q->dir, MAIN_NAME, &parent)) {
		buf_clear(&path);
		buf_put(&path, parent.p, parent.n);
		buf_puts(&path, name);
		fd = open_dir(AT_FDCWD, buf_str(&path));
	}
	if (fd != -1)
		add_tree(s, fd, name);
	else if (errno != ENOENT && errno != ENOTDIR)
		s->failed = errno;
	buf_free(&path);
}

static const char *
name_of(int fd)
{
	size_t i;

	for (i = 0; i < CLIENTS; i++)
		if (is_called(fd, clients[i]))
			return clients[i];
	return MAIN_NAME;
}

static void
free_spool(void *own)
{
	struct sendmail_spool *s = own;
	size_t i, j;

	for (i = 0; i < s->n; i++) {
		for (j = 0; j < SENDMAIL_PARTS; j++)
			if (s->v[i].parts[j] != -1)
				close(s->v[i].parts[j]);
		close(s->v[i].fd);
		free(s->v[i].name);
		free(s->v[i].path);
	}
	filelocks_free(&s->locks);
	if (s->has_logins)
		sendmail_logins_free(&s->logins);
	free(s->v);
	free(s);
}

struct sendmail_spool *
sendmail_spool(struct queue *q)
{
	struct sendmail_spool *s = q->own;
	size_t i;
	int fd;

	if (s != NULL)
		return s;
	fd = open_dir(q->fd, ".");
	if (fd == -1)
		return NULL;
	s = q->own = mem_alloc(sizeof *s);
	q->own_free = free_spool;
	*s = (struct sendmail_spool){0};
	add_tree(s, fd, name_of(q->fd));
	for (i = 0; i < CLIENTS; i++)
		add_client(s, q, clients[i]);
	return s;
}

struct sendmail_logins *
sendmail_spool_logins(struct queue *q)
{
	struct sendmail_spool *s = sendmail_spool(q);
	struct buf path = {0};

	if (!s->has_logins)
		sendmail_logins_open(&s->logins,
		    q->ops->main_log(q, &path) == 0 ? buf_str(&path) : NULL);
	s->has_logins = true;
	buf_free(&path);
	return &s->logins;
}

void
sendmail_spool_allow(struct queue *q)
{
	struct sendmail_spool *s = sendmail_spool(q);
	size_t i, j;

	if (s != NULL)
		sendmail_spool_logins(q);
	confine_allow_fd(q->fd);
	filelocks_allow();
	for (i = 0; s != NULL && i < s->n; i++) {
		confine_allow_fd(s->v[i].fd);
		for (j = 0; j < SENDMAIL_PARTS; j++)
			if (s->v[i].parts[j] != -1)
				confine_allow_fd(s->v[i].parts[j]);
	}
}

int
sendmail_spool_named(const struct sendmail_spool *s, struct span name)
{
	struct span own;
	size_t i;

	for (i = 0; i < s->n; i++) {
		own = span_str(s->v[i].name);
		if (span_same(name, own) ||
		    (name.n > own.n && name.p[name.n - own.n - 1] == '/' &&
			span_ends(name, s->v[i].name)))
			return (int)i;
	}
	return -1;
}

int
sendmail_spool_path(const struct sendmail_spool *s, const char *path)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->v[i].path, path) == 0)
			return (int)i;
	return -1;
}

/* --- what a directory is --- */

/* Whether there is a message's file, or a directory of such, at that depth. */
static int
looks(int at, const char *path, unsigned depth)
{
	struct dirscan_name n;
	struct dirscan d = {0};
	unsigned seen = 0;
	int rc = 0, got = 1;

	if (dirscan_open(&d, at, path, O_NOFOLLOW) == -1)
		return depth == 0 ? -1 : 0;
	while (rc == 0 && seen++ < PROBE_MOST &&
	    (got = dirscan_next(&d, &n)) == 1) {
		if (sendmail_dirs_kind(n.name, n.len) != '\0' &&
		    strchr("qhQdxt", n.name[0]) != NULL)
			rc = n.type == DIRSCAN_FILE ||
			    n.type == DIRSCAN_UNKNOWN;
		else if (n.type == DIRSCAN_DIRECTORY && is_sub(n.name))
			rc = 1;
		else if (n.type != DIRSCAN_FILE && n.name[0] != '.' &&
		    depth < DEPTH)
			rc = looks(d.fd, n.name, depth + 1);
	}
	dirscan_close(&d);
	dirscan_free(&d);
	return got == -1 && rc == 0 && depth == 0 ? -1 : rc;
}

int
sendmail_spool_probe(int fd)
{
	size_t i;

	if (is_called(fd, MAIN_NAME))
		return 1;
	for (i = 0; i < CLIENTS; i++)
		if (is_called(fd, clients[i]))
			return 1;
	return looks(fd, ".", 0);
}
