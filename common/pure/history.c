#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pure/history.h"

enum {
	EARLY = 16,
	LOOK_BACK = 64, /* recipients that a new one is compared with */
};

static struct history_msg *
find(struct history *h, struct span id)
{
	int64_t place = idmap_get(&h->ids, id);

	if (place == IDMAP_NONE)
		return NULL;
	return &h->v[h->first + ((uint32_t)place - h->gone)];
}

/* Moves what is held to the front, so that room grows only with need. */
static void
make_room(struct history *h)
{
	if (h->first > 0 && h->first + h->n == h->cap && h->n <= h->cap / 2) {
		memmove(h->v, h->v + h->first, h->n * sizeof *h->v);
		h->first = 0;
	}
	h->v = mem_grow(h->v, &h->cap, h->first + h->n + 1, sizeof *h->v);
}

static bool
was_early(const struct history *h, struct span id)
{
	size_t i;

	for (i = 0; i < EARLY; i++)
		if (span_is(id, h->early[i]))
			return true;
	return false;
}

void
history_arrived(struct history *h, const struct exim_log *l, struct span line,
    struct span cwd)
{
	struct history_msg new = {.cap = 1}; /* most have one recipient */

	/* Told twice, as logs that were put together do: two messages. */
	idmap_remove(&h->ids, l->id);
	idmap_add(&h->ids, l->id, h->gone + (uint32_t)h->n);
	new.line = (uint32_t)line.n;
	new.cwd = (uint32_t)cwd.n;
	buf_put(&new.text, line.p, line.n);
	buf_put(&new.text, cwd.p, cwd.n);
	new.delivered = was_early(h, l->id);
	make_room(h);
	h->v[h->first + h->n++] = new;
}

/* A recipient once, as far as that is seen among the last of them. */
static void
note_rcpt(struct history_msg *held, struct span address, bool done)
{
	struct history_rcpt *r;
	size_t i;

	for (i = 0; i < held->nrcpts && i < LOOK_BACK; i++) {
		r = &held->rcpts[held->nrcpts - 1 - i];
		if (span_caseis(span_of(held->text.p + r->at, r->n), address)) {
			r->done = r->done || done;
			return;
		}
	}
	held->rcpts = mem_grow(
	    held->rcpts, &held->cap, held->nrcpts + 1, sizeof *held->rcpts);
	held->rcpts[held->nrcpts++] = (struct history_rcpt){
	    .at = (uint32_t)held->text.len,
	    .n = (uint32_t)address.n,
	    .done = done};
	buf_put(&held->text, address.p, address.n);
}

/* The last reason; one that was there before is written over if it fits. */
static void
note_reason(struct history_msg *held, struct span reason)
{
	if (reason.p == NULL)
		return;
	if (reason.n > held->reason_n) {
		held->reason = (uint32_t)held->text.len;
		buf_put(&held->text, reason.p, reason.n);
	} else {
		memcpy(held->text.p + held->reason, reason.p, reason.n);
	}
	held->reason_n = (uint32_t)reason.n;
}

void
history_note(
    struct history *h, const struct exim_log *l, enum exim_log_kind kind)
{
	struct history_msg *held = find(h, l->id);
	struct span address, reason;

	if (held == NULL) {
		if (kind != EXIM_LOG_DELIVERED)
			return;
		memset(h->early[h->next_early], 0, IDMAP_ID);
		memcpy(h->early[h->next_early], l->id.p, l->id.n);
		h->next_early = (h->next_early + 1) % EARLY;
		return;
	}
	if (kind == EXIM_LOG_COMPLETED) {
		held->completed = true;
		buf_fit(&held->text);
	}
	held->delivered = held->delivered || kind == EXIM_LOG_DELIVERED;
	held->deferred = held->deferred || kind == EXIM_LOG_DEFERRED;
	held->failed = held->failed || kind == EXIM_LOG_FAILED;
	if (exim_log_rcpt(l, &address, &reason) == -1)
		return;
	note_rcpt(held, address, kind != EXIM_LOG_DEFERRED);
	if (kind != EXIM_LOG_DELIVERED)
		note_reason(held, reason);
}

struct history_msg *
history_oldest(struct history *h, bool any)
{
	if (h->n == 0 || (!any && !h->v[h->first].completed))
		return NULL;
	return &h->v[h->first];
}

static enum msg_state
state_of(const struct history_msg *held)
{
	if (held->failed)
		return MSG_BOUNCED;
	if (held->completed)
		return held->delivered ? MSG_DELIVERED : MSG_UNKNOWN;
	return held->deferred ? MSG_DEFERRED : MSG_UNKNOWN;
}

static int
compare_rcpts(const void *a, const void *b)
{
	const struct msg_rcpt *x = *(struct msg_rcpt *const *)a;
	const struct msg_rcpt *y = *(struct msg_rcpt *const *)b;
	int order = span_casecmp(x->address, y->address);

	return order != 0 ? order : x < y ? -1 : x > y;
}

/*
 * Of those that are there more than once the first stays, done if any is.
 * Returns how many stay, in their order.
 */
static size_t
join_same(struct msg_rcpt *rcpts, size_t n)
{
	struct msg_rcpt **sorted = mem_alloc(n * sizeof(struct msg_rcpt *));
	struct msg_rcpt *first;
	size_t i, left = 0;

	for (i = 0; i < n; i++)
		sorted[i] = &rcpts[i];
	qsort(sorted, n, sizeof(struct msg_rcpt *), compare_rcpts);
	first = sorted[0];
	for (i = 1; i < n; i++) {
		if (!span_caseis(first->address, sorted[i]->address)) {
			first = sorted[i];
			continue;
		}
		first->done = first->done || sorted[i]->done;
		sorted[i]->address.p = NULL;
	}
	for (i = 0; i < n; i++)
		if (rcpts[i].address.p != NULL)
			rcpts[left++] = rcpts[i];
	free(sorted);
	return left;
}

void
history_tell(const struct history_msg *held, struct msg *m)
{
	bool listed = m->nrcpts > 0;
	size_t i, first;

	m->history = true;
	m->state = state_of(held);
	if (held->reason_n > 0 && m->state != MSG_DELIVERED)
		m->reason = span_of(
		    held->text.p + held->reason, held->reason_n);
	first = m->nrcpts;
	for (i = 0; i < held->nrcpts; i++)
		msg_add_rcpt(m,
		    span_of(held->text.p + held->rcpts[i].at, held->rcpts[i].n),
		    held->rcpts[i].done);
	if (held->nrcpts > LOOK_BACK)
		m->nrcpts = first + join_same(m->rcpts + first, held->nrcpts);
	if (listed)
		msg_settle_rcpts(m, false, true);
}

void
history_drop(struct history *h, struct span id)
{
	struct history_msg *oldest = &h->v[h->first];

	if (idmap_get(&h->ids, id) == h->gone)
		idmap_remove(&h->ids, id);
	free(oldest->rcpts);
	buf_free(&oldest->text);
	h->first++;
	h->gone++;
	h->n--;
}

void
history_free(struct history *h)
{
	while (h->n > 0) {
		free(h->v[h->first].rcpts);
		buf_free(&h->v[h->first].text);
		h->first++;
		h->n--;
	}
	free(h->v);
	idmap_free(&h->ids);
}
