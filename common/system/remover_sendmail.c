/*
 * Removal from Sendmail's queue, which has no program for it: as Sendmail's
 * own processes do it, under the lock of the control file (qf). Whether they
 * use flock or fcntl is a choice of whoever built them, so both are taken.
 * With its lock held, a message is nobody else's: first its body (df) goes,
 * then qf, which makes it one, then its transcript (xf). To hold a message is
 * to rename its qf to hf, which no queue run takes.
 */
#define _GNU_SOURCE /* flock, F_OFD_SETLK */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/err.h"
#include "pure/msg.h"
#include "pure/sendmail_qf.h"
#include "system/remover.h"
#include "system/sendmail_spool.h"

enum {
	TRIES = 3, /* a message may be renamed while it is looked at */
	CONTROL_MOST = 16 << 20, /* bytes of qf that are read for its d line */
};

/* It works on the directory that it is told, and on no other. */
static int
check(struct remover *r, struct buf *why)
{
	if (r->conf == NULL)
		return 0;
	buf_puts(why,
	    "-C: messages are removed from Sendmail's queue without "
	    "its configuration");
	return -1;
}

/* --- locks --- */

static enum remover_result
result_of(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
	case EROFS:
		return REMOVER_REFUSED;
	case ENOENT:
		return REMOVER_MISSING;
	default:
		return REMOVER_FAILED;
	}
}

/* Both locks of the whole file, or none is of use: PENDING for both. */
static enum remover_result
lock(int fd)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (flock(fd, LOCK_EX | LOCK_NB) == -1)
		return errno == EWOULDBLOCK ? REMOVER_LOCKED : REMOVER_FAILED;
	/* Of this descriptor: that of a process goes when it closes any. */
	if (fcntl(fd, F_OFD_SETLK, &whole) == 0)
		return REMOVER_PENDING;
	if (errno == EINVAL && fcntl(fd, F_SETLK, &whole) == 0)
		return REMOVER_PENDING;
	return errno == EAGAIN || errno == EACCES ? REMOVER_LOCKED
						  : REMOVER_FAILED;
}

/* Whether the name still stands for the open, plain file. */
static bool
is_still(int at, const char *name, int fd)
{
	struct stat own, its;

	return fstat(fd, &own) == 0 && S_ISREG(own.st_mode) &&
	    fstatat(at, name, &its, AT_SYMLINK_NOFOLLOW) == 0 &&
	    own.st_dev == its.st_dev && own.st_ino == its.st_ino;
}

/* A message's control file, open and locked. */
struct hold {
	struct sendmail_spool *spool;
	struct queue_entry *e;
	struct buf name;
	int at, fd;
};

static void
let_go(struct hold *h)
{
	if (h->fd != -1)
		close(h->fd);
	h->fd = -1;
	buf_free(&h->name);
}

/* Opens and locks it under the name that it has now. */
static enum remover_result
take_once(struct hold *h)
{
	enum remover_result result;

	buf_clear(&h->name);
	sendmail_spool_put_name(&h->name, h->e, SENDMAIL_CONTROL);
	h->at = sendmail_spool_at(h->spool, h->e, SENDMAIL_CONTROL, 0);
	h->fd = openat(h->at, buf_str(&h->name),
	    O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (h->fd == -1)
		return result_of(errno);
	result = lock(h->fd);
	if (result == REMOVER_PENDING && !is_still(h->at, h->name.p, h->fd))
		result = REMOVER_MISSING;
	if (result != REMOVER_PENDING) {
		close(h->fd);
		h->fd = -1;
	}
	return result;
}

/* PENDING if it is held now; what is MISSING may have another name. */
static enum remover_result
take(struct remover *r, struct remover_item *item, struct hold *h)
{
	enum remover_result result = REMOVER_MISSING;
	enum queue_found found;
	unsigned i;

	*h = (struct hold){
	    .spool = sendmail_spool(r->queue), .e = &item->entry, .fd = -1};
	if (item->leftover)
		return REMOVER_REFUSED;
	for (i = 0; i < TRIES && result == REMOVER_MISSING; i++) {
		result = take_once(h);
		if (result != REMOVER_MISSING)
			break;
		found = sendmail_spool_find(
		    r->queue, span_str(item->entry.id), &item->entry);
		if (found == QUEUE_ERROR)
			return result_of(errno);
		if (found != QUEUE_FOUND)
			return REMOVER_MISSING;
		result = REMOVER_MISSING;
	}
	/* It is there, but under a name that changes all the time. */
	return result == REMOVER_MISSING ? REMOVER_LOCKED : result;
}

/* --- removal --- */

/* The queue directory of its body: its own, but for a d line. */
static uint16_t
data_dir(const struct hold *h)
{
	struct span rest, value, name = {0};
	size_t most = CONTROL_MOST;
	struct buf text = {0};
	struct stat st;
	char letter;
	int dir = -1;
	ssize_t n;

	if (fstat(h->fd, &st) == 0 && st.st_size < CONTROL_MOST)
		most = (size_t)st.st_size + 1;
	n = pread(h->fd, buf_room(&text, most), most, 0);
	rest = span_of(text.p, n > 0 ? (size_t)n : 0);
	while (sendmail_qf_line(&rest, &letter, &value) == 1)
		if (letter == 'd')
			name = value;
	if (name.p != NULL)
		dir = sendmail_spool_named(h->spool, name);
	buf_free(&text);
	return dir == -1 ? h->e->dir : (uint16_t)dir;
}

/* Wherever the file can be: 0, or -1 and errno if one is left. */
static int
unlink_part(struct hold *h, uint16_t dir, enum sendmail_part part)
{
	struct queue_entry e = *h->e;
	struct buf name = {0};
	unsigned n;
	int rc = 0, at;

	e.dir = dir;
	sendmail_spool_put_name(&name, &e, part);
	for (n = 0; (at = sendmail_spool_at(h->spool, &e, part, n)) != -1; n++)
		if (unlinkat(at, buf_str(&name), 0) == -1 && errno != ENOENT)
			rc = -1;
	buf_free(&name);
	return rc;
}

static enum remover_result
unlink_all(struct hold *h)
{
	if (unlink_part(h, data_dir(h), SENDMAIL_DATA) == -1 ||
	    unlink_part(h, h->e->dir, SENDMAIL_CONTROL) == -1)
		return result_of(errno);
	unlink_part(h, h->e->dir, SENDMAIL_TRANSCRIPT);
	return REMOVER_REMOVED;
}

/* As other MTAs' removers do, so that the mail log tells where it went. */
static void
put_log(const struct queue_entry *e)
{
	static bool opened;

	if (!opened)
		openlog("qrm", LOG_PID, LOG_MAIL);
	opened = true;
	syslog(LOG_INFO, "%s: removed by uid=%ju", e->id, (uintmax_t)getuid());
}

/* --- holding and releasing --- */

/* Under another kind's name, if nothing has that: 0, or -1 and errno. */
static int
rename_to(struct hold *h, char kind)
{
	struct queue_entry e = *h->e;
	struct buf name = {0};
	int rc;

	e.kind = kind;
	sendmail_spool_put_name(&name, &e, SENDMAIL_CONTROL);
	rc = linkat(h->at, h->name.p, h->at, buf_str(&name), 0);
	if (rc == 0) {
		rc = unlinkat(h->at, h->name.p, 0);
		if (rc == 0)
			h->e->kind = kind;
	}
	buf_free(&name);
	return rc;
}

/* What is held, or lost, no queue run takes: it is as it should be. */
static enum remover_result
hold(struct hold *h, struct remover_item *item)
{
	if (h->e->kind != 'q')
		return REMOVER_PENDING;
	if (rename_to(h, 'h') == -1)
		return result_of(errno);
	item->held = true;
	return REMOVER_PENDING;
}

static void
say(struct remover *r, const struct remover_item *item, const char *did)
{
	static const char *const why[REMOVER_RESULTS] = {
	    [REMOVER_LOCKED] = "locked: another process has it",
	    [REMOVER_MISSING] = "gone",
	    [REMOVER_REFUSED] = "not permitted",
	    [REMOVER_FAILED] = "failed",
	};

	if (item->leftover)
		err_note(item->entry.id,
		    "only parts of it are there: in reception, or left over");
	else if (r->verbose && why[item->result] != NULL)
		err_note(item->entry.id, "%s", why[item->result]);
	else if (r->verbose)
		err_note(item->entry.id, "%s", did);
}

static void
act(struct remover *r, enum remover_act what, struct remover_item *item)
{
	enum remover_result result;
	struct hold h;

	result = take(r, item, &h);
	if (result == REMOVER_PENDING && what == REMOVER_RELEASE) {
		item->held = rename_to(&h, 'q') == -1;
	} else if (result == REMOVER_PENDING && what == REMOVER_HOLD) {
		item->result = hold(&h, item);
	} else if (what != REMOVER_RELEASE) {
		item->result = result == REMOVER_PENDING ? unlink_all(&h)
							 : result;
		if (item->result == REMOVER_REMOVED)
			put_log(&item->entry);
	}
	let_go(&h);
	say(r, item,
	    what == REMOVER_REMOVE     ? "removed"
		: what == REMOVER_HOLD ? "held"
		: item->held	       ? "still held"
				       : "released");
}

static void
put_release(struct remover *r, struct buf *b)
{
	(void)r;
	buf_puts(
	    b, "sendmail -Q -qQ -qIID (and -Ac for those of mqueue-client)");
}

const struct remover_ops remover_sendmail = {
    .check = check,
    .act = act,
    .put_release = put_release,
};
