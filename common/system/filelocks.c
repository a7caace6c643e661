/*
 * By proc_locks(5): "1: FLOCK  ADVISORY  WRITE 4763 fe:00:11264079 0 EOF",
 * kind, rule, access, process, device and inode; "->" before the kind in a
 * line of who waits for a lock.
 */
#define _GNU_SOURCE /* major, minor */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/span.h"
#include "pure/num.h"
#include "system/confine.h"
#include "system/filelocks.h"

static const char path[] = "/proc/locks";

enum { PIECE = 1 << 16 };

void
filelocks_allow(void)
{
	confine_allow(path);
}

/* Hexadecimal digits, at most eight. */
static int
take_hex(struct span text, unsigned *n)
{
	size_t i;

	*n = 0;
	for (i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (i == 8 ||
		    !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return -1;
		*n = *n * 16 + (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return text.n > 0 ? 0 : -1;
}

static int
read_line(struct span line, struct filelock *lock)
{
	struct span kind, mode, file;

	span_field(&line);
	kind = span_field(&line);
	span_field(&line);
	mode = span_field(&line);
	span_field(&line);
	file = span_field(&line);
	if (!span_is(mode, "WRITE") ||
	    !(span_is(kind, "FLOCK") || span_is(kind, "POSIX") ||
		span_is(kind, "OFDLCK")))
		return -1;
	if (take_hex(span_upto(&file, ':'), &lock->major) == -1 ||
	    take_hex(span_upto(&file, ':'), &lock->minor) == -1)
		return -1;
	return num_u(file, UINT64_MAX, &lock->ino);
}

static int
compare(const void *a, const void *b)
{
	const struct filelock *x = a, *y = b;

	return x->ino < y->ino ? -1 : x->ino > y->ino;
}

static void
read_all(struct buf *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd == -1)
		return;
	while ((n = read(fd, buf_room(text, PIECE), PIECE)) > 0 ||
	    (n == -1 && errno == EINTR))
		text->len += n > 0 ? (size_t)n : 0;
	close(fd);
}

void
filelocks_read(struct filelocks *l)
{
	struct buf text = {0};
	struct filelock lock;
	struct span rest, line;

	l->n = 0;
	read_all(&text);
	rest = span_of(text.p, text.len);
	while ((line = span_upto(&rest, '\n')).p != NULL) {
		if (read_line(line, &lock) == -1)
			continue;
		l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
		l->v[l->n++] = lock;
	}
	if (l->n > 0)
		qsort(l->v, l->n, sizeof *l->v, compare);
	buf_free(&text);
}

/*
 * Of a file system without a device of its own (btrfs, overlayfs) stat and
 * the list name different ones: there the file's number has to do.
 */
static bool
is_device(const struct filelock *lock, dev_t dev)
{
	if (lock->major == 0 && major(dev) == 0)
		return true;
	return lock->major == major(dev) && lock->minor == minor(dev);
}

bool
filelocks_has(const struct filelocks *l, dev_t dev, uint64_t ino)
{
	size_t low = 0, high = l->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (l->v[middle].ino < ino)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < l->n && l->v[low].ino == ino; low++)
		if (is_device(&l->v[low], dev))
			return true;
	return false;
}

void
filelocks_free(struct filelocks *l)
{
	free(l->v);
	*l = (struct filelocks){0};
}
