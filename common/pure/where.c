#include <stdlib.h>

#include "base/mem.h"
#include "pure/num.h"
#include "pure/where.h"

/* In an order in which none is the beginning of a later one. */
static const struct {
	const char *text;
	enum where_op op;
} ops[] = {{"!=", WHERE_IS_NOT}, {"!~", WHERE_HAS_NOT}, {"<=", WHERE_LESS_SAME},
    {">=", WHERE_MORE_SAME}, {"==", WHERE_IS}, {"=", WHERE_IS},
    {"~", WHERE_HAS}, {"<", WHERE_LESS}, {">", WHERE_MORE}};

static int
read_op(struct where *w, struct span *rest, struct buf *why)
{
	size_t i, n;

	for (i = 0; i < sizeof ops / sizeof ops[0]; i++) {
		n = strlen(ops[i].text);
		if (rest->n < n || memcmp(rest->p, ops[i].text, n) != 0)
			continue;
		w->op = ops[i].op;
		*rest = span_trim(span_of(rest->p + n, rest->n - n));
		return 0;
	}
	buf_puts(why,
	    "no operator behind the field; they are "
	    "= != ~ !~ < <= > >=");
	return -1;
}

static int
read_field(struct where *w, struct span *rest, struct buf *why)
{
	struct span name;
	char *copy;
	size_t n = 0;
	int f, rc;

	*rest = span_trim(*rest);
	while (n < rest->n && strchr(" =!~<>", rest->p[n]) == NULL)
		n++;
	name = span_of(rest->p, n);
	*rest = span_trim(span_of(rest->p + n, rest->n - n));
	copy = mem_dupn(name.p, name.n);
	rc = keys_parse(fields_table, FIELDS, copy, &f, 1, why);
	free(copy);
	if (rc != 1)
		return -1;
	w->field = (enum field)f;
	return 0;
}

static int
read_number(struct where *w, struct span text, struct buf *why)
{
	struct when when;
	uint64_t u;
	bool minus;
	int rc;

	switch (w->field) {
	case FIELD_AGE:
		minus = text.n > 0 && text.p[0] == '-';
		rc = when_age(
		    span_of(text.p + minus, text.n - minus), &w->value);
		w->value = minus ? -w->value : w->value;
		break;
	case FIELD_TIME:
	case FIELD_DATE:
	case FIELD_NEXT:
		rc = when_parse(text, &when, NULL);
		if (rc != -1)
			w->value = when.sec * 1000000 + when.usec;
		break;
	case FIELD_SIZE:
	case FIELD_BYTES:
		rc = num_size(text, &u);
		w->value = (int64_t)u;
		break;
	default:
		rc = num_i(text, &w->value);
	}
	if (rc == -1)
		buf_putf(why, "not a value of %s", fields_table[w->field].name);
	return rc;
}

int
where_parse(
    struct where *w, const char *text, unsigned threads, struct buf *why)
{
	struct span rest = span_str(text);
	char *copy;
	int rc;

	*w = (struct where){0};
	if (read_field(w, &rest, why) == -1 || read_op(w, &rest, why) == -1)
		return -1;
	if (rest.n == 0) {
		buf_puts(why, "an empty value");
		return -1;
	}
	if (w->op == WHERE_HAS || w->op == WHERE_HAS_NOT) {
		copy = mem_dupn(rest.p, rest.n);
		rc = match_regex(&w->match, copy, true, threads, why);
		free(copy);
		return rc;
	}
	w->number = fields_is_number(w->field);
	w->match = (struct match){.kind = MATCH_WHOLE, .text = rest};
	if (span_is(rest, "<>") && fields_table[w->field].kind == KEY_ADDRESS)
		w->match.kind = MATCH_NULL;
	return w->number ? read_number(w, rest, why) : 0;
}

struct testing {
	const struct where *w;
	unsigned thread;
	bool any;
};

static void
test_value(void *ctx, struct span value)
{
	struct testing *t = ctx;
	int c;

	switch (t->w->op) {
	case WHERE_LESS:
	case WHERE_LESS_SAME:
	case WHERE_MORE:
	case WHERE_MORE_SAME:
		c = span_casecmp(value, t->w->match.text);
		t->any = t->any ||
		    (t->w->op == WHERE_LESS		  ? c < 0
			    : t->w->op == WHERE_LESS_SAME ? c <= 0
			    : t->w->op == WHERE_MORE	  ? c > 0
							  : c >= 0);
		break;
	default:
		t->any = t->any || match_test(&t->w->match, t->thread, value);
	}
}

static bool
test_number(const struct where *w, const struct msg *m, int64_t now)
{
	int64_t n;

	if (fields_number(w->field, m, now, &n) != 1)
		return w->op == WHERE_IS_NOT;
	switch (w->op) {
	case WHERE_IS:
		return n == w->value;
	case WHERE_IS_NOT:
		return n != w->value;
	case WHERE_LESS:
		return n < w->value;
	case WHERE_LESS_SAME:
		return n <= w->value;
	case WHERE_MORE:
		return n > w->value;
	default:
		return n >= w->value;
	}
}

bool
where_test(
    const struct where *w, unsigned thread, const struct msg *m, int64_t now)
{
	struct testing t = {.w = w, .thread = thread};
	struct buf scratch = {0};

	if (w->number)
		return test_number(w, m, now);
	fields_each(w->field, m, now, &scratch, test_value, &t);
	buf_free(&scratch);
	return t.any != (w->op == WHERE_IS_NOT || w->op == WHERE_HAS_NOT);
}
