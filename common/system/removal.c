#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/out.h"
#include "pure/fields.h"
#include "system/asked.h"
#include "system/entropy.h"
#include "system/removal.h"

/* --- what is asked for --- */

/* Whether a line says of its message what the message is. */
static bool
is_same(
    struct removal *r, const struct idline *line, const struct queue_entry *e)
{
	if (line->time.digits < 0 && line->sender.p == NULL &&
	    line->cut.p == NULL)
		return true;
	return r->queue.ops->read(
		   &r->queue, &r->reader, e, NEED_FILE, &r->msg) == 1 &&
	    asked_is_same(line, &r->msg) &&
	    (line->cut.p == NULL || span_same(line->cut, r->msg.sender));
}

static const char *
not_same(const struct idline *line)
{
	return line->cut.p == NULL
	    ? "not the message that the line speaks of"
	    : "the listing cut its sender; give the id alone";
}

static int
add(struct removal *r, const struct idline *line, const char *operand)
{
	struct remover_item item = {0};
	enum queue_found found;

	memcpy(item.entry.id, line->id.p, line->id.n);
	found = r->queue.ops->find(&r->queue, line->id, &item.entry);
	if (found == QUEUE_ERROR) {
		err_warn(item.entry.id, NULL);
		return -1;
	}
	if (found == QUEUE_NONE) {
		item = (struct remover_item){.result = REMOVER_MISSING};
		memcpy(item.entry.id, line->id.p, line->id.n);
		r->missing_operand = r->missing_operand ||
		    (operand != NULL && !r->restoring);
		if (operand != NULL && !r->restoring)
			err_warn(operand, "no such message");
	} else if (!is_same(r, line, &item.entry)) {
		err_warn(item.entry.id, "%s", not_same(line));
		item.result = REMOVER_REFUSED;
	} else if (r->queue.ops->remover->guard != NULL) {
		item.guard = r->queue.ops->remover->guard(
		    &r->queue, &item.entry);
	}
	item.leftover = found == QUEUE_PARTS;
	r->items = mem_grow(r->items, &r->cap, r->n + 1, sizeof *r->items);
	r->items[r->n++] = item;
	return 0;
}

int
removal_read(struct removal *r, char *const operands[])
{
	struct idline line = {0};
	const char *operand;
	struct ids ids;
	int rc = 0, got;

	r->seen.seed[0] = entropy_number();
	r->seen.seed[1] = entropy_number();
	ids_start(&ids, operands);
	while ((got = ids_next(&ids, &line, &operand)) != 0) {
		if (got == -1 || line.id.n >= IDMAP_ID) {
			rc = -1;
			continue;
		}
		if (idmap_get(&r->seen, line.id) != IDMAP_NONE)
			continue;
		idmap_add(&r->seen, line.id, 0);
		if (add(r, &line, operand) == -1)
			rc = -1;
	}
	ids_end(&ids);
	return rc;
}

size_t
removal_pending(const struct removal *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->n; i++)
		n += r->items[i].result == REMOVER_PENDING;
	return n;
}

/* How many messages each of Exim's queues has. */
struct counting {
	int64_t *v;
	size_t cap;
};

static int
count_entry(void *ctx, const struct queue_entry *e)
{
	struct counting *c = ctx;
	size_t had = c->cap;

	if (e->named >= c->cap) {
		c->v = mem_grow(c->v, &c->cap, e->named + 1U, sizeof *c->v);
		memset(c->v + had, 0, (c->cap - had) * sizeof *c->v);
	}
	c->v[e->named]++;
	return 0;
}

static bool
is_whole(const struct remover_item *item)
{
	return item->result == REMOVER_PENDING && !item->leftover;
}

int64_t
removal_covers(struct removal *r, size_t some)
{
	struct counting all = {0}, asked = {0};
	int64_t covered = 0;
	size_t i;

	r->queue.named = "*";
	if (r->queue.ops->walk(&r->queue, count_entry, &all) == -1)
		covered = -1;
	for (i = 0; i < r->n; i++)
		if (is_whole(&r->items[i]))
			count_entry(&asked, &r->items[i].entry);
	for (i = 0; i < all.cap && i < asked.cap && covered == 0; i++)
		if (all.v[i] > (int64_t)some && asked.v[i] >= all.v[i])
			covered = all.v[i];
	free(all.v);
	free(asked.v);
	return covered;
}

/* --- their lines: id result sender rcpts subject --- */

static void
put_rcpt(void *ctx, struct span value)
{
	record_item(ctx, KEY_ADDRESSES, value, false);
}

/* The line with that result, of the message in m (or of one not known). */
static void
put_record(struct removal *r, const struct remover_item *item,
    const char *result, const struct msg *m)
{
	struct record *record = &r->record;

	record_clear(record);
	record_id(record, span_str(item->entry.id));
	record_value(record, KEY_NUMBER, span_str(result), false);
	record_value(record, KEY_ADDRESS, m->sender, false);
	fields_each(FIELD_RCPTS, m, 0, &record->made, put_rcpt, record);
	record_list_end(record);
	record_value(record, KEY_TEXT, m->subject, true);
	record_end(record);
}

/* What stands behind the second tab. */
static char *
cut_text(const struct record *record)
{
	const char *tab = memchr(record->line.p, '\t', record->line.len);

	tab = memchr(tab + 1, '\t', record->line.len);
	return mem_dupn(tab, (size_t)(record->line.p + record->line.len - tab));
}

void
removal_describe(void *ctx, struct remover_item *items, size_t n)
{
	static const int fields[] = {FIELD_SENDER, FIELD_RCPTS, FIELD_SUBJECT};
	unsigned need = fields_need(fields, sizeof fields / sizeof fields[0]);
	struct removal *r = ctx;
	size_t i;
	int rc = 0;

	for (i = 0; i < n && !r->quiet; i++) {
		msg_clear(&r->msg);
		if (items[i].text != NULL)
			continue;
		if (items[i].result != REMOVER_MISSING)
			rc = r->queue.ops->read(&r->queue, &r->reader,
			    &items[i].entry, need, &r->msg);
		if (rc != 1)
			msg_clear(&r->msg);
		put_record(r, &items[i], "-", &r->msg);
		items[i].text = cut_text(&r->record);
	}
}

void
removal_tell_as(
    struct removal *r, struct remover_item *item, const char *result)
{
	if (r->quiet)
		return;
	out_puts(item->entry.id);
	out_puts("\t");
	out_puts(result);
	out_puts(item->text);
	free(item->text);
	item->text = NULL;
}

void
removal_tell(void *ctx, struct remover_item *items, size_t n)
{
	struct removal *r = ctx;
	size_t i;

	for (i = 0; i < n; i++) {
		r->counts[items[i].result]++;
		removal_tell_as(r, &items[i], remover_results[items[i].result]);
	}
}

void
removal_count_rest(struct removal *r)
{
	size_t told = 0, i;

	for (i = 0; i < REMOVER_RESULTS; i++)
		told += r->counts[i];
	r->counts[REMOVER_PENDING] += r->n - told;
}

void
removal_free(struct removal *r)
{
	while (r->n > 0)
		free(r->items[--r->n].text);
	free(r->items);
	idmap_free(&r->seen);
	queue_reader_free(&r->reader);
	msg_free(&r->msg);
	record_free(&r->record);
	queue_close(&r->queue);
}
