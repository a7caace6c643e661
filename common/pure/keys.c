#include "pure/keys.h"

bool
keys_is_list(enum key_kind kind)
{
	return kind == KEY_TEXTS || kind == KEY_ADDRESSES;
}

int
keys_find(const struct key *table, size_t n, struct span name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (span_is(name, table[i].name))
			return (int)i;
	return -1;
}

static void
put_names(const struct key *table, size_t n, struct buf *why)
{
	size_t i;

	for (i = 0; i < n; i++) {
		buf_puts(why, i == 0 ? "; the fields are" : "");
		buf_putc(why, ' ');
		buf_puts(why, table[i].name);
	}
}

int
keys_parse(const struct key *table, size_t n, const char *list, int *picked,
    size_t max, struct buf *why)
{
	struct span rest = span_str(list), name;
	size_t count = 0;

	while ((name = span_upto(&rest, ',')).p != NULL) {
		int i = keys_find(table, n, name);

		if (i == -1) {
			buf_puts(why, "no field ");
			buf_put(why, name.p, name.n);
			put_names(table, n, why);
			return -1;
		}
		if (count == max) {
			buf_putf(why, "more than %zu fields", max);
			return -1;
		}
		picked[count++] = i;
	}
	return (int)count;
}
