/* Sendmail's queue: its list in order, and its messages read. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/fields.h"
#include "pure/msgid.h"
#include "pure/rfc2047.h"
#include "pure/sendmail_qf.h"
#include "system/form.h"
#include "system/keep.h"
#include "system/remover.h"
#include "system/sendmail_spool.h"
#include "system/spoolfile.h"

enum {
	CONTROL_SIZE = 1 << 14, /* most control files in one read */
	CONTROL_MOST = 256 << 20, /* one that is larger is not read whole */
	KEEP = 1 << 20, /* memory that is kept for the next message */
};

/* The client queue, which is one with it, lies beside it. */
static const char *const places[] = {"/var/spool/mqueue", NULL};

static int
check_named(struct queue *q, struct buf *why)
{
	if (strcmp(q->named, "*") == 0)
		return 0;
	buf_putf(why, "%s: Sendmail's queue directories are one queue; no -G",
	    q->dir);
	return -1;
}

static void
others(struct queue *q, struct buf *names)
{
	(void)q;
	(void)names;
}

static enum queue_found
find(struct queue *q, struct span id, struct queue_entry *e)
{
	if ((msgid_kinds(id) & MSGID_SENDMAIL) == 0)
		return QUEUE_NONE;
	return sendmail_spool_find(q, id, e);
}

static bool
is_gone(struct queue *q, const struct queue_entry *e)
{
	struct queue_entry there;

	return sendmail_spool_find(q, span_str(e->id), &there) == QUEUE_NONE;
}

/* --- the list --- */

/* An id starts with its time, in digits that are in order as characters. */
static int
compare_arrival(const void *a, const void *b)
{
	const struct queue_entry *x = a, *y = b;
	int rc = strcmp(x->id, y->id);

	return rc != 0 ? rc : (x->dir > y->dir) - (x->dir < y->dir);
}

/* One that was renamed while the directory was read may stand there twice. */
static void
drop_twins(struct queue_list *l)
{
	size_t i, n = 0;

	for (i = 0; i < l->n; i++)
		if (n == 0 || compare_arrival(&l->v[n - 1], &l->v[i]) != 0)
			l->v[n++] = l->v[i];
	l->n = n;
}

static int
list(struct queue *q, struct queue_list *l)
{
	int rc = sendmail_spool_walk(q, queue_list_add, l);

	if (l->n > 0)
		qsort(l->v, l->n, sizeof *l->v, compare_arrival);
	drop_twins(l);
	return rc;
}

/* --- one message --- */

static void
warn_entry(const struct queue_entry *e, enum sendmail_part part)
{
	struct buf name = {0};
	int saved = errno;

	sendmail_spool_put_name(&name, e, part);
	errno = saved;
	err_warn(buf_str(&name), NULL);
	buf_free(&name);
}

/* Whether the open file is locked now, as the directory did not tell it. */
static bool
is_locked(int fd)
{
	struct filelocks locks = {0};
	struct stat st;
	bool locked = false;

	filelocks_read(&locks);
	if (fstat(fd, &st) == 0)
		locked = filelocks_has(&locks, st.st_dev, st.st_ino);
	filelocks_free(&locks);
	return locked;
}

/* The control file into r->head: 1, 0 if it has gone, -1 told. */
static int
read_control(struct sendmail_spool *s, struct queue_reader *r,
    const struct queue_entry *e)
{
	int fd, rc;

	buf_clear(&r->path);
	sendmail_spool_put_name(&r->path, e, SENDMAIL_CONTROL);
	fd = spoolfile_open(
	    sendmail_spool_at(s, e, SENDMAIL_CONTROL, 0), buf_str(&r->path));
	if (r->head.cap > KEEP)
		buf_free(&r->head);
	buf_clear(&r->head);
	rc = fd == -1
	    ? -1
	    : spoolfile_read(fd, &r->head, CONTROL_SIZE, CONTROL_MOST);
	if (rc == -1 && errno != ENOENT)
		warn_entry(e, SENDMAIL_CONTROL);
	r->active = e->active || (e->looked_up && fd != -1 && is_locked(fd));
	if (rc == -1)
		rc = errno == ENOENT ? 0 : -1;
	else
		rc = 1;
	if (fd != -1)
		close(fd);
	return rc;
}

/*
 * Opens the body, where the control file says that it is, or else beside it:
 * -1 and errno. With st it is only looked at.
 */
static int
open_data(struct sendmail_spool *s, const struct queue_entry *e,
    struct span data_dir, struct stat *st)
{
	struct queue_entry at = *e;
	struct buf name = {0};
	int fd = -1, dir, named;
	unsigned n;

	named = data_dir.p == NULL ? -1 : sendmail_spool_named(s, data_dir);
	if (named != -1)
		at.dir = (uint16_t)named;
	sendmail_spool_put_name(&name, e, SENDMAIL_DATA);
	for (n = 0; fd == -1 &&
	     (dir = sendmail_spool_at(s, &at, SENDMAIL_DATA, n)) != -1;
	     n++) {
		fd = st != NULL
		    ? fstatat(dir, buf_str(&name), st, AT_SYMLINK_NOFOLLOW)
		    : spoolfile_open(dir, buf_str(&name));
		if (fd == -1 && errno != ENOENT)
			break;
	}
	buf_free(&name);
	return fd;
}

static void
read_size(struct sendmail_spool *s, const struct queue_entry *e,
    struct span data_dir, struct msg *m)
{
	struct stat st;

	if (open_data(s, e, data_dir, &st) == 0)
		m->bytes = st.st_size;
	else if (errno != ENOENT)
		warn_entry(e, SENDMAIL_DATA);
}

static enum msg_state
state_of(const struct queue_reader *r, const struct queue_entry *e,
    const struct sendmail_qf *qf)
{
	if (!qf->whole && r->active)
		return MSG_INCOMING;
	if (!qf->whole || e->kind == 'Q')
		return MSG_DAMAGED;
	if (r->active)
		return MSG_ACTIVE;
	if (e->kind == 'h')
		return MSG_HOLD;
	return qf->tries > 0 || qf->status.p != NULL ? MSG_DEFERRED
						     : MSG_QUEUED;
}

/* What the names tell, without opening anything. */
static void
from_entry(
    const struct sendmail_spool *s, const struct queue_entry *e, struct msg *m)
{
	m->id = span_str(e->id);
	m->mta = span_str("sendmail");
	m->queue = span_str(s->v[e->dir].name);
}

static void
time_of_id(struct msg *m)
{
	msgid_time(MSGID_SENDMAIL, m->id, (int64_t)time(NULL), &m->time);
}

static int
read_message(struct queue *q, struct queue_reader *r,
    const struct queue_entry *e, unsigned need, struct msg *m)
{
	struct sendmail_spool *s = sendmail_spool(q);
	struct sendmail_qf qf;
	int rc;

	msg_clear(m);
	r->entry = e;
	from_entry(s, e, m);
	if ((need & NEED_FILE) == 0) {
		time_of_id(m);
		return 1;
	}
	rc = read_control(s, r, e);
	if (rc != 1)
		return rc;
	sendmail_qf_read(
	    &qf, m, span_of(r->head.p, r->head.len), need & NEED_HEADER);
	if (m->time.digits < 0)
		time_of_id(m);
	m->state = state_of(r, e, &qf);
	if (m->state == MSG_DAMAGED)
		err_note(e->id, e->kind == 'Q' ? "lost (Qf)" : "damaged");
	if ((need & NEED_SUBJECT) && m->subject.p != NULL) {
		rfc2047_put(&m->text, m->subject);
		m->subject = span_of(m->text.p, m->text.len);
	}
	if ((need & NEED_LOGIN) && span_ends(m->proto, "A"))
		m->auth = sendmail_logins_find(
		    sendmail_spool_logins(q), m->id, m->time.sec, m->ip);
	if (need & NEED_SIZE)
		read_size(s, e, qf.data_dir, m);
	return 1;
}

static void
header(struct queue_reader *r, struct buf *b)
{
	sendmail_qf_put_header(b, span_of(r->head.p, r->head.len));
}

/* --- bodies and transcripts --- */

/* Passes on the open file (-1 and errno if there is none): as ops->body. */
static int
pass_file(int fd, const struct queue_entry *e, enum sendmail_part part,
    queue_piece_fn *fn, void *ctx)
{
	int rc = fd == -1 ? -1 : spoolfile_pass(fd, 0, fn, ctx);

	if (rc == -1 && errno == ENOENT)
		rc = 0;
	else if (rc == -1)
		warn_entry(e, part);
	if (fd != -1)
		close(fd);
	return rc;
}

/* The d line of a message's control file, in r; p NULL without one. */
static struct span
data_dir_of(struct sendmail_spool *s, struct queue_reader *r,
    const struct queue_entry *e)
{
	struct sendmail_qf qf = {0};
	struct msg m = {0};

	msg_clear(&m);
	if (read_control(s, r, e) == 1)
		sendmail_qf_read(
		    &qf, &m, span_of(r->head.p, r->head.len), false);
	msg_free(&m);
	return qf.data_dir;
}

/* There is nothing beside a body's own bytes: raw is no different. */
static int
body(struct queue *q, const struct queue_entry *e, bool raw, queue_piece_fn *fn,
    void *ctx)
{
	struct sendmail_spool *s = sendmail_spool(q);
	struct queue_reader r = {0};
	int fd = open_data(s, e, span_of(NULL, 0), NULL);

	(void)raw;
	if (fd == -1 && errno == ENOENT) {
		fd = open_data(s, e, data_dir_of(s, &r, e), NULL);
		queue_reader_free(&r);
	}
	return pass_file(fd, e, SENDMAIL_DATA, fn, ctx);
}

/* The transcript of the sessions so far. */
static int
own_log(
    struct queue *q, const struct queue_entry *e, queue_piece_fn *fn, void *ctx)
{
	struct sendmail_spool *s = sendmail_spool(q);
	struct buf name = {0};
	int fd = -1, dir;
	unsigned n;

	sendmail_spool_put_name(&name, e, SENDMAIL_TRANSCRIPT);
	errno = ENOENT;
	for (n = 0; fd == -1 && errno == ENOENT &&
	     (dir = sendmail_spool_at(s, e, SENDMAIL_TRANSCRIPT, n)) != -1;
	     n++)
		fd = spoolfile_open(dir, buf_str(&name));
	buf_free(&name);
	return pass_file(fd, e, SENDMAIL_TRANSCRIPT, fn, ctx);
}

/* Where syslog's facility mail is written by default. */
static const char *const main_logs[] = {"/var/log/mail.log", /* Debian */
    "/var/log/maillog", /* RHEL, BSD */
    "/var/log/mail", /* SUSE */
    "/var/log/syslog", NULL};

/*
 * The log of the machine whose queue it is: below the root that the queue is
 * in, /, or of a machine that was copied or mounted. A queue elsewhere has none
 * that would be known.
 */
static int
main_log(struct queue *q, struct buf *path)
{
	struct span root = span_str(q->dir);
	const char *const *log;

	while (span_ends(root, "/"))
		root.n--;
	if (span_ends(root, places[0]))
		root.n -= strlen(places[0]);
	else
		root.p = NULL;
	for (log = main_logs; root.p != NULL && *log != NULL; log++) {
		buf_clear(path);
		buf_put(path, root.p, root.n);
		buf_puts(path, *log);
		if (access(buf_str(path), F_OK) == 0)
			return 0;
	}
	buf_clear(path);
	for (log = main_logs; *log != NULL; log++)
		buf_putf(path, "%s%s", path->len > 0 ? " " : "", *log);
	return -1;
}

const struct queue_ops queue_sendmail = {
    .mta = "sendmail",
    .places = places,
    .looks = "a Sendmail queue has files qfID and dfID",
    .ids = MSGID_SENDMAIL,
    .probe = sendmail_spool_probe,
    .check_named = check_named,
    .allow = sendmail_spool_allow,
    .walk = sendmail_spool_walk,
    .list = list,
    .find = find,
    .is_gone = is_gone,
    .read = read_message,
    .header = header,
    .body = body,
    .log = own_log,
    .others = others,
    .main_log = main_log,
    .remover = &remover_sendmail,
    .keep = &keep_sendmail,
    .form = &form_sendmail,
};
