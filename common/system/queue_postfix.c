/* Postfix's queue: its messages read. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/fields.h"
#include "pure/msg_header.h"
#include "pure/msgid.h"
#include "pure/postfix_defer.h"
#include "pure/postfix_text.h"
#include "pure/rfc2047.h"
#include "system/confine.h"
#include "system/dirscan.h"
#include "system/form.h"
#include "system/keep.h"
#include "system/postfix_list.h"
#include "system/postfix_message.h"
#include "system/postfix_spool.h"
#include "system/remover.h"

enum {
	LOG_PIECE = 1 << 16,
	LOG_MOST = 16 << 20, /* of a message's log its beginning */
	PASSWD_MOST = 64 << 20,
};

static const char *const places[] = {"/var/spool/postfix", NULL};

static int
postfix_check_named(struct queue *q, struct buf *why)
{
	(void)q;
	buf_puts(why,
	    "Postfix has no named queues; all of its queues are one here, and "
	    "qgrep -w queue=hold picks from one");
	return -1;
}

/* Reads an open file to its end, at most most bytes. 0, -1 and errno. */
static int
read_all(int fd, struct buf *b, size_t most)
{
	ssize_t n;

	do {
		n = read(fd, buf_room(b, LOG_PIECE), LOG_PIECE);
		if (n > 0)
			b->len += (size_t)n;
	} while ((n > 0 && b->len < most) || (n == -1 && errno == EINTR));
	return n == -1 ? -1 : 0;
}

static void
free_own(void *memory)
{
	struct postfix_own *own = memory;

	uidnames_free(&own->users);
	postfix_kept_free(&own->kept);
	free(own->copies);
	free(own);
}

/* Users are looked up in the file: libc would want more than may be read. */
static void
postfix_allow(struct queue *q)
{
	struct postfix_own *own = mem_alloc(sizeof *own);
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);

	confine_allow_fd(q->fd);
	memset(own, 0, sizeof *own);
	if (fd != -1) {
		read_all(fd, &own->users.text, PASSWD_MOST);
		close(fd);
	}
	uidnames_settle(&own->users);
	q->own = own;
	q->own_free = free_own;
}

/* What Postfix set aside as damaged is in no listing of its own, too. */
static void
postfix_others(struct queue *q, struct buf *names)
{
	struct dirscan d = {0};
	struct dirscan_name n;

	(void)names;
	if (dirscan_open(&d, q->fd, "corrupt", 0) == -1)
		return;
	if (dirscan_next(&d, &n) == 1)
		err_note(q->dir,
		    "messages also in corrupt/, which Postfix has set aside");
	dirscan_close(&d);
	dirscan_free(&d);
}

static bool
postfix_is_gone(struct queue *q, const struct queue_entry *e)
{
	struct queue_entry there;

	return postfix_spool_find(q, span_str(e->id), &there) == QUEUE_NONE;
}

/* --- one message --- */

static struct postfix_message *
own_of(struct queue_reader *r)
{
	if (r->own == NULL) {
		r->own = postfix_message_new();
		r->own_free = postfix_message_free;
	}
	return r->own;
}

static enum msg_state
state_of(const struct postfix_message *p)
{
	static const enum msg_state states[POSTFIX_QUEUES] = {
	    [POSTFIX_MAILDROP] = MSG_QUEUED,
	    [POSTFIX_INCOMING] = MSG_INCOMING,
	    [POSTFIX_ACTIVE] = MSG_ACTIVE,
	    [POSTFIX_DEFERRED] = MSG_DEFERRED,
	    [POSTFIX_HOLD] = MSG_HOLD};

	return p->env.fault == POSTFIX_WHOLE ? states[p->entry.part]
					     : MSG_DAMAGED;
}

/* Who of this machine handed it in: the owner of a file that only postdrop(1)
 * has written, else whom pickup(8) has named. */
static void
read_user(struct queue *q, struct postfix_message *p, struct msg *m)
{
	const struct postfix_own *own = q->own;

	if (p->entry.part == POSTFIX_MAILDROP && !p->env.sized) {
		m->uid = (int64_t)p->st.st_uid;
	} else {
		postfix_message_header(p);
		m->uid = postfix_text_uid(
		    span_of(p->header.p, p->header.len), (int64_t)p->st.st_uid);
	}
	if (m->uid < 0)
		return;
	if (own != NULL)
		m->user = uidnames_of(&own->users, (uint32_t)m->uid);
	if (m->user.p == NULL) {
		snprintf(p->uid, sizeof p->uid, "%u", (unsigned)m->uid);
		m->user = span_str(p->uid);
	}
}

static void
read_header(struct postfix_message *p, struct msg *m)
{
	struct span rest, field;

	postfix_message_header(p);
	rest = span_of(p->header.p, p->header.len);
	while ((field = postfix_text_field(&rest)).p != NULL)
		msg_header_field(m, field);
}

static void
give_reason(
    struct postfix_message *p, struct msg *m, const struct postfix_defer *d)
{
	int64_t i = postfix_whose(&p->whose, m, p->env.at, d);

	if (i != -1)
		m->rcpts[i].reason = m->reason = d->reason;
}

static void
warn_log(const struct queue_entry *e, const char *kind)
{
	err_warn(e->id, "its %s log: %s", kind, strerror(errno));
}

static void
read_reasons(struct queue *q, struct postfix_message *p, struct msg *m)
{
	int fd = postfix_spool_open_log(q, &p->entry, "defer"), rc;
	struct postfix_defer d;
	struct span rest;

	if (fd == -1 && errno == ENOENT)
		return;
	rc = fd == -1 ? -1 : read_all(fd, &p->log, LOG_MOST);
	if (rc == -1)
		warn_log(&p->entry, "defer");
	if (fd == -1)
		return;
	close(fd);
	rest = span_of(p->log.p, p->log.len);
	postfix_whose_clear(&p->whose);
	while (postfix_defer_next(&rest, &d) == 1)
		give_reason(p, m, &d);
}

static void
from_file(struct postfix_message *p, struct msg *m)
{
	m->bytes = p->env.sized ? p->env.bytes : (int64_t)p->st.st_size;
	m->state = state_of(p);
	m->queue = span_str(postfix_spool_queues[p->entry.part]);
	m->expired = (p->st.st_mode & S_IXGRP) != 0;
	m->expired_known = m->frozen_known = true;
	if (p->entry.part == POSTFIX_DEFERRED)
		m->next = (struct when){.sec = (int64_t)p->st.st_mtime};
}

/* What the name tells, without opening anything. */
static void
from_entry(const struct queue_entry *e, struct msg *m)
{
	m->id = span_str(e->id);
	m->mta = span_str("postfix");
	m->queue = span_str(postfix_spool_queues[e->part]);
}

static bool
is_named_time(const struct queue_entry *e, struct msg *m)
{
	struct span id = span_str(e->id);

	if ((msgid_kinds(id) & MSGID_POSTFIX_LONG) == 0)
		return false;
	return msgid_time(MSGID_POSTFIX_LONG, id, 0, &m->time) == 0;
}

static int
postfix_read(struct queue *q, struct queue_reader *r,
    const struct queue_entry *e, unsigned need, struct msg *m)
{
	struct postfix_message *p = own_of(r);
	int rc;

	msg_clear(m);
	r->entry = e;
	from_entry(e, m);
	if ((need & NEED_FILE) == 0 &&
	    ((need & NEED_TIME) == 0 || is_named_time(e, m)))
		return 1;
	rc = postfix_message_read(p, q, e, m);
	if (rc == -1)
		err_warn(e->id, NULL);
	if (rc != 1)
		return rc;
	from_file(p, m);
	if (m->state == MSG_DAMAGED)
		err_note(e->id, "damaged");
	if (m->local)
		read_user(q, p, m);
	if (need & (NEED_HEADER | NEED_SUBJECT))
		read_header(p, m);
	if ((need & NEED_SUBJECT) && m->subject.p != NULL) {
		rfc2047_put(&m->text, m->subject);
		m->subject = span_of(m->text.p, m->text.len);
	}
	if (need & NEED_REASON)
		read_reasons(q, p, m);
	return 1;
}

static void
postfix_header(struct queue_reader *r, struct buf *b)
{
	struct postfix_message *p = own_of(r);

	postfix_message_header(p);
	buf_put(b, p->header.p, p->header.len);
}

/* --- its body, its logs --- */

struct passing {
	queue_piece_fn *fn;
	void *ctx;
	bool skip; /* the empty line before the body */
};

static void
pass_piece(void *ctx, struct span piece)
{
	struct passing *s = ctx;

	if (!s->skip)
		s->fn(s->ctx, piece);
	else if (piece.n > 0)
		s->skip = false;
}

/* From the empty line on, which postcat -b prints, too. */
static int
postfix_body(struct queue *q, const struct queue_entry *e, bool raw,
    queue_piece_fn *fn, void *ctx)
{
	struct postfix_message *p = postfix_message_new();
	struct passing s = {.fn = fn, .ctx = ctx};
	struct msg m = {0};
	int rc = postfix_message_read(p, q, e, &m);

	if (rc == -1)
		err_warn(e->id, NULL);
	postfix_message_header(p);
	if (rc == 1 && p->body > 0) {
		s.skip = p->blank && !raw;
		p->pieces.passing = true;
		rc = postfix_text_each(
		    &p->pieces.file, p->body, pass_piece, &s);
		if (rc == -1)
			err_note(e->id, "damaged");
		rc = 1;
	} else if (rc == 1) {
		rc = 0;
	}
	msg_free(&m);
	postfix_message_free(p);
	return rc;
}

static int
pass_log(struct queue *q, const struct queue_entry *e, const char *kind,
    queue_piece_fn *fn, void *ctx)
{
	int fd = postfix_spool_open_log(q, e, kind), rc;
	struct buf text = {0};

	if (fd == -1 && errno == ENOENT)
		return 0;
	rc = fd == -1 ? -1 : read_all(fd, &text, LOG_MOST);
	if (rc == -1)
		warn_log(e, kind);
	else
		fn(ctx, span_of(text.p, text.len));
	if (fd != -1)
		close(fd);
	buf_free(&text);
	return rc == -1 ? -1 : 1;
}

static int
postfix_log(
    struct queue *q, const struct queue_entry *e, queue_piece_fn *fn, void *ctx)
{
	static const char *const kinds[] = {"defer", "bounce", "trace"};
	int all = 0, rc;
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		rc = pass_log(q, e, kinds[i], fn, ctx);
		all = all == -1 || rc == -1 ? -1 : all | rc;
	}
	return all;
}

static int
postfix_main_log(struct queue *q, struct buf *path)
{
	static const char *const logs[] = {
	    "/var/log/mail.log", "/var/log/maillog"};
	size_t i;

	if (queue_is(q, places[0]))
		for (i = 0; i < sizeof logs / sizeof logs[0]; i++)
			if (access(logs[i], F_OK) == 0) {
				buf_puts(path, logs[i]);
				return 0;
			}
	buf_putf(path, "%s %s", logs[0], logs[1]);
	return -1;
}

const struct queue_ops queue_postfix = {
    .mta = "postfix",
    .places = places,
    .looks = "a Postfix queue has deferred/ and hold/ in it",
    .ids = MSGID_POSTFIX,
    .probe = postfix_spool_probe,
    .check_named = postfix_check_named,
    .allow = postfix_allow,
    .walk = postfix_spool_walk,
    .list = postfix_list,
    .find = postfix_spool_find,
    .is_gone = postfix_is_gone,
    .read = postfix_read,
    .header = postfix_header,
    .raw_header = postfix_header,
    .body = postfix_body,
    .log = postfix_log,
    .others = postfix_others,
    .main_log = postfix_main_log,
    .remover = &remover_postfix,
    .keep = &keep_postfix,
    .form = &form_postfix,
};
