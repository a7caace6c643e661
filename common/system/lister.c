#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"
#include "system/lister.h"

static void
put_message(void *ctx, unsigned worker, size_t index, struct msg *m,
    struct queue_reader *r, struct buf *out)
{
	struct lister *l = ctx;

	(void)index;
	l->put(l->ctx, worker, m, r, out);
}

/* First of two passes over the queue: only the keys to sort by. */
static void
take_key(void *ctx, unsigned worker, size_t index, struct msg *m,
    struct queue_reader *r, struct buf *out)
{
	struct lister *l = ctx;

	(void)worker;
	(void)r;
	(void)out;
	order_take(&l->order, index, m, span_of(NULL, 0));
}

/* A file can be read but once: its lines are kept with the keys. */
static void
keep_line(void *ctx, unsigned worker, size_t index, struct msg *m,
    struct queue_reader *r, struct buf *out)
{
	struct lister *l = ctx;
	size_t from = out->len;

	l->put(l->ctx, worker, m, r, out);
	if (out->len > from)
		order_take(&l->order, index, m,
		    span_of(out->p + from, out->len - from));
	out->len = from;
}

static void
make_room(void *ctx, size_t n)
{
	struct lister *l = ctx;

	order_room(&l->order, n);
}

static void
reverse_list(struct queue_list *l)
{
	struct queue_entry e;
	size_t i;

	for (i = 0; i < l->n / 2; i++) {
		e = l->v[i];
		l->v[i] = l->v[l->n - 1 - i];
		l->v[l->n - 1 - i] = e;
	}
}

/* Brings the list into the order of the keys; what has gone is left out. */
static void
sort_list(struct lister *l)
{
	struct queue_list *list = &l->source.list;
	struct queue_entry *v = mem_alloc(list->n * sizeof *v);
	size_t i, n = 0;

	for (i = 0; i < list->n; i++)
		if (l->order.keys[i].index < list->n)
			v[n++] = list->v[l->order.keys[i].index];
	free(list->v);
	list->v = v;
	list->n = n;
}

static void
read_keys(struct lister *l)
{
	int field = (int)l->order.field;
	unsigned need = l->source.need;

	order_room(&l->order, l->source.list.n);
	l->source.need = fields_need(&field, 1);
	l->source.each = take_key;
	source_run(&l->source);
	order_sort(&l->order);
	sort_list(l);
	l->source.need = need;
}

static void
run_queue(struct lister *l)
{
	source_list(&l->source);
	if (l->ordered)
		read_keys(l);
	if (l->reverse)
		reverse_list(&l->source.list);
	if (l->listed != NULL)
		l->listed(l->ctx, &l->source.list);
	l->source.each = put_message;
	source_run(&l->source);
}

static void
run_files(struct lister *l)
{
	struct order *o = &l->order;
	struct order_key *k;
	size_t i;

	l->source.each = put_message;
	if (l->ordered || l->reverse) {
		l->source.each = keep_line;
		l->source.room = make_room;
	}
	source_run(&l->source);
	if (l->ordered)
		order_sort(o);
	for (i = 0; i < o->n; i++) {
		k = &o->keys[l->reverse ? o->n - 1 - i : i];
		if (k->line != NULL)
			out_put(k->line, k->line_len);
	}
}

void
lister_run(struct lister *l)
{
	l->source.ctx = l;
	l->order.now = l->source.now;
	if (l->source.files[0] == NULL)
		run_queue(l);
	else
		run_files(l);
	order_free(&l->order);
}
