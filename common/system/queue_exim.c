/* Exim's queue: its list in order, and its messages read. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/fields.h"
#include "pure/idline.h"
#include "pure/msgid.h"
#include "pure/rfc2047.h"
#include "system/exim_spool.h"
#include "system/form.h"
#include "system/keep.h"
#include "system/remover.h"
#include "system/spoolfile.h"

enum {
	HEAD_SIZE = 1 << 16, /* most headers in one read */
	HEAD_MOST = 256 << 20, /* one that is larger is taken as damaged */
	LOG_MOST = 1 << 20, /* of a message's log its end */
	KEEP = 1 << 20, /* memory that is kept for the next message */
	OLD_ID = 16,
	NEW_ID = 23,
	FIRST_LINE = 3, /* of -D, behind the id: "-D\n" */
};

static const char *const places[] = {
    "/var/spool/exim4", "/var/spool/exim", NULL};

/* The queues that -G chose: first and last of q->names. 0, -1 and errno. */
static int
chosen(struct queue *q, size_t *first, size_t *last)
{
	if (exim_spool_names(q) == -1)
		return -1;
	*first = *last = 0;
	if (q->named == NULL)
		return 0;
	if (strcmp(q->named, "*") == 0) {
		*last = q->nnames - 1;
		return 0;
	}
	while (
	    *first < q->nnames - 1 && strcmp(q->names[*first], q->named) != 0)
		++*first;
	*last = *first;
	return 0;
}

static int
exim_check_named(struct queue *q, struct buf *why)
{
	size_t i;

	if (exim_spool_names(q) == -1) {
		buf_putf(why, "%s: %s", q->dir, strerror(errno));
		return -1;
	}
	if (strcmp(q->named, "*") == 0)
		return 0;
	for (i = 1; i < q->nnames; i++)
		if (strcmp(q->names[i], q->named) == 0)
			return 0;
	buf_putf(why, "%s: no queue named %s; there %s", q->dir, q->named,
	    q->nnames == 1 ? "is none" : "are");
	for (i = 1; i < q->nnames; i++)
		buf_putf(why, " %s", q->names[i]);
	return -1;
}

static int
walk_chosen(struct queue *q, queue_fn *fn, void *ctx, struct buf *journals)
{
	size_t i, last;
	int rc = 0, one;

	if (chosen(q, &i, &last) == -1) {
		err_warn(q->dir, NULL);
		return -1;
	}
	for (; i <= last && rc <= 0; i++) {
		one = exim_spool_walk(q, i, fn, ctx, journals);
		rc = one != 0 ? one : rc;
	}
	return rc;
}

static int
exim_walk(struct queue *q, queue_fn *fn, void *ctx)
{
	return walk_chosen(q, fn, ctx, NULL);
}

static void
exim_others(struct queue *q, struct buf *names)
{
	size_t i;

	if (exim_spool_names(q) == -1)
		return;
	for (i = 1; i < q->nnames; i++)
		if (exim_spool_walk(q, i, queue_any, NULL, NULL) == 1)
			buf_putf(names, " %s", q->names[i]);
}

static enum queue_found
exim_find(struct queue *q, struct span id, struct queue_entry *e)
{
	enum queue_found rc = QUEUE_NONE;
	size_t i;

	if ((msgid_kinds(id) & MSGID_EXIM) == 0)
		return QUEUE_NONE;
	if (exim_spool_names(q) == -1)
		return QUEUE_ERROR;
	for (i = 0; i < q->nnames && rc == QUEUE_NONE; i++)
		rc = exim_spool_find(q, i, id, "-H", e);
	for (i = 0; i < q->nnames && rc == QUEUE_NONE; i++)
		rc = exim_spool_find(q, i, id, "-D", e);
	return rc;
}

static bool
exim_is_gone(struct queue *q, const struct queue_entry *e)
{
	return exim_spool_has(q, e, "-H") == 0 &&
	    exim_spool_has(q, e, "-D") == 0;
}

/* --- the list --- */

struct filling {
	struct queue *q;
	struct queue_list *list;
};

/* A name that only looks like a message's is no id that could be used. */
static int
add_entry(void *ctx, const struct queue_entry *e)
{
	struct filling *f = ctx;

	if (msgid_kinds(span_str(e->id)) == 0) {
		err_note(e->id, "not a message id, left out");
		return 0;
	}
	return queue_list_add(f->list, e);
}

/* Four bytes as a number that orders them as memcmp does. */
static uint64_t
big_endian(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint64_t)u[0] << 24 | (uint64_t)u[1] << 16 |
	    (uint64_t)u[2] << 8 | u[3];
}

static uint64_t
second_of(const struct queue_entry *e)
{
	return big_endian(e->id) << 16 | big_endian(e->id + 4) >> 16;
}

/* An old id's two digits, the NULs behind them too; a new one's four. */
static uint64_t
fraction_of(const struct queue_entry *e)
{
	return big_endian(e->id + (e->id[OLD_ID] == '\0' ? 14 : 19));
}

/*
 * Exim's order: the second, then the third field as text with what follows
 * it, so that an old id's 2p comes before a new one's 2p00; not the pid.
 */
static int
compare_arrival(const void *a, const void *b)
{
	uint64_t x = second_of(a), y = second_of(b);

	if (x == y) {
		x = fraction_of(a);
		y = fraction_of(b);
	}
	return x < y ? -1 : x > y;
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Marks the messages in delivery: few, so they are looked up the short way. */
static void
mark_active(struct queue_list *list, struct buf *journals)
{
	char **ids = NULL, *id = buf_str(journals), *end;
	size_t n = 0, cap = 0, i;

	for (; (end = strchr(id, '\n')) != NULL; id = end + 1) {
		*end = '\0';
		ids = mem_grow(ids, &cap, n + 1, sizeof *ids);
		ids[n++] = id;
	}
	if (n > 0)
		qsort(ids, n, sizeof *ids, compare_lines);
	for (i = 0; n > 0 && i < list->n; i++) {
		id = list->v[i].id;
		list->v[i].active = bsearch(&id, ids, n, sizeof *ids,
					compare_lines) != NULL;
	}
	free(ids);
}

static int
exim_list(struct queue *q, struct queue_list *list)
{
	struct filling f = {q, list};
	struct buf journals = {0};
	int rc = walk_chosen(q, add_entry, &f, &journals);

	if (list->n > 0)
		qsort(list->v, list->n, sizeof *list->v, compare_arrival);
	mark_active(list, &journals);
	buf_free(&journals);
	return rc;
}

/* --- one message --- */

/* A file into b: its first most bytes or, with tail, its last ones. */
static int
read_file(int at, const char *name, struct buf *b, size_t most, bool tail)
{
	int fd = spoolfile_open(at, name), saved, rc;
	struct stat st;

	if (b->cap > KEEP)
		buf_free(b);
	buf_clear(b);
	if (fd == -1)
		return -1;
	rc = tail ? fstat(fd, &st) : 0;
	if (rc == 0 && tail && st.st_size > (off_t)most &&
	    lseek(fd, -(off_t)most, SEEK_END) == -1)
		rc = -1;
	if (rc == 0)
		rc = spoolfile_read(fd, b, HEAD_SIZE, most);
	saved = errno;
	close(fd);
	errno = saved;
	return rc;
}

static void
warn_entry(const struct queue_entry *e, const char *what, bool is_error)
{
	struct buf name = {0};
	int saved = errno;

	buf_putf(&name, "%s%s", e->id, what);
	errno = saved;
	if (is_error)
		err_warn(buf_str(&name), NULL);
	else
		err_note(buf_str(&name), "damaged");
	buf_free(&name);
}

/* The size as exim -bp counts it: what is sent of the header, and the body. */
static void
read_size(struct queue *q, struct queue_reader *r, const struct queue_entry *e,
    struct msg *m)
{
	size_t off = strlen(e->id) + FIRST_LINE;
	struct stat st;

	buf_clear(&r->path);
	exim_spool_put_name(&r->path, e, "-D");
	if (fstatat(exim_spool_input(q, e->named), buf_str(&r->path), &st,
		AT_SYMLINK_NOFOLLOW) == -1) {
		if (errno != ENOENT)
			warn_entry(e, "-D", true);
		return;
	}
	if (r->exim.fault != EXIM_H_ENVELOPE)
		m->bytes = r->exim.header_bytes + st.st_size - (int64_t)off + 1;
}

/* A line of the log: the address, then "... defer (NUMBER)[...]: reason". */
static void
read_deferral(struct msg *m, struct span line)
{
	struct span mark = span_str(" defer ("), address, text;
	const char *at = span_find(line, mark, false), *colon;
	size_t i;

	if (at == NULL)
		return;
	text = span_of(at + mark.n, line.n - (size_t)(at - line.p) - mark.n);
	colon = span_find(text, span_str(": "), false);
	if (colon == NULL)
		return;
	m->reason = span_of(colon + 2, text.n - (size_t)(colon - text.p) - 2);
	span_field(&line);
	span_field(&line);
	do
		address = span_field(&line);
	while (idline_is_log_extra(address));
	for (i = 0; i < m->nrcpts && i < 256; i++)
		if (span_caseis(m->rcpts[i].address, address))
			m->rcpts[i].reason = m->reason;
}

/* The last deferral from the message's log, msglog/[C/]ID. */
static void
read_reason(struct queue *q, struct queue_reader *r,
    const struct queue_entry *e, struct msg *m)
{
	struct span rest, line;
	int at = exim_spool_beside(q, e->named, "msglog"), rc = -1;

	if (at != -1) {
		buf_clear(&r->path);
		exim_spool_put_name(&r->path, e, "");
		rc = read_file(at, buf_str(&r->path), &r->log, LOG_MOST, true);
		if (rc == -1 && errno != ENOENT)
			warn_entry(e, "", true);
		close(at);
	} else if (errno != ENOENT) {
		warn_entry(e, "", true);
	}
	if (rc == -1)
		return;
	rest = span_of(r->log.p, r->log.len);
	while ((line = span_upto(&rest, '\n')).p != NULL)
		read_deferral(m, line);
}

/* What the names tell, without opening anything. */
static void
from_entry(struct queue *q, const struct queue_entry *e, struct msg *m)
{
	m->id = span_of(e->id, e->id[OLD_ID] == '\0' ? OLD_ID : NEW_ID);
	m->mta = span_str("exim");
	m->queue = span_str(e->named == 0 ? "default" : q->names[e->named]);
}

static void
time_of_id(struct msg *m)
{
	msgid_time(m->id.n == OLD_ID ? MSGID_EXIM_OLD : MSGID_EXIM_NEW, m->id,
	    0, &m->time);
}

static enum msg_state
state_of(const struct queue_reader *r, const struct msg *m)
{
	if (r->exim.fault != EXIM_H_WHOLE)
		return MSG_DAMAGED;
	if (r->active)
		return MSG_ACTIVE;
	if (m->frozen)
		return MSG_FROZEN;
	return r->exim.tried ? MSG_DEFERRED : MSG_QUEUED;
}

/* To whom it was delivered since -H was written, if it is in delivery. */
static int
read_journal(
    struct queue *q, struct queue_reader *r, const struct queue_entry *e)
{
	int there = e->looked_up ? exim_spool_has(q, e, "-J") : 0;

	buf_clear(&r->journal);
	r->active = e->active || there == 1;
	if (r->active) {
		buf_clear(&r->path);
		exim_spool_put_name(&r->path, e, "-J");
		there = read_file(exim_spool_input(q, e->named),
		    buf_str(&r->path), &r->journal, HEAD_MOST, false);
		if (there == -1 && errno == ENOENT)
			there = 0;
	}
	if (there == -1)
		warn_entry(e, "-J", true);
	return there == -1 ? -1 : 0;
}

static int
read_head(struct queue *q, struct queue_reader *r, const struct queue_entry *e)
{
	int at = exim_spool_input(q, e->named);

	buf_clear(&r->path);
	exim_spool_put_name(&r->path, e, "-H");
	if (read_file(at, buf_str(&r->path), &r->head, HEAD_MOST, false) ==
	    -1) {
		if (errno == ENOENT)
			return 0;
		warn_entry(e, "-H", true);
		return -1;
	}
	return read_journal(q, r, e) == -1 ? -1 : 1;
}

static int
exim_read(struct queue *q, struct queue_reader *r, const struct queue_entry *e,
    unsigned need, struct msg *m)
{
	int rc;

	msg_clear(m);
	r->entry = e;
	from_entry(q, e, m);
	if ((need & NEED_FILE) == 0) {
		time_of_id(m);
		return 1;
	}
	rc = read_head(q, r, e);
	if (rc != 1)
		return rc;
	exim_h_read(&r->exim, m, span_of(r->head.p, r->head.len),
	    span_of(r->journal.p, r->journal.len), need & NEED_HEADER);
	if (m->time.digits < 0)
		time_of_id(m);
	m->frozen_known = r->exim.fault != EXIM_H_ENVELOPE;
	m->state = state_of(r, m);
	if (m->state == MSG_DAMAGED)
		warn_entry(e, "", false);
	if ((need & NEED_SUBJECT) && m->subject.p != NULL) {
		rfc2047_put(&m->text, m->subject);
		m->subject = span_of(m->text.p, m->text.len);
	}
	if (need & NEED_SIZE)
		read_size(q, r, e, m);
	if (need & NEED_REASON)
		read_reason(q, r, e, m);
	return 1;
}

static void
exim_header(struct queue_reader *r, struct buf *b)
{
	struct span rest = r->exim.header, field;
	char flag;

	while (exim_h_field(&rest, &field, &flag) == 1)
		if (flag != '*')
			buf_put(b, field.p, field.n);
}

/* The file of that ending below the directory dir. */
static int
pass_file(int dir, const struct queue_entry *e, const char *ending, off_t at,
    queue_piece_fn *fn, void *ctx)
{
	struct buf path = {0};
	int fd, rc;

	exim_spool_put_name(&path, e, ending);
	fd = spoolfile_open(dir, buf_str(&path));
	rc = fd == -1 ? -1 : spoolfile_pass(fd, at, fn, ctx);
	if (rc == -1 && errno == ENOENT)
		rc = 0;
	else if (rc == -1)
		warn_entry(e, ending, true);
	if (fd != -1)
		close(fd);
	buf_free(&path);
	return rc;
}

/* Behind the file's first line, which names it. */
static int
exim_body(struct queue *q, const struct queue_entry *e, bool raw,
    queue_piece_fn *fn, void *ctx)
{
	off_t at = raw ? 0 : (off_t)strlen(e->id) + FIRST_LINE;

	return pass_file(exim_spool_input(q, e->named), e, "-D", at, fn, ctx);
}

static int
exim_log(
    struct queue *q, const struct queue_entry *e, queue_piece_fn *fn, void *ctx)
{
	int dir = exim_spool_beside(q, e->named, "msglog"), rc;

	if (dir == -1 && errno == ENOENT)
		return 0;
	if (dir == -1) {
		warn_entry(e, "", true);
		return -1;
	}
	rc = pass_file(dir, e, "", 0, fn, ctx);
	close(dir);
	return rc;
}

/* Where packages and panels have the log of a spool in a usual place. */
static const struct {
	const char *spool, *log;
} main_logs[] = {
    {"/var/spool/exim4", "/var/log/exim4/mainlog"}, /* Debian */
    {"/var/spool/exim", "/var/log/exim/main.log"}, /* RHEL */
    {"/var/spool/exim", "/var/log/exim/mainlog"}, /* DirectAdmin */
    {"/var/spool/exim", "/var/log/exim_mainlog"}, /* cPanel */
};

static bool
is_there(struct buf *path)
{
	return access(buf_str(path), F_OK) == 0;
}

/* log/ in the spool is Exim's default, where log_file_path says no other. */
static int
exim_main_log(struct queue *q, struct buf *path)
{
	struct buf missing = {0};
	size_t i;

	buf_putf(path, "%s/log/mainlog", q->dir);
	if (is_there(path))
		return 0;
	buf_put(&missing, path->p, path->len);
	for (i = 0; i < sizeof main_logs / sizeof main_logs[0]; i++) {
		if (!queue_is(q, main_logs[i].spool))
			continue;
		buf_clear(path);
		buf_puts(path, main_logs[i].log);
		if (is_there(path)) {
			buf_free(&missing);
			return 0;
		}
		buf_putf(&missing, " %s", main_logs[i].log);
	}
	buf_clear(path);
	buf_put(path, missing.p, missing.len);
	buf_free(&missing);
	return -1;
}

const struct queue_ops queue_exim = {
    .mta = "exim",
    .places = places,
    .looks = "an Exim spool has input/ in it",
    .ids = MSGID_EXIM,
    .probe = exim_spool_probe,
    .check_named = exim_check_named,
    .allow = exim_spool_allow,
    .walk = exim_walk,
    .list = exim_list,
    .find = exim_find,
    .is_gone = exim_is_gone,
    .read = exim_read,
    .header = exim_header,
    .body = exim_body,
    .log = exim_log,
    .others = exim_others,
    .main_log = exim_main_log,
    .remover = &remover_exim,
    .keep = &keep_exim,
    .form = &form_exim,
};
