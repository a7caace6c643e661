#include "pure/json.h"
#include "pure/rows.h"

int
rows_choose(
    struct rows *r, const char *list, const char *usual, struct buf *why)
{
	enum { MOST = sizeof r->fields / sizeof r->fields[0] - 2 };
	int n;

	if (list == NULL && r->json) {
		for (r->n = 0; r->n < r->ntable && r->n < MOST; r->n++)
			r->fields[r->n] = (int)r->n;
		return 0;
	}
	n = keys_parse(r->table, r->ntable, list == NULL ? usual : list,
	    r->fields, MOST, why);
	r->n = n > 0 ? (size_t)n : 0;
	return n > 0 ? 0 : -1;
}

void
rows_of_message(struct rows *r, int id, int second)
{
	memmove(r->fields + 2, r->fields, r->n * sizeof *r->fields);
	r->has_id = true;
	r->fields[0] = id;
	r->fields[1] = second;
	r->n += 2;
}

/* As JSON has them: 0, -12, 3.50. */
static bool
is_number(struct span v)
{
	size_t i = v.n > 0 && v.p[0] == '-', digits = 0, points = 0;

	if (v.n > i + 1 && v.p[i] == '0' && v.p[i + 1] != '.')
		return false;
	for (; i < v.n; i++)
		if (v.p[i] >= '0' && v.p[i] <= '9')
			digits++;
		else if (v.p[i] == '.' && digits > 0 && i + 1 < v.n)
			points++;
		else
			return false;
	return digits > 0 && points < 2;
}

static void
put_json(struct rows *r, const void *row)
{
	struct record *record = &r->record;
	size_t i;

	/* A key's comma is told by what stands before it. */
	buf_clear(&record->line);
	buf_putc(&record->line, '{');
	for (i = 0; i < r->n; i++) {
		const struct key *key = &r->table[r->fields[i]];
		struct span v = r->value(row, r->fields[i], &record->made);

		if (v.p == NULL)
			continue;
		json_put_key(&record->line, key->name);
		if (key->kind == KEY_NUMBER && is_number(v))
			buf_put(&record->line, v.p, v.n);
		else
			json_put_string(&record->line, v);
	}
	buf_puts(&record->line, "}\n");
}

static void
put_record(struct rows *r, const void *row)
{
	struct record *record = &r->record;
	size_t i;

	record_clear(record);
	for (i = 0; i < r->n; i++) {
		struct span v = r->value(row, r->fields[i], &record->made);

		if (i == 0 && r->has_id && v.n > 0)
			record_id(record, v);
		else
			record_value(record, r->table[r->fields[i]].kind, v,
			    i + 1 == r->n);
	}
	record_end(record);
}

void
rows_put(struct rows *r, const void *row, struct buf *b)
{
	if (r->json)
		put_json(r, row);
	else
		put_record(r, row);
	buf_put(b, r->record.line.p, r->record.line.len);
}

void
rows_free(struct rows *r)
{
	record_free(&r->record);
}
