#define _GNU_SOURCE /* flock, O_PATH */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/keep.h"

static int
fail(struct buf *why, const char *dir, const char *reason)
{
	buf_putf(why, "%s: %s", dir, reason);
	return -1;
}

/* Whether the directory is that one, or below it: 1, 0, -1 and errno. */
static int
is_below(int fd, const struct stat *top)
{
	struct stat st, up;
	int at = fcntl(fd, F_DUPFD_CLOEXEC, 0), next, rc = -1;

	while (at != -1 && fstat(at, &st) == 0) {
		if (st.st_dev == top->st_dev && st.st_ino == top->st_ino) {
			rc = 1;
			break;
		}
		/* O_PATH: it is enough that one may pass through. */
		next = openat(at, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (next == -1 || fstat(next, &up) == -1)
			break;
		close(at);
		at = next;
		if (up.st_dev == st.st_dev && up.st_ino == st.st_ino) {
			rc = 0;
			break;
		}
	}
	if (at != -1)
		close(at);
	return rc;
}

static int
check(struct keep *k, struct buf *why)
{
	struct stat st, queue;

	if (fstat(k->fd, &st) == -1 || fstat(k->queue->fd, &queue) == -1)
		return fail(why, k->dir, strerror(errno));
	if (st.st_uid != geteuid() || (st.st_mode & 077) != 0)
		return fail(
		    why, k->dir, "not yours alone (its mode has to be 0700)");
	switch (is_below(k->fd, &queue)) {
	case 0:
		break;
	case 1:
		return fail(why, k->dir, "inside the queue");
	default:
		return fail(why, k->dir, strerror(errno));
	}
	if (flock(k->fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	return fail(why, k->dir,
	    errno == EWOULDBLOCK ? "in use by another process"
				 : strerror(errno));
}

int
keep_open(struct keep *k, struct queue *queue, const char *dir, bool make,
    struct buf *why)
{
	bool made = make && mkdir(dir, 0700) == 0;

	*k = (struct keep){.dir = dir, .queue = queue, .fd = -1};
	if (make && !made && errno != EEXIST)
		return fail(why, dir, strerror(errno));
	k->fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (k->fd == -1)
		return fail(why, dir, strerror(errno));
	if (check(k, why) == 0)
		return 0;
	keep_close(k);
	if (made)
		rmdir(dir);
	return -1;
}

void
keep_close(struct keep *k)
{
	if (k->fd != -1)
		close(k->fd);
	k->fd = -1;
}
