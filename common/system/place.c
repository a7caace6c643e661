#define _GNU_SOURCE /* syscall */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"
#include "base/span.h"
#include "system/place.h"

#define TEMPORARY ".qrm" /* no MTA takes such a name for a message */

enum {
	NOREPLACE = 1, /* of renameat2(2); musl has no name for it */
	COPY_SIZE = 1 << 16,
	READ_MOST = 256 << 20,
};

/* Makes the directory, if it is not there. */
static int
make_dir(const struct place *p, int at, const char *name)
{
	int fd, rc;

	if (mkdirat(at, name, p->theirs ? 0750 : 0700) == -1)
		return errno == EEXIST ? 0 : -1;
	if (!p->theirs)
		return 0;
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return -1;
	rc = fchown(fd, p->uid, p->gid);
	close(fd);
	return rc;
}

/* What is wanted of a directory. */
enum use {
	USE_READ,
	USE_CHANGE,
	USE_MAKE, /* and it is made if it is not there */
};

/*
 * The directory that the path's file is in; *name is what stands behind the
 * last slash. On the way to a change no symbolic link is followed: whoever
 * owns the tree could lead root elsewhere by one.
 */
static int
open_parent(
    const struct place *p, const char *path, enum use use, const char **name)
{
	int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC |
	    (use == USE_READ ? 0 : O_NOFOLLOW);
	int fd = fcntl(p->fd, F_DUPFD_CLOEXEC, 0), next, saved;
	struct buf part = {0};
	const char *slash;

	while (fd != -1 && (slash = strchr(path, '/')) != NULL) {
		buf_clear(&part);
		buf_put(&part, path, (size_t)(slash - path));
		next = use == USE_MAKE && make_dir(p, fd, buf_str(&part)) == -1
		    ? -1
		    : openat(fd, buf_str(&part), flags);
		saved = errno;
		close(fd);
		errno = saved;
		fd = next;
		path = slash + 1;
	}
	buf_free(&part);
	*name = path;
	return fd;
}

static int
open_plain(int at, const char *name, struct stat *st)
{
	int fd = openat(
	    at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd == -1)
		return -1;
	if (fstat(fd, st) == 0 && S_ISREG(st->st_mode))
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

static int
write_all(int fd, const char *p, size_t n)
{
	ssize_t done;

	while (n > 0) {
		done = write(fd, p, n);
		if (done == -1 && errno != EINTR)
			return -1;
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

static int
copy_bytes(int from, int to)
{
	char block[COPY_SIZE];
	ssize_t n;
	off_t at = 0;

	while ((n = pread(from, block, sizeof block, at)) > 0) {
		if (write_all(to, block, (size_t)n) == -1)
			return -1;
		at += n;
	}
	return n == 0 ? 0 : -1;
}

/* A new file of that name with text or, without, what from holds; on disk. */
static int
make_file(const struct place *to, int dir, const char *name, int from,
    const struct buf *text)
{
	int fd, rc, saved;

	unlinkat(dir, name, 0);
	fd = openat(dir, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd == -1)
		return -1;
	rc = text != NULL ? write_all(fd, text->p, text->len)
			  : copy_bytes(from, fd);
	if (rc == 0)
		rc = fchown(fd, to->uid, to->gid);
	if (rc == 0)
		rc = fchmod(fd, to->mode != 0 ? to->mode : 0640);
	if (rc == 0)
		rc = fsync(fd);
	saved = errno;
	if (close(fd) == -1 && rc == 0)
		rc = -1;
	else
		errno = saved;
	if (rc == -1)
		unlinkat(dir, name, 0);
	return rc;
}

/* Where hard links cannot be, or root's file would be linked to Exim's. */
static bool
has_to_copy(int error)
{
	return error == EXDEV || error == EPERM || error == EMLINK ||
	    error == EOPNOTSUPP || error == EACCES;
}

/* In one step, so that no second name can be left over; where the kernel or
 * the file system has no such call, in two. EEXIST: there is one already. */
static int
rename_new(int dir, const char *from, const char *to)
{
	if (syscall(SYS_renameat2, dir, from, dir, to, NOREPLACE) == 0)
		return 0;
	if (errno != ENOSYS && errno != EINVAL)
		return -1;
	if (linkat(dir, from, dir, to, 0) == -1)
		return -1;
	if (unlinkat(dir, from, 0) == -1)
		err_warn(from, NULL);
	return 0;
}

/*
 * The file in its directory, under a name of its own first: never there by
 * halves. fd is what it is made of (at from, under the same name), if not
 * text.
 */
static int
put_in(const struct place *to, int dir, const char *name, int from, int fd,
    const struct buf *text, bool replace)
{
	struct buf temporary = {0};
	struct stat st = {0};
	int rc = -1, saved;

	buf_putf(&temporary, "%s" TEMPORARY, name);
	buf_str(&temporary);
	if (text == NULL && fstat(fd, &st) == 0 && st.st_uid == to->uid) {
		unlinkat(dir, temporary.p, 0);
		rc = linkat(from, name, dir, temporary.p, 0);
		if (rc == -1 && !has_to_copy(errno))
			goto end;
	}
	if (rc == -1 && make_file(to, dir, temporary.p, fd, text) == -1)
		goto end;
	if (replace)
		rc = renameat(dir, temporary.p, dir, name);
	else
		rc = rename_new(dir, temporary.p, name);
	saved = errno;
	/* Two names of one file are not renamed: then both are left. */
	if (unlinkat(dir, temporary.p, 0) == -1 && errno != ENOENT && rc == 0)
		err_warn(temporary.p, NULL);
	errno = saved;
end:
	buf_free(&temporary);
	return rc;
}

int
place_file(const struct place *from, const struct place *to, const char *path,
    const struct buf *text, bool replace)
{
	int source = -1, fd = -1, dir = -1, rc = -1, saved;
	const char *name;
	struct stat st;

	if (text == NULL) {
		source = open_parent(from, path, USE_READ, &name);
		fd = source == -1 ? -1 : open_plain(source, name, &st);
	}
	if (fd != -1 || text != NULL)
		dir = open_parent(to, path, USE_MAKE, &name);
	else if (errno == ENOENT)
		rc = 1;
	if (dir != -1)
		rc = put_in(to, dir, name, source, fd, text, replace);
	saved = errno;
	if (source != -1)
		close(source);
	if (fd != -1)
		close(fd);
	if (dir != -1)
		close(dir);
	errno = saved;
	return rc;
}

void
place_remove(const struct place *p, const char *path)
{
	int saved = errno, dir;
	const char *name;

	dir = open_parent(p, path, USE_CHANGE, &name);
	if (dir != -1) {
		unlinkat(dir, name, 0);
		close(dir);
	}
	errno = saved;
}

void
place_tidy(const struct place *p, const char *path)
{
	struct buf temporary = {0};

	buf_putf(&temporary, "%s" TEMPORARY, path);
	place_remove(p, buf_str(&temporary));
	buf_free(&temporary);
}

int
place_read(
    const struct place *p, const char *path, struct buf *text, struct stat *st)
{
	const char *name;
	int dir = open_parent(p, path, USE_READ, &name), fd;
	ssize_t n = -1;

	fd = dir == -1 ? -1 : open_plain(dir, name, st);
	if (dir != -1)
		close(dir);
	if (fd == -1)
		return -1;
	errno = EFBIG;
	if (st->st_size < READ_MOST) {
		n = pread(fd, buf_room(text, (size_t)st->st_size + 1),
		    (size_t)st->st_size, 0);
		text->len = n > 0 ? (size_t)n : 0;
	}
	close(fd);
	return n == -1 ? -1 : 0;
}

bool
place_same(const struct place *a, const struct place *b, const char *path)
{
	struct buf x = {0}, y = {0};
	struct stat one, two;
	int saved = errno;
	bool same = place_read(a, path, &x, &one) == 0 &&
	    place_read(b, path, &y, &two) == 0 &&
	    span_same(span_of(x.p, x.len), span_of(y.p, y.len));

	buf_free(&x);
	buf_free(&y);
	errno = saved;
	return same;
}
