#include "pure/json.h"
#include "pure/num.h"
#include "system/counter.h"
#include "system/entropy.h"

struct adding {
	struct counter *c;
	unsigned worker;
	const struct msg *m;
	struct tally_row row;
	size_t depth; /* the field whose values are being put */
	bool some;
};

static bool
is_last(const struct counter *c, size_t i)
{
	return i + 1 == c->show.n && !c->more;
}

static void put_fields(struct adding *a, size_t i);

static void
add_row(struct counter *c, unsigned worker, struct tally_row *row)
{
	struct tally *t = &c->tallies[worker];
	struct record *key = &c->keys[worker];

	if (t->nslots == 0) {
		t->seed[0] = entropy_number();
		t->seed[1] = entropy_number();
	}
	row->key = span_of(key->line.p, key->line.len);
	tally_add(t, row);
}

/* With one value of this field put, the fields behind it; then takes it back,
 * for the next value. */
static void
put_value(void *ctx, struct span value)
{
	struct adding *a = ctx;
	struct record *key = &a->c->keys[a->worker];
	size_t i = a->depth, len = key->line.len;
	enum key_kind kind = fields_table[a->c->show.fields[i]].kind;

	record_value(key, kind, value, is_last(a->c, i));
	put_fields(a, i + 1);
	a->depth = i;
	a->some = true;
	key->line.len = len;
}

static void
put_fields(struct adding *a, size_t i)
{
	const struct show *s = &a->c->show;

	if (i == s->n) {
		add_row(a->c, a->worker, &a->row);
		return;
	}
	a->depth = i;
	a->some = false;
	fields_each((enum field)s->fields[i], a->m, s->now,
	    &a->c->scratch[a->worker][i], put_value, a);
	if (!a->some)
		put_value(a, span_of(NULL, 0));
}

void
counter_add(struct counter *c, unsigned worker, const struct msg *m)
{
	struct adding a = {.c = c, .worker = worker, .m = m};
	int64_t bytes;

	a.row.count = 1;
	if (fields_number(FIELD_BYTES, m, c->show.now, &bytes) == 1)
		a.row.bytes = (uint64_t)bytes;
	a.row.oldest = a.row.newest = m->time;
	record_clear(&c->keys[worker]);
	put_fields(&a, 0);
}

/* --- lines of JSON --- */

struct reading {
	struct counter *c;
	struct tally_row row;
	struct buf text; /* the values, one behind another */
	struct span values[COUNTER_FIELDS];
	bool counted;
};

static int
read_member(void *ctx, struct span key, enum json_type type, struct span raw)
{
	struct reading *r = ctx;
	size_t i, at = r->text.len;

	if (span_is(key, "count")) {
		r->counted = true;
		return num_u(raw, UINT64_MAX, &r->row.count);
	}
	if (span_is(key, "bytes") && type == JSON_NUMBER)
		return num_u(raw, UINT64_MAX, &r->row.bytes);
	if (span_is(key, "oldest") && type == JSON_NUMBER)
		return when_parse(raw, &r->row.oldest, NULL);
	if (span_is(key, "newest") && type == JSON_NUMBER)
		return when_parse(raw, &r->row.newest, NULL);
	for (i = 0; i < r->c->show.n; i++)
		if (span_is(
			key, show_json_key((enum field)r->c->show.fields[i])))
			break;
	if (i == r->c->show.n || (type != JSON_STRING && type != JSON_NUMBER))
		return 0;
	if (type == JSON_STRING)
		json_string(&r->text, raw);
	else
		buf_put(&r->text, raw.p, raw.n);
	r->values[i] = span_of(r->text.p + at, r->text.len - at);
	return 0;
}

int
counter_add_json(struct counter *c, struct span line)
{
	struct reading r = {.c = c};
	struct record *key = &c->keys[0];
	size_t i;
	int rc;

	r.row.oldest.digits = r.row.newest.digits = -1;
	buf_room(&r.text, line.n);
	rc = json_object(line, read_member, &r);
	if (rc == 0 && r.counted) {
		record_clear(key);
		for (i = 0; i < c->show.n; i++)
			record_value(key, fields_table[c->show.fields[i]].kind,
			    r.values[i], i + 1 == c->show.n);
		add_row(c, 0, &r.row);
	}
	buf_free(&r.text);
	return r.counted ? rc : -1;
}

/* The value of a key's part, if it is there. */
static void
put_json_value(enum field f, struct span text, struct buf *b)
{
	struct buf value = {0};
	int rc = record_read(text, fields_table[f].kind, &value);
	int64_t n;

	if (rc == 1) {
		buf_putf(b, ", \"%s\": ", show_json_key(f));
		if (fields_table[f].kind == KEY_NUMBER && num_i(text, &n) == 0)
			buf_puti(b, n);
		else
			json_put_string(b, span_of(value.p, value.len));
	}
	buf_free(&value);
}

void
counter_put_json(const struct counter *c, const struct tally_row *row,
    bool long_too, struct buf *b)
{
	struct span rest = row->key;
	size_t i;

	buf_puts(b, "{\"count\": ");
	buf_putu(b, row->count);
	if (long_too) {
		buf_puts(b, ", \"bytes\": ");
		buf_putu(b, row->bytes);
		if (row->oldest.digits >= 0) {
			buf_puts(b, ", \"oldest\": ");
			when_put_epoch(b, row->oldest);
			buf_puts(b, ", \"newest\": ");
			when_put_epoch(b, row->newest);
		}
	}
	for (i = 0; i < c->show.n; i++)
		put_json_value(
		    (enum field)c->show.fields[i], span_upto(&rest, '\t'), b);
	buf_puts(b, "}\n");
}

const struct tally *
counter_rows(struct counter *c)
{
	size_t i;

	for (i = 1; i < SCAN_THREADS; i++) {
		if (c->tallies[i].n == 0)
			continue;
		if (c->tallies[0].nslots == 0)
			memcpy(c->tallies[0].seed, c->tallies[i].seed,
			    sizeof c->tallies[0].seed);
		tally_merge(&c->tallies[0], &c->tallies[i]);
	}
	tally_sort(&c->tallies[0]);
	return &c->tallies[0];
}

void
counter_free(struct counter *c)
{
	size_t i, j;

	for (i = 0; i < SCAN_THREADS; i++) {
		tally_free(&c->tallies[i]);
		record_free(&c->keys[i]);
		for (j = 0; j < COUNTER_FIELDS; j++)
			buf_free(&c->scratch[i][j]);
	}
}
