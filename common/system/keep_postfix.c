#define _GNU_SOURCE /* syncfs */
/*
 * Copies of a Postfix message, in a directory that is a queue itself: its
 * logs, then the file of the message, which is on hold.
 *
 * A short id is a moment's microseconds and the number of the file's inode; as
 * long as that file is there no other message gets the id. So a copy that is
 * a hard link keeps the id free, and can be linked back. Another file could
 * meet its id: of short ids that is refused. Long ids tell the second, too,
 * and are never used again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pure/msgid.h"
#include "pure/postfix_id.h"
#include "system/keep.h"
#include "system/place.h"
#include "system/postfix_spool.h"

static const char *const kinds[] = {"defer", "bounce", "trace"};

enum {
	KINDS = sizeof kinds / sizeof kinds[0],
	USEC = 5, /* digits of a short id before the inode's */
};

static void
put_log_path(struct buf *b, const char *kind, const struct queue_entry *e,
    unsigned depth)
{
	buf_clear(b);
	buf_putf(b, "%s/", kind);
	postfix_id_put_path(b, span_str(e->id), depth);
	buf_str(b);
}

/* Whose the queue's files are, and with which rights. */
static struct place
tree(const struct keep *k, int fd, bool theirs)
{
	struct place t = {.fd = fd, .theirs = theirs, .mode = 0700};
	struct stat st;

	if (fstatat(k->queue->fd, "hold", &st, 0) == 0) {
		t.uid = st.st_uid;
		t.gid = st.st_gid;
	}
	return t;
}

/* Places what there is of its logs. */
static int
place_logs(const struct place *from, const struct place *to,
    const struct queue_entry *e, bool replace)
{
	struct buf path = {0};
	unsigned depth;
	int rc = 0;
	size_t i;

	for (i = 0; i < KINDS; i++)
		for (depth = 0; rc == 0 && depth <= POSTFIX_DEPTH; depth++) {
			put_log_path(&path, kinds[i], e, depth);
			if (place_file(from, to, path.p, NULL, replace) == -1 &&
			    errno != EEXIST && errno != ENOTDIR)
				rc = -1;
		}
	buf_free(&path);
	return rc;
}

/* --- into the copy --- */

/* By that the directory is known for a queue. */
static int
make_queue(const struct keep *k)
{
	if (mkdirat(k->fd, "deferred", 0700) == -1 && errno != EEXIST)
		return -1;
	return mkdirat(k->fd, "hold", 0700) == -1 && errno != EEXIST ? -1 : 0;
}

static enum keep_result
copy(struct keep *k, const struct queue_entry *e)
{
	struct place from = {.fd = k->queue->fd};
	struct place to = tree(k, k->fd, false);
	struct queue_entry now;
	struct buf path = {0};
	int rc;

	if (make_queue(k) == -1)
		return KEEP_FAILED;
	if (postfix_spool_find(k->queue, span_str(e->id), &now) != QUEUE_FOUND)
		return KEEP_GONE;
	rc = place_logs(&from, &to, &now, true);
	postfix_spool_put_path(&path, &now);
	if (rc == 0)
		rc = place_file(&from, &to, path.p, NULL, true);
	buf_free(&path);
	if (rc == 0)
		return KEEP_DONE;
	return rc == 1 ? KEEP_GONE : KEEP_FAILED;
}

static void
drop(struct keep *k, const struct queue *of, const struct queue_entry *e)
{
	struct place copies = {.fd = k->fd};
	struct buf path = {0};
	unsigned depth;
	size_t i;

	(void)of;
	for (depth = 0; depth <= POSTFIX_DEPTH; depth++) {
		for (i = 0; i < KINDS; i++) {
			put_log_path(&path, kinds[i], e, depth);
			place_remove(&copies, path.p);
		}
		put_log_path(&path, "hold", e, depth);
		place_remove(&copies, path.p);
	}
	buf_free(&path);
}

/* --- back into the queue --- */

/* Whether the file is the one that a short id was made of. */
static bool
is_of_id(const struct queue_entry *e, const struct stat *st)
{
	return strtoull(e->id + USEC, NULL, 16) ==
	    (unsigned long long)st->st_ino;
}

/* Under the same path, as the same file. */
static int
link_back(struct keep *k, struct queue *copies, const char *path)
{
	return linkat(copies->fd, path, k->queue->fd, path, 0);
}

static int
restore_file(struct keep *k, struct queue *copies, const struct queue_entry *e,
    const char *path)
{
	struct place from = {.fd = copies->fd};
	struct place to = tree(k, k->queue->fd, true);
	struct stat st;

	if (fstatat(copies->fd, path, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return -1;
	if (!S_ISREG(st.st_mode)) {
		errno = EINVAL;
		return -1;
	}
	if (msgid_kinds(span_str(e->id)) & MSGID_POSTFIX_LONG) {
		if (st.st_uid == to.uid && link_back(k, copies, path) == 0)
			return 0;
		return place_file(&from, &to, path, NULL, false);
	}
	if (st.st_uid == to.uid && is_of_id(e, &st))
		return link_back(k, copies, path);
	errno = EXDEV;
	return -1;
}

static bool
is_same_file(struct queue *a, const struct queue_entry *e, struct queue *b,
    const struct queue_entry *f)
{
	struct queue_entry x = *e, y = *f;
	struct stat one, two;
	int fd = postfix_spool_open(a, &x, &one);
	int other = fd == -1 ? -1 : postfix_spool_open(b, &y, &two);
	bool same = other != -1 && one.st_dev == two.st_dev &&
	    one.st_ino == two.st_ino;

	if (fd != -1)
		close(fd);
	if (other != -1)
		close(other);
	return same;
}

static enum keep_result
restore(struct keep *k, struct queue *copies, const struct queue_entry *e)
{
	struct place from = {.fd = copies->fd};
	struct place to = tree(k, k->queue->fd, true);
	struct queue_entry there;
	struct buf path = {0};
	int rc;

	if (e->part != POSTFIX_HOLD) {
		errno = EINVAL;
		return KEEP_FAILED;
	}
	if (postfix_spool_find(k->queue, span_str(e->id), &there) != QUEUE_NONE)
		return is_same_file(copies, e, k->queue, &there) ? KEEP_HAD
								 : KEEP_EXISTS;
	postfix_spool_put_path(&path, e);
	rc = restore_file(k, copies, e, path.p);
	buf_free(&path);
	if (rc == 0)
		/* Reasons only: without them it is as good. */
		place_logs(&from, &to, e, false);
	return rc == 0 ? KEEP_DONE : KEEP_FAILED;
}

static int
sync_both(struct keep *k)
{
	return syncfs(k->fd) == -1 || syncfs(k->queue->fd) == -1 ? -1 : 0;
}

const struct keep_ops keep_postfix = {
    .copy = copy,
    .drop = drop,
    .restore = restore,
    .sync = sync_both,
};
