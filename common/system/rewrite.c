#define _GNU_SOURCE /* renameat2, where there is one: Linux */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/mem.h"
#include "system/ownpath.h"
#include "system/rewrite.h"

enum {
	EXCHANGE = 2, /* RENAME_EXCHANGE */
	READ_SIZE = 1 << 16,
	ATTRIBUTE_MOST = 1 << 16, /* XATTR_SIZE_MAX */
};

struct rewrite_state {
	struct ownpath at;
	struct buf new, copy, spare; /* names in its directory */
	bool made; /* new is there: the new text, or then the old file */
	bool spared; /* spare is there: what becomes the copy */
	bool placed; /* the file has the new text */
};

static int
write_all(int fd, struct span text)
{
	ssize_t done;

	while (text.n > 0) {
		done = write(fd, text.p, text.n);
		if (done == -1 && errno != EINTR)
			return -1;
		if (done > 0)
			span_skip(&text, (size_t)done);
	}
	return 0;
}

/* Whether the text from there to the end is that. */
static bool
reads(int fd, struct span text)
{
	char block[READ_SIZE];
	ssize_t n;

	while ((n = read(fd, block, sizeof block)) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 || (size_t)n > text.n ||
		    memcmp(block, text.p, (size_t)n) != 0)
			return false;
		span_skip(&text, (size_t)n);
	}
	return text.n == 0;
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	    a->st_size == b->st_size && a->st_mode == b->st_mode &&
	    a->st_uid == b->st_uid && a->st_gid == b->st_gid &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The file under that name, if it is still what was read; else errno. */
static int
open_same(const struct rewrite *r, const char *name)
{
	struct stat st;
	int fd = openat(r->state->at.dir, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    is_same(&st, &r->st) && reads(fd, r->old))
		return fd;
	close(fd);
	errno = ESTALE;
	return -1;
}

/* The access list and the label go with the file, where there are any. */
static int
copy_attributes(int from, int to)
{
	static const char *const names[] = {
	    "system.posix_acl_access", "security.selinux"};
	char value[ATTRIBUTE_MOST];
	ssize_t n;
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		n = fgetxattr(from, names[i], value, sizeof value);
		if (n == -1 && errno != ENODATA && errno != ENOTSUP)
			return -1;
		if (n > 0 && fsetxattr(to, names[i], value, (size_t)n, 0) == -1)
			return -1;
	}
	return 0;
}

/* Fills it as the old one, which is open, but for the text; on disk. */
static int
fill(const struct rewrite *r, int old, int fd, struct span text)
{
	if (write_all(fd, text) == -1 ||
	    fchown(fd, r->st.st_uid, r->st.st_gid) == -1 ||
	    fchmod(fd, r->st.st_mode & 07777) == -1 ||
	    copy_attributes(old, fd) == -1)
		return -1;
	return fsync(fd);
}

/* Makes a file of that name beside the old one; sets *made if it is there. */
static int
make_file(const struct rewrite *r, int old, const char *name, struct span text,
    bool *made)
{
	int fd, rc, saved;

	fd = openat(r->state->at.dir, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd == -1)
		return -1;
	*made = true;
	rc = fill(r, old, fd, text);
	saved = errno;
	if (close(fd) == -1 && rc == 0)
		return -1;
	errno = saved;
	return rc;
}

/* The copy whose lines are comments. */
static int
make_spare(struct rewrite *r, int old)
{
	struct rewrite_state *s = r->state;
	struct span rest = r->old, line;
	struct buf b = {0};
	int rc;

	while (rest.n > 0) {
		line = span_upto(&rest, '\n');
		buf_putc(&b, '#');
		buf_put(&b, line.p, line.n + (rest.p != NULL));
	}
	rc = make_file(
	    r, old, buf_str(&s->spare), span_of(b.p, b.len), &s->spared);
	buf_free(&b);
	return rc;
}

/*
 * The two files change places. Where the file system cannot do that, the old
 * one gets a second name first, so that at any time a whole file is there.
 */
static int
swap(struct rewrite_state *s)
{
	const char *new = buf_str(&s->new), *copy = buf_str(&s->copy);
	int dir = s->at.dir, saved;

#ifdef SYS_renameat2
	if (syscall(SYS_renameat2, dir, new, dir, s->at.name, EXCHANGE) == 0)
		return 0;
	if (errno != ENOSYS && errno != EINVAL && errno != ENOTSUP)
		return -1;
#endif
	unlinkat(dir, copy, 0);
	if (linkat(dir, s->at.name, dir, copy, 0) == -1 ||
	    renameat(dir, new, dir, s->at.name) == -1)
		return -1;
	if (renameat(dir, copy, dir, new) == 0)
		return 0;
	saved = errno;
	renameat(dir, copy, dir, s->at.name);
	errno = saved;
	return -1;
}

static int
prepare(struct rewrite *r)
{
	struct rewrite_state *s = r->state;
	int old, rc, saved;

	if (ownpath_open(&s->at, r->path) == -1)
		return -1;
	buf_putf(&s->new, ".%s.mailblock-%ld", s->at.name, (long)getpid());
	buf_putf(&s->copy, ".%s.mailblock~", s->at.name);
	buf_putf(&s->spare, "%s%ld", buf_str(&s->copy), (long)getpid());
	old = open_same(r, s->at.name);
	if (old == -1)
		return -1;
	rc = make_file(r, old, buf_str(&s->new), r->text, &s->made);
	if (rc == 0 && r->comment)
		rc = make_spare(r, old);
	saved = errno;
	close(old);
	errno = saved;
	return rc;
}

/* Puts the new file in place; what was there has to be what was read. */
static int
place(struct rewrite *r)
{
	struct rewrite_state *s = r->state;
	int fd;

	fd = open_same(r, s->at.name);
	if (fd == -1)
		return -1;
	close(fd);
	if (swap(s) == -1)
		return -1;
	s->placed = true;
	fd = open_same(r, buf_str(&s->new));
	if (fd == -1)
		return -1;
	close(fd);
	return fsync(s->at.dir) == -1 && errno != EINVAL ? -1 : 0;
}

/* Keeps the old file, or what was made of it. */
static void
keep(struct rewrite *r)
{
	struct rewrite_state *s = r->state;
	const char *from = buf_str(r->comment ? &s->spare : &s->new);

	/* If it cannot have that name it keeps the one it has. */
	renameat(s->at.dir, from, s->at.dir, buf_str(&s->copy));
	if (r->comment)
		unlinkat(s->at.dir, buf_str(&s->new), 0);
}

/* Takes back what was done; why takes what could not be. */
static void
undo(struct rewrite *r, struct buf *why)
{
	struct rewrite_state *s = r->state;

	if (s->placed && swap(s) == -1)
		buf_putf(why, "%s is changed, and what it was is in %s; ",
		    r->path, buf_str(&s->new));
	else if (s->made)
		unlinkat(s->at.dir, buf_str(&s->new), 0);
	if (s->spared)
		unlinkat(s->at.dir, buf_str(&s->spare), 0);
}

static void
finish(struct rewrite *r)
{
	struct rewrite_state *s = r->state;

	ownpath_close(&s->at);
	buf_free(&s->new);
	buf_free(&s->copy);
	buf_free(&s->spare);
	free(s);
	r->state = NULL;
}

static const char *
reason(int error)
{
	if (error == ESTALE)
		return "it has changed since it was read";
	return error == ELOOP ? "a link that is not root's own, not followed"
			      : strerror(error);
}

int
rewrite_all(struct rewrite *v, size_t n, struct buf *why)
{
	sigset_t all, before;
	struct buf stuck = {0};
	size_t i;
	int rc = 0;

	/* An interrupt waits: half of the files is what nobody wants. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	for (i = 0; i < n; i++) {
		v[i].state = mem_alloc(sizeof *v[i].state);
		*v[i].state = (struct rewrite_state){.at = {.dir = -1}};
	}
	for (i = 0; i < n && rc == 0; i++)
		rc = prepare(&v[i]);
	for (i = rc == 0 ? 0 : i; i < n && rc == 0; i++)
		rc = place(&v[i]);
	if (rc == -1)
		buf_putf(why, "%s: %s; ", v[i - 1].path, reason(errno));
	for (i = 0; i < n; i++) {
		if (rc == 0)
			keep(&v[i]);
		else
			undo(&v[i], &stuck);
		finish(&v[i]);
	}
	if (rc == -1)
		buf_putf(why, "%snothing %schanged", buf_str(&stuck),
		    stuck.len > 0 ? "else " : "");
	buf_free(&stuck);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return rc;
}
