#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "system/progress.h"
#include "system/rescue.h"

struct rescue {
	struct keep keep;
	const struct keep_ops *ops;
	struct remover *remover;
	struct removal *removal;
};

/* --- removal --- */

static void
drop_copy(struct rescue *s, const struct remover_item *item)
{
	s->ops->drop(&s->keep, &s->removal->queue, &item->entry);
}

/*
 * A message that is in the queue needs no copy, and one that left it by
 * itself (its result is missing) must have none: it would be delivered again.
 * What went without a word keeps it.
 */
static bool
needs_copy(struct rescue *s, const struct remover_item *item)
{
	struct queue *q = &s->removal->queue;

	if (item->result == REMOVER_REMOVED)
		return true;
	return item->result != REMOVER_MISSING &&
	    q->ops->is_gone(q, &item->entry);
}

/* A remover_fn: after the remover. */
static void
tell(void *ctx, struct remover_item *items, size_t n)
{
	struct rescue *s = ctx;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!items[i].copied)
			continue;
		items[i].copied = needs_copy(s, &items[i]);
		if (!items[i].copied)
			drop_copy(s, &items[i]);
		else
			items[i].held = false;
	}
	removal_tell(s->removal, items, n);
}

/* A remover_fn: before it. */
static void
describe(void *ctx, struct remover_item *items, size_t n)
{
	struct rescue *s = ctx;

	removal_describe(s->removal, items, n);
}

/* Copies all that are to be removed: 0, -1 told. */
static int
copy_all(struct rescue *s)
{
	struct removal *r = s->removal;
	struct remover_item *item;
	size_t i;

	for (i = 0; i < r->n && !remover_interrupted(); i++) {
		item = &r->items[i];
		progress(i, r->n, "messages copied");
		if (item->result != REMOVER_PENDING)
			continue;
		item->copied = true;
		switch (s->ops->copy(&s->keep, &item->entry)) {
		case KEEP_DONE:
			continue;
		case KEEP_GONE:
			item->result = REMOVER_MISSING;
			drop_copy(s, item);
			item->copied = item->held = false;
			continue;
		default:
			err_warn(
			    item->entry.id, "no copy: %s", strerror(errno));
			return -1;
		}
	}
	if (s->ops->sync(&s->keep) == 0)
		return 0;
	err_warn(s->keep.dir, NULL);
	return -1;
}

/* Copies that are there for nothing go, and so does the hold. */
static void
give_up(struct rescue *s, enum remover_result result)
{
	struct removal *r = s->removal;
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (r->items[i].result != REMOVER_PENDING)
			continue;
		if (r->items[i].copied)
			drop_copy(s, &r->items[i]);
		r->items[i].copied = false;
		r->items[i].result = result;
	}
}

/* Where the remover was not run. */
static void
tell_all(struct removal *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		removal_describe(r, &r->items[i], 1);
		removal_tell(r, &r->items[i], 1);
	}
}

/* What could not be released waits until somebody does. */
static void
warn_held(struct removal *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->items[i].held &&
		    !r->queue.ops->is_gone(&r->queue, &r->items[i].entry))
			err_warn(r->items[i].entry.id,
			    "could not be released; it is still held");
}

static void
remove_all(struct rescue *s)
{
	struct removal *r = s->removal;
	int rc = remover_run(
	    s->remover, REMOVER_HOLD, r->items, r->n, NULL, NULL, s);

	if (rc == 0 && copy_all(s) == -1) {
		err_warn(NULL, "nothing removed");
		give_up(s, REMOVER_FAILED);
		tell_all(r);
	} else if (rc == 0 && !remover_interrupted()) {
		remover_run(s->remover, REMOVER_REMOVE, r->items, r->n,
		    describe, tell, s);
	}
	give_up(s, REMOVER_PENDING);
	remover_run(s->remover, REMOVER_RELEASE, r->items, r->n, NULL, NULL, s);
	warn_held(r);
}

void
rescue_remove(struct remover *r, struct removal *removal, struct keep *keep)
{
	struct rescue s = {.keep = *keep,
	    .ops = removal->queue.ops->keep,
	    .remover = r,
	    .removal = removal};

	remove_all(&s);
}

/* --- restoring --- */

static bool
is_queued(struct rescue *s, const struct remover_item *item)
{
	struct queue *q = s->keep.queue;
	struct queue_entry there;

	return q->ops->find(q, span_str(item->entry.id), &there) == QUEUE_FOUND;
}

/* One message; its result's name. */
static const char *
restore(struct rescue *s, struct remover_item *item)
{
	if (item->result != REMOVER_PENDING) {
		if (is_queued(s, item))
			return "exists";
		err_warn(item->entry.id, "no copy of it in %s", s->keep.dir);
		return "failed";
	}
	switch (s->ops->restore(&s->keep, &s->removal->queue, &item->entry)) {
	case KEEP_DONE:
		item->copied = true;
		return "restored";
	case KEEP_HAD:
		item->useless = true;
		return "exists";
	case KEEP_EXISTS:
		return "exists";
	default:
		err_warn(item->entry.id, "%s",
		    errno != 0 ? strerror(errno) : "damaged");
		return "failed";
	}
}

/* Copies of what is in the queue now, on disk, go. */
static void
drop_restored(struct rescue *s, size_t n)
{
	struct buf how = {0};
	size_t i;

	if (s->ops->sync(&s->keep) == -1) {
		err_warn(s->keep.dir, "%s; the copies stay", strerror(errno));
		return;
	}
	for (i = 0; i < s->removal->n; i++)
		if (s->removal->items[i].copied || s->removal->items[i].useless)
			drop_copy(s, &s->removal->items[i]);
	if (n == 0)
		return;
	s->keep.queue->ops->remover->put_release(s->remover, &how);
	err_note(NULL, "%zu restored and held; to have them delivered: %s", n,
	    buf_str(&how));
	buf_free(&how);
}

static void
restore_all(struct rescue *s)
{
	struct removal *r = s->removal;
	size_t i, n = 0;

	for (i = 0; i < r->n && !remover_interrupted(); i++) {
		progress(i, r->n, "messages");
		removal_describe(r, &r->items[i], 1);
		removal_tell_as(r, &r->items[i], restore(s, &r->items[i]));
		n += r->items[i].copied;
	}
	if (i < r->n)
		err_warn(NULL, "interrupted; %zu not tried", r->n - i);
	drop_restored(s, n);
}

/* Opens both; the copies become the queue that removal looks into. */
static int
open_both(struct rescue *s, struct queue *to, const char *dir, struct buf *why)
{
	struct queue copies;

	if (keep_open(&s->keep, to, dir, false, why) == -1)
		return -1;
	if (queue_open(&copies, dir, NULL, why) == -1) {
		keep_close(&s->keep);
		return -1;
	}
	s->removal->queue = copies;
	if (copies.ops == to->ops)
		return remover_open(s->remover, why);
	buf_putf(
	    why, "%s: of %s, not of %s", dir, copies.ops->mta, to->ops->mta);
	return -1;
}

void
rescue_restore(struct remover *r, struct removal *removal, const char *dir,
    char *const operands[])
{
	struct rescue s = {.ops = removal->queue.ops->keep,
	    .remover = r,
	    .removal = removal,
	    .keep.fd = -1};
	struct queue *to = &removal->target;
	struct buf why = {0};

	*to = removal->queue;
	removal->queue = (struct queue){.fd = -1};
	removal->restoring = true;
	r->queue = to;
	if (open_both(&s, to, dir, &why) == -1) {
		err_warn(NULL, "%s", buf_str(&why));
	} else if (removal_read(removal, operands) == -1) {
		err_warn(NULL, "nothing restored");
	} else if (removal->n == 0) {
		err_note(NULL, "nothing to restore");
	} else {
		remover_catch_signals();
		restore_all(&s);
	}
	keep_close(&s.keep);
	queue_close(to);
	remover_close(r);
	buf_free(&why);
}
