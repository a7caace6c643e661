#define _GNU_SOURCE /* syncfs */
/*
 * Copies of a Sendmail message, in a directory that is a queue itself: a
 * message of mqueue right in it, others below it in the directory that they
 * were in (mqueue-client, main1). Its files are dfID, xfID and, last, as it
 * makes them a message, hfID (or QfID): held, as in the queue.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/span.h"
#include "pure/sendmail_qf.h"
#include "system/keep.h"
#include "system/place.h"
#include "system/sendmail_spool.h"

static const enum sendmail_part parts[] = {
    SENDMAIL_DATA, SENDMAIL_TRANSCRIPT, SENDMAIL_CONTROL};

enum { PARTS = sizeof parts / sizeof parts[0] };

static const char why[] = "qRestored by qrm -u\n";

/* "hfID" */
static const char *
name_of(struct buf *b, const struct queue_entry *e, enum sendmail_part part)
{
	buf_clear(b);
	sendmail_spool_put_name(b, e, part);
	return buf_str(b);
}

/* --- into the copy --- */

/* The directory of that path below at, made if make is set: -1 and errno. */
static int
open_path(int at, const char *path, bool make)
{
	int fd = fcntl(at, F_DUPFD_CLOEXEC, 0), next, saved;
	struct span rest = span_str(path), part;
	struct buf name = {0};

	while (fd != -1 && path[0] != '\0' &&
	    (part = span_upto(&rest, '/')).p != NULL) {
		buf_clear(&name);
		buf_put(&name, part.p, part.n);
		next = make && mkdirat(fd, buf_str(&name), 0700) == -1 &&
			errno != EEXIST
		    ? -1
		    : openat(fd, buf_str(&name),
			  O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		saved = errno;
		close(fd);
		errno = saved;
		fd = next;
	}
	buf_free(&name);
	return fd;
}

/* One file into the directory to: 1, 0 if there is none, -1 and errno. */
static int
copy_part(const struct sendmail_spool *s, const struct queue_entry *e,
    enum sendmail_part part, int to)
{
	struct place from = {.fd = -1}, copy = {.fd = to};
	struct buf name = {0};
	struct stat st;
	unsigned n;
	int rc = 0;

	name_of(&name, e, part);
	for (n = 0;
	     rc == 0 && (from.fd = sendmail_spool_at(s, e, part, n)) != -1;
	     n++) {
		rc = fstatat(from.fd, name.p, &st, AT_SYMLINK_NOFOLLOW) == 0;
		if (rc == 0 && errno != ENOENT)
			rc = -1;
		if (rc != 1)
			continue;
		/* Whose it is, it stays, so that it can be a link. */
		copy.uid = st.st_uid;
		copy.gid = st.st_gid;
		switch (place_file(&from, &copy, name.p, NULL, true)) {
		case 1: /* it has gone since */
			rc = 0;
			break;
		case -1:
			rc = -1;
		}
	}
	if (rc == 0)
		place_remove(&copy, name.p);
	buf_free(&name);
	return rc;
}

/* Where the body is, by the control file: a d line may say another place. */
static struct queue_entry
data_of(const struct sendmail_spool *s, const struct queue_entry *e)
{
	int at = sendmail_spool_at(s, e, SENDMAIL_CONTROL, 0), dir = -1;
	struct span rest, value, name = {0};
	struct place queue = {.fd = at};
	struct queue_entry data = *e;
	struct buf path = {0}, text = {0};
	struct stat st;
	char letter;

	if (place_read(
		&queue, name_of(&path, e, SENDMAIL_CONTROL), &text, &st) == 0) {
		rest = span_of(text.p, text.len);
		while (sendmail_qf_line(&rest, &letter, &value) == 1)
			if (letter == 'd')
				name = value;
	}
	if (name.p != NULL)
		dir = sendmail_spool_named(s, name);
	if (dir != -1)
		data.dir = (uint16_t)dir;
	buf_free(&path);
	buf_free(&text);
	return data;
}

static enum keep_result
copy(struct keep *k, const struct queue_entry *e)
{
	struct sendmail_spool *s = sendmail_spool(k->queue);
	int to = open_path(k->fd, s->v[e->dir].path, true), rc = 0, saved;
	struct queue_entry data = data_of(s, e);
	size_t i;

	if (to == -1)
		return KEEP_FAILED;
	/* By that the directory is known for a queue when it is empty. */
	if (mkdirat(k->fd, "qf", 0700) == -1 && errno != EEXIST)
		rc = -1;
	for (i = 0; i < PARTS && rc != -1; i++)
		rc = copy_part(
		    s, parts[i] == SENDMAIL_DATA ? &data : e, parts[i], to);
	saved = errno;
	close(to);
	errno = saved;
	if (rc == 0)
		return k->queue->ops->is_gone(k->queue, e) ? KEEP_GONE
							   : KEEP_FAILED;
	return rc == 1 ? KEEP_DONE : KEEP_FAILED;
}

static void
drop(struct keep *k, const struct queue *of, const struct queue_entry *e)
{
	struct sendmail_spool *s = of->own;
	struct place copies = {
	    .fd = open_path(k->fd, s->v[e->dir].path, false)};
	struct buf name = {0};
	size_t i;

	if (copies.fd == -1)
		return;
	for (i = PARTS; i-- > 0;)
		place_remove(&copies, name_of(&name, e, parts[i]));
	close(copies.fd);
	buf_free(&name);
}

/* --- back into the queue --- */

/*
 * The control file as the queue takes it: with why it is held, and without
 * where its body was, which is beside it now. 0, -1 and errno, 0 if the text is
 * damaged.
 */
static int
held_text(const struct place *from, const char *name, struct buf *text)
{
	struct sendmail_qf qf = {0};
	struct buf copy = {0};
	struct msg m = {0};
	struct span rest, value;
	struct stat st;
	char letter;
	const char *line;
	int rc = place_read(from, name, &copy, &st);

	msg_clear(&m);
	rest = span_of(copy.p, copy.len);
	if (rc == 0)
		sendmail_qf_read(&qf, &m, rest, false);
	if (rc == 0 && !qf.whole) {
		errno = 0;
		rc = -1;
	}
	for (line = rest.p; rc == 0 && rest.n > 0; line = rest.p) {
		sendmail_qf_line(&rest, &letter, &value);
		if (letter == 'S' && qf.quarantine.p == NULL)
			buf_puts(text, why);
		if (letter != 'd')
			buf_put(text, line, (size_t)(rest.p - line));
	}
	msg_free(&m);
	buf_free(&copy);
	return rc;
}

/* Where a message's file goes in the queue, and whose it is to be. */
static struct place
place_of(const struct sendmail_spool *s, const struct queue_entry *e,
    enum sendmail_part part)
{
	struct place p = {.fd = sendmail_spool_at(s, e, part, 0)};
	struct stat st;

	/* The client queue's owner runs it; the other one is the caller's. */
	p.uid = geteuid();
	if (fstat(p.fd, &st) == 0) {
		p.gid = st.st_gid;
		if (s->v[e->dir].client)
			p.uid = st.st_uid;
	}
	return p;
}

/* The copy's entry in terms of the queue: QUEUE_NONE if it has no such
 * directory. */
static enum queue_found
translate(struct keep *k, struct queue *copies, const struct queue_entry *e,
    struct queue_entry *to)
{
	struct sendmail_spool *from = sendmail_spool(copies);
	struct sendmail_spool *s = sendmail_spool(k->queue);
	int dir = s == NULL || from == NULL
	    ? -1
	    : sendmail_spool_path(s, from->v[e->dir].path);

	if (dir == -1)
		return QUEUE_NONE;
	*to = *e;
	to->kind = 'h';
	to->dir = (uint16_t)dir;
	to->sub = s->v[dir].parts[SENDMAIL_CONTROL] != -1;
	return QUEUE_FOUND;
}

struct restoring {
	struct sendmail_spool *queue, *copies;
	const struct queue_entry *e; /* of the copy */
	struct queue_entry to;
	struct buf name;
};

/* One part but the control file; what an earlier try left is as good. */
static int
restore_part(struct restoring *r, enum sendmail_part part)
{
	struct place from = {.fd = sendmail_spool_at(r->copies, r->e, part, 0)};
	struct place to = place_of(r->queue, &r->to, part);

	name_of(&r->name, r->e, part);
	if (place_file(&from, &to, r->name.p, NULL, false) != -1)
		return 0;
	return errno == EEXIST && place_same(&from, &to, r->name.p) ? 0 : -1;
}

static void
take_back(struct restoring *r, enum sendmail_part part)
{
	struct place from = {.fd = sendmail_spool_at(r->copies, r->e, part, 0)};
	struct place to = place_of(r->queue, &r->to, part);
	int saved = errno;

	name_of(&r->name, r->e, part);
	if (place_same(&from, &to, r->name.p))
		place_remove(&to, r->name.p);
	errno = saved;
}

static enum keep_result
restore_files(struct restoring *r)
{
	struct place from = {
	    .fd = sendmail_spool_at(r->copies, r->e, SENDMAIL_CONTROL, 0)};
	struct place to = place_of(r->queue, &r->to, SENDMAIL_CONTROL);
	struct buf text = {0};
	int rc = held_text(
	    &from, name_of(&r->name, r->e, SENDMAIL_CONTROL), &text);

	if (rc == 0)
		rc = restore_part(r, SENDMAIL_DATA);
	if (rc == 0 && restore_part(r, SENDMAIL_TRANSCRIPT) == 0)
		rc = place_file(&from, &to,
		    name_of(&r->name, &r->to, SENDMAIL_CONTROL), &text, false);
	else if (rc == 0)
		rc = -1;
	if (rc == -1) {
		take_back(r, SENDMAIL_DATA);
		take_back(r, SENDMAIL_TRANSCRIPT);
	}
	buf_free(&text);
	return rc == 0 ? KEEP_DONE : KEEP_FAILED;
}

/* Whether what is queued has the body of the copy. */
static bool
has_body(struct restoring *r, const struct queue_entry *there)
{
	struct place from = {
	    .fd = sendmail_spool_at(r->copies, r->e, SENDMAIL_DATA, 0)};
	struct place to = {
	    .fd = sendmail_spool_at(r->queue, there, SENDMAIL_DATA, 0)};

	return place_same(&from, &to, name_of(&r->name, there, SENDMAIL_DATA));
}

static enum keep_result
restore(struct keep *k, struct queue *copies, const struct queue_entry *e)
{
	struct restoring r = {.queue = sendmail_spool(k->queue),
	    .copies = sendmail_spool(copies),
	    .e = e};
	struct queue_entry there;
	enum keep_result result;
	int saved;

	if (k->queue->ops->find(k->queue, span_str(e->id), &there) ==
	    QUEUE_FOUND) {
		result = has_body(&r, &there) ? KEEP_HAD : KEEP_EXISTS;
	} else if (translate(k, copies, e, &r.to) != QUEUE_FOUND) {
		errno = ENOENT;
		result = KEEP_FAILED;
	} else {
		result = restore_files(&r);
	}
	saved = errno;
	buf_free(&r.name);
	errno = saved;
	return result;
}

static int
sync_both(struct keep *k)
{
	struct sendmail_spool *s = sendmail_spool(k->queue);
	size_t i;
	int rc = syncfs(k->fd);

	for (i = 0; s != NULL && i < s->n; i++)
		if (i == 0 || s->v[i].dev != s->v[0].dev)
			rc = syncfs(s->v[i].fd) == -1 ? -1 : rc;
	return rc;
}

const struct keep_ops keep_sendmail = {
    .copy = copy,
    .drop = drop,
    .restore = restore,
    .sync = sync_both,
};
