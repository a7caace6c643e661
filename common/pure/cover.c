#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pure/cover.h"

static int
compare_starts(const void *a, const void *b)
{
	const struct cover_piece *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static void
join(struct cover *c, int64_t gap)
{
	size_t i, n = 0;

	if (c->n == 0)
		return;
	qsort(c->v, c->n, sizeof *c->v, compare_starts);
	for (i = 1; i < c->n; i++) {
		if (c->v[i].start > c->v[n].end + gap)
			c->v[++n] = c->v[i];
		else if (c->v[i].end > c->v[n].end)
			c->v[n].end = c->v[i].end;
	}
	c->n = n + 1;
}

void
cover_add(struct cover *c, int64_t start, int64_t end)
{
	struct cover_piece *last = c->n > 0 ? &c->v[c->n - 1] : NULL;

	/* In a log in order it mostly goes on from the last one. */
	if (last != NULL && start >= last->start && start <= last->end) {
		if (end > last->end)
			last->end = end;
		return;
	}
	if (c->n == c->cap && c->n > 0) {
		join(c, 0);
		if (c->n <= c->cap / 2) {
			c->v[c->n++] = (struct cover_piece){start, end};
			return;
		}
	}
	c->v = mem_grow(c->v, &c->cap, c->n + 1, sizeof *c->v);
	c->v[c->n++] = (struct cover_piece){start, end};
}

void
cover_join(struct cover *c, int64_t gap)
{
	struct cover_piece *less;

	join(c, gap);
	if (c->n > c->cap / 2)
		return;
	c->cap = 0;
	less = mem_grow(NULL, &c->cap, c->n, sizeof *less);
	if (c->n > 0)
		memcpy(less, c->v, c->n * sizeof *less);
	free(c->v);
	c->v = less;
}

void
cover_settle(struct cover *c, int64_t from, int64_t to)
{
	size_t i, n = 0;

	join(c, 0);
	for (i = 0; i < c->n; i++) {
		struct cover_piece p = c->v[i];

		p.start = p.start < from ? from : p.start;
		p.end = p.end > to ? to : p.end;
		if (p.start < p.end)
			c->v[n++] = p;
	}
	c->n = n;
}

int64_t
cover_total(const struct cover *c)
{
	int64_t total = 0;
	size_t i;

	for (i = 0; i < c->n; i++)
		total += c->v[i].end - c->v[i].start;
	return total;
}

/* The first of n sorted moments that is not before time. */
static size_t
first_at(const int64_t *moments, size_t n, int64_t time)
{
	size_t low = 0, high = n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (moments[middle] < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* As cover_count; of few pieces and many moments not all are looked at. */
static size_t
count_few(const struct cover *c, const int64_t *moments, size_t n,
    unsigned char *marks)
{
	size_t i, from, to = 0, count = 0;

	for (i = 0; i < c->n; i++) {
		from = to + first_at(moments + to, n - to, c->v[i].start);
		to = from + first_at(moments + from, n - from, c->v[i].end);
		count += to - from;
		if (marks != NULL && to > from)
			memset(marks + from, 1, to - from);
	}
	return count;
}

size_t
cover_count(const struct cover *c, const int64_t *moments, size_t n,
    unsigned char *marks)
{
	enum { AS_DEAR = 16 }; /* moments passed over, as one looked for */
	size_t i, piece = 0, count = 0;

	if (c->n < n / AS_DEAR)
		return count_few(c, moments, n, marks);
	for (i = 0; i < n && piece < c->n; i++) {
		while (piece < c->n && c->v[piece].end <= moments[i])
			piece++;
		if (piece == c->n || moments[i] < c->v[piece].start)
			continue;
		count++;
		if (marks != NULL)
			marks[i] = 1;
	}
	return count;
}

void
cover_free(struct cover *c)
{
	free(c->v);
	*c = (struct cover){0};
}
