#define _GNU_SOURCE /* syncfs */
/*
 * Copies of an Exim message, in a directory that is a spool itself. Its files
 * are [QUEUE/]input/[C/]ID-D, -J (addresses that were delivered to), and
 * [QUEUE/]msglog/[C/]ID; -H comes last, as Exim itself writes it, and with it
 * the message is there.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/span.h"
#include "pure/exim_h.h"
#include "system/exim_spool.h"
#include "system/keep.h"
#include "system/place.h"

enum {
	HEAD_LINES = 4, /* of -H, before its options */
};

static const struct part {
	const char *dir, *ending;
} parts[] = {{"input", "-D"}, {"msglog", ""}, {"input", "-J"}, {"input", "-H"}};

enum { PARTS = sizeof parts / sizeof parts[0], BODY = 0, HEAD = PARTS - 1 };

/* "[QUEUE/]input/[C/]ID-D" */
static void
put_path(struct buf *b, const struct queue *q, const struct queue_entry *e,
    const struct part *part)
{
	buf_clear(b);
	if (e->named > 0)
		buf_putf(b, "%s/", q->names[e->named]);
	buf_putf(b, "%s/", part->dir);
	exim_spool_put_name(b, e, part->ending);
	buf_str(b);
}

/* --- into the copy --- */

static struct place
copy_tree(const struct keep *k)
{
	struct place t = {.fd = k->fd};
	struct stat st;
	int input = exim_spool_input(k->queue, 0);

	if (input != -1 && fstat(input, &st) == 0) {
		t.uid = st.st_uid;
		t.gid = st.st_gid;
	}
	return t;
}

static enum keep_result
copy(struct keep *k, const struct queue_entry *e)
{
	struct place from = {.fd = k->queue->fd}, to = copy_tree(k);
	enum keep_result result = KEEP_DONE;
	struct buf path = {0};
	size_t i;
	int rc;

	/* By that the directory is known for a queue, whichever it keeps. */
	if (mkdirat(k->fd, parts[HEAD].dir, 0700) == -1 && errno != EEXIST)
		return KEEP_FAILED;
	for (i = 0; i < PARTS && result == KEEP_DONE; i++) {
		put_path(&path, k->queue, e, &parts[i]);
		rc = place_file(&from, &to, path.p, NULL, true);
		if (rc == 0)
			continue;
		if (((rc == 1 && i == HEAD) || (rc == -1 && errno == ENOENT)) &&
		    k->queue->ops->is_gone(k->queue, e))
			result = KEEP_GONE;
		else if (rc == -1)
			result = KEEP_FAILED;
		else
			place_remove(&to, path.p);
	}
	buf_free(&path);
	return result;
}

static void
drop(struct keep *k, const struct queue *of, const struct queue_entry *e)
{
	struct place copies = {.fd = k->fd};
	struct buf path = {0};
	size_t i;

	for (i = PARTS; i-- > 0;) {
		put_path(&path, of, e, &parts[i]);
		place_remove(&copies, path.p);
	}
	buf_free(&path);
}

/* --- back into the queue --- */

/*
 * The text of a -H with "-frozen NOW" as its first option or in place of an
 * older time, from which on Exim may count until it thaws by itself.
 */
static void
freeze(struct buf *head, struct span old)
{
	struct span rest = span_of(head->p, head->len);
	struct buf text = {0};
	size_t i;

	if (old.p != NULL)
		rest = span_from(rest, (size_t)(old.p - head->p));
	for (i = 0; old.p == NULL && i < HEAD_LINES; i++)
		span_upto(&rest, '\n');
	buf_put(&text, head->p, head->len - rest.n);
	buf_putf(&text, old.p == NULL ? "-frozen %jd\n" : "%jd",
	    (intmax_t)time(NULL));
	buf_put(&text, rest.p + old.n, rest.n - old.n);
	buf_free(head);
	*head = text;
}

/*
 * The text of the copy's -H, frozen from now on. 0, -1 and errno, 0 for a text
 * that is not in order.
 */
static int
frozen_head(const struct place *from, const char *path, struct span id,
    struct buf *text)
{
	struct exim_h h = {0};
	struct msg m = {0};
	struct stat st;
	int rc = place_read(from, path, text, &st);

	if (rc == 0) {
		msg_clear(&m);
		m.id = id;
		exim_h_read(&h, &m, span_of(text->p, text->len),
		    span_of(NULL, 0), true);
		if (h.fault == EXIM_H_WHOLE) {
			freeze(text, h.frozen);
		} else {
			errno = 0;
			rc = -1;
		}
	}
	exim_h_free(&h);
	msg_free(&m);
	return rc;
}

static struct place
queue_tree(const struct keep *k)
{
	struct place t = copy_tree(k);

	t.fd = k->queue->fd;
	t.theirs = true;
	return t;
}

/* One part but the head; what an earlier try left there is as good. */
static int
restore_part(const struct place *from, const struct place *to, char *path)
{
	if (place_file(from, to, path, NULL, false) != -1)
		return 0;
	if (errno == EEXIST && place_same(from, to, path))
		return 0;
	return -1;
}

static enum keep_result
restore_files(struct keep *k, struct queue *copies, const struct queue_entry *e,
    struct buf *path)
{
	struct place from = {.fd = copies->fd}, to = queue_tree(k);
	struct buf text = {0};
	size_t i;
	int rc;

	put_path(path, copies, e, &parts[HEAD]);
	rc = frozen_head(&from, path->p, span_str(e->id), &text);
	for (i = 0; i < HEAD && rc == 0; i++) {
		put_path(path, copies, e, &parts[i]);
		rc = restore_part(&from, &to, path->p);
	}
	if (rc == 0) {
		put_path(path, copies, e, &parts[HEAD]);
		rc = place_file(&from, &to, path->p, &text, false);
	}
	buf_free(&text);
	return rc == 0 ? KEEP_DONE : KEEP_FAILED;
}

/* What was put there of a message whose head then could not be. */
static void
take_back(struct keep *k, struct queue *copies, const struct queue_entry *e,
    struct buf *path)
{
	struct place from = {.fd = copies->fd}, to = queue_tree(k);
	int saved = errno;
	size_t i;

	for (i = 0; i < HEAD; i++) {
		put_path(path, copies, e, &parts[i]);
		if (place_same(&from, &to, path->p))
			place_remove(&to, path->p);
	}
	errno = saved;
}

/* What an earlier try that was killed left beside the message. */
static void
tidy(struct keep *k, struct queue *copies, const struct queue_entry *e)
{
	struct place to = queue_tree(k);
	struct buf path = {0};
	size_t i;

	for (i = 0; i < PARTS; i++) {
		put_path(&path, copies, e, &parts[i]);
		place_tidy(&to, path.p);
	}
	buf_free(&path);
}

static bool
is_queued(struct keep *k, const struct queue_entry *e)
{
	struct queue_entry there;

	return k->queue->ops->find(k->queue, span_str(e->id), &there) ==
	    QUEUE_FOUND;
}

/* Whether what is queued has the body of the copy. */
static bool
has_body(struct keep *k, struct queue *copies, const struct queue_entry *e)
{
	struct place from = {.fd = copies->fd}, to = queue_tree(k);
	struct buf path = {0};
	bool same;

	put_path(&path, copies, e, &parts[BODY]);
	same = place_same(&from, &to, path.p);
	buf_free(&path);
	return same;
}

static enum keep_result
restore(struct keep *k, struct queue *copies, const struct queue_entry *e)
{
	enum keep_result result;
	struct buf path = {0};
	int saved;

	if (is_queued(k, e)) {
		tidy(k, copies, e);
		return has_body(k, copies, e) ? KEEP_HAD : KEEP_EXISTS;
	}
	result = restore_files(k, copies, e, &path);
	saved = errno;
	if (result == KEEP_FAILED && !is_queued(k, e))
		take_back(k, copies, e, &path);
	errno = saved;
	buf_free(&path);
	return result;
}

/* Everything of both file systems: names in any of 63 directories, too. */
static int
sync_both(struct keep *k)
{
	return syncfs(k->fd) == -1 || syncfs(k->queue->fd) == -1 ? -1 : 0;
}

const struct keep_ops keep_exim = {
    .copy = copy,
    .drop = drop,
    .restore = restore,
    .sync = sync_both,
};
