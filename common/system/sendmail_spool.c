#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "system/dirscan.h"
#include "system/sendmail_spool.h"

enum { AGAIN = 3 }; /* times that a message is looked for */

void
sendmail_spool_put_name(
    struct buf *b, const struct queue_entry *e, enum sendmail_part part)
{
	static const char parts[] = "qdx";

	buf_putc(b, part == SENDMAIL_CONTROL ? e->kind : parts[part]);
	buf_putc(b, 'f');
	buf_puts(b, e->id);
}

int
sendmail_spool_at(const struct sendmail_spool *s, const struct queue_entry *e,
    enum sendmail_part part, unsigned n)
{
	const struct sendmail_dir *d = &s->v[e->dir];

	if (part == SENDMAIL_CONTROL) {
		if (n > 0)
			return -1;
		return e->sub ? d->parts[part] : d->fd;
	}
	if (d->parts[part] == -1)
		return n == 0 ? d->fd : -1;
	return n == 0 ? d->parts[part] : n == 1 ? d->fd : -1;
}

struct walk {
	struct sendmail_spool *s;
	queue_fn *fn;
	void *ctx;
	struct dirscan dir;
	struct queue_entry e;
	bool failed;
};

static int
walk_name(struct walk *w, const struct dirscan_name *n)
{
	char kind = n->name[0];

	/* Half of the names are bodies: the letter first. */
	if ((kind != 'q' && kind != 'h' && kind != 'Q') ||
	    sendmail_dirs_kind(n->name, n->len) == '\0')
		return 0;
	memset(w->e.id, 0, sizeof w->e.id);
	memcpy(w->e.id, n->name + 2, n->len - 2);
	w->e.kind = kind;
	w->e.active = filelocks_has(
	    &w->s->locks, w->s->v[w->e.dir].dev, n->ino);
	return w->fn(w->ctx, &w->e);
}

static int
walk_dir(struct walk *w, int at)
{
	struct dirscan_name n;
	int rc = 0, got = 1;

	if (at == -1)
		return 0;
	if (dirscan_open(&w->dir, at, ".", 0) == -1) {
		err_warn(w->s->v[w->e.dir].name, NULL);
		w->failed = true;
		return 0;
	}
	while (rc == 0 && (got = dirscan_next(&w->dir, &n)) == 1)
		rc = walk_name(w, &n);
	if (got == -1) {
		err_warn(w->s->v[w->e.dir].name, NULL);
		w->failed = true;
	}
	dirscan_close(&w->dir);
	return rc;
}

int
sendmail_spool_walk(struct queue *q, queue_fn *fn, void *ctx)
{
	struct walk w = {.s = sendmail_spool(q), .fn = fn, .ctx = ctx};
	size_t i;
	int rc = 0;

	if (w.s == NULL || w.s->failed != 0) {
		errno = w.s == NULL ? errno : w.s->failed;
		err_warn(q->dir, NULL);
		w.failed = true;
	}
	if (w.s == NULL)
		return -1;
	filelocks_read(&w.s->locks);
	for (i = 0; i < w.s->n && rc == 0; i++) {
		w.e.dir = (uint16_t)i;
		w.e.sub = false;
		rc = walk_dir(&w, w.s->v[i].fd);
		w.e.sub = true;
		if (rc == 0)
			rc = walk_dir(&w, w.s->v[i].parts[SENDMAIL_CONTROL]);
	}
	dirscan_free(&w.dir);
	return rc == 0 && w.failed ? -1 : rc;
}

/* Whether the file is in one of the places where it can be: 1, 0, -1, errno. */
static int
has_file(const struct sendmail_spool *s, const struct queue_entry *e,
    enum sendmail_part part)
{
	struct buf name = {0};
	struct stat st;
	unsigned n;
	int rc = 0, at;

	sendmail_spool_put_name(&name, e, part);
	for (n = 0; rc == 0 && (at = sendmail_spool_at(s, e, part, n)) != -1;
	     n++) {
		rc = fstatat(at, buf_str(&name), &st, AT_SYMLINK_NOFOLLOW) == 0;
		if (rc == 0 && errno != ENOENT)
			rc = -1;
	}
	buf_free(&name);
	return rc;
}

/* In one directory, directly or in qf/. */
static int
find_control(const struct sendmail_spool *s, struct queue_entry *e)
{
	static const char kinds[] = "qhQ";
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < 2 * (sizeof kinds - 1); i++) {
		e->kind = kinds[i / 2];
		e->sub = i % 2 == 1;
		rc = has_file(s, e, SENDMAIL_CONTROL);
	}
	return rc;
}

static int
find_anywhere(const struct sendmail_spool *s, struct queue_entry *e)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < s->n; i++) {
		e->dir = (uint16_t)i;
		rc = find_control(s, e);
	}
	return rc;
}

/* What is left of a message, or is there before it is one. */
static int
find_parts(const struct sendmail_spool *s, struct queue_entry *e)
{
	enum sendmail_part part;
	size_t i;
	int rc = 0;

	e->kind = 'q';
	e->sub = false;
	for (i = 0; rc == 0 && i < s->n; i++) {
		e->dir = (uint16_t)i;
		for (part = SENDMAIL_DATA; rc == 0 && part < SENDMAIL_PARTS;
		     part++)
			rc = has_file(s, e, part);
	}
	return rc;
}

enum queue_found
sendmail_spool_find(struct queue *q, struct span id, struct queue_entry *e)
{
	struct sendmail_spool *s = sendmail_spool(q);
	struct queue_entry found = {.looked_up = true}, parts;
	unsigned i;
	int rc;

	if (s == NULL)
		return QUEUE_ERROR;
	memcpy(found.id, id.p, id.n);
	parts = found;
	rc = find_anywhere(s, &found);
	if (rc == 0) {
		rc = find_parts(s, &parts);
		*e = parts;
		if (rc <= 0)
			return rc == 0 ? QUEUE_NONE : QUEUE_ERROR;
		/* It may have been renamed while its names were tried. */
		for (i = 0, rc = 0; i < AGAIN && rc == 0; i++)
			rc = find_anywhere(s, &found);
		if (rc == 0)
			return QUEUE_PARTS;
	}
	*e = found;
	return rc == 1 ? QUEUE_FOUND : QUEUE_ERROR;
}
