#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "pure/order.h"

void
order_room(struct order *o, size_t n)
{
	if (n <= o->n)
		return;
	o->keys = mem_grow(o->keys, &o->cap, n, sizeof *o->keys);
	for (; o->n < n; o->n++)
		o->keys[o->n] = (struct order_key){.index = SIZE_MAX};
}

/* A list sorts by its items, put together. */
static void
add_text(void *ctx, struct span value)
{
	struct buf *b = ctx;

	if (b->len > 0)
		buf_putc(b, ',');
	buf_put(b, value.p, value.n);
	buf_str(b);
}

void
order_take(struct order *o, size_t index, const struct msg *m, struct span line)
{
	struct order_key *k = &o->keys[index];
	struct buf text = {0}, scratch = {0};

	k->index = index;
	if (line.p != NULL) {
		k->line = mem_dupn(line.p, line.n);
		k->line_len = line.n;
	}
	if (!fields_is_number(o->field))
		fields_each(o->field, m, o->now, &scratch, add_text, &text);
	else if (fields_number(o->field, m, o->now, &k->number) == 1)
		buf_str(&text);
	k->text = text.p;
	k->len = text.len;
	buf_free(&scratch);
}

static int
compare_keys(const void *a, const void *b)
{
	const struct order_key *x = a, *y = b;
	int c = 0;

	if (x->index == SIZE_MAX || y->index == SIZE_MAX)
		return (x->index == SIZE_MAX) - (y->index == SIZE_MAX);
	if (x->text == NULL || y->text == NULL)
		c = (x->text != NULL) - (y->text != NULL);
	else if (x->number != y->number)
		c = x->number < y->number ? -1 : 1;
	else
		c = span_cmp(
		    span_of(x->text, x->len), span_of(y->text, y->len));
	return c != 0 ? c : x->index < y->index ? -1 : x->index > y->index;
}

void
order_sort(struct order *o)
{
	if (o->n > 0)
		qsort(o->keys, o->n, sizeof *o->keys, compare_keys);
}

void
order_free(struct order *o)
{
	size_t i;

	for (i = 0; i < o->n; i++) {
		free(o->keys[i].text);
		free(o->keys[i].line);
	}
	free(o->keys);
	o->keys = NULL;
	o->n = o->cap = 0;
}
