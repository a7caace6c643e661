#include <stdlib.h>

#include "base/mem.h"
#include "pure/uidnames.h"

/* Of two with one number the first in the text comes first. */
static int
compare_entries(const void *a, const void *b)
{
	const struct passwd_entry *x = a, *y = b;

	if (x->uid != y->uid)
		return x->uid < y->uid ? -1 : 1;
	return x->name.p < y->name.p ? -1 : x->name.p > y->name.p;
}

void
uidnames_settle(struct uidnames *u)
{
	struct span rest = span_of(u->text.p, u->text.len);
	struct passwd_entry e;
	size_t i, n = 0;

	while (passwd_next(&rest, &e)) {
		u->v = mem_grow(u->v, &u->cap, u->n + 1, sizeof *u->v);
		u->v[u->n++] = e;
	}
	if (u->n > 0)
		qsort(u->v, u->n, sizeof *u->v, compare_entries);
	for (i = 0; i < u->n; i++)
		if (n == 0 || u->v[n - 1].uid != u->v[i].uid)
			u->v[n++] = u->v[i];
	u->n = n;
}

struct span
uidnames_of(const struct uidnames *u, uint32_t uid)
{
	size_t low = 0, high = u->n, at;

	while (low < high) {
		at = low + (high - low) / 2;
		if (u->v[at].uid == uid)
			return u->v[at].name;
		if (u->v[at].uid < uid)
			low = at + 1;
		else
			high = at;
	}
	return span_of(NULL, 0);
}

void
uidnames_free(struct uidnames *u)
{
	free(u->v);
	buf_free(&u->text);
	*u = (struct uidnames){0};
}
