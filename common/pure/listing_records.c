/* Our own records: by position, or by the names of a title line (-t). */
#include "pure/listing.h"
#include "pure/msgid.h"
#include "pure/num.h"
#include "pure/record.h"

/* Without a title: age, size, id, sender, state and so on. */
static bool
is_default(struct span line)
{
	struct span f[FIELDS_DEFAULT];
	uint64_t bytes;
	size_t i;

	for (i = 0; i < FIELDS_DEFAULT; i++)
		if ((f[i] = span_upto(&line, '\t')).p == NULL)
			return false;
	return line.p == NULL && msgid_kinds(f[FIELD_ID]) != 0 &&
	    (span_is(f[FIELD_AGE], "-") || when_is_shown_age(f[FIELD_AGE])) &&
	    (span_is(f[FIELD_SIZE], "-") ||
		num_size(f[FIELD_SIZE], &bytes) == 0) &&
	    (span_is(f[FIELD_STATE], "-") ||
		msg_state_of(f[FIELD_STATE]) != MSG_NO_STATE);
}

static bool
fits(struct span line)
{
	int columns[FIELDS];

	return is_default(line) || fields_title(line, columns) > 0;
}

/* One value behind another in m->text, which has room for all. */
static int
set_value(struct msg *m, enum field f, struct span text)
{
	size_t at = m->text.len;
	int rc = record_read(text, fields_table[f].kind, &m->text);

	if (rc != 1)
		return rc;
	return fields_set(f, m, span_of(m->text.p + at, m->text.len - at));
}

static int
set_column(struct msg *m, enum field f, struct span text)
{
	struct span item;

	if (!keys_is_list(fields_table[f].kind))
		return set_value(m, f, text);
	while ((item = span_upto(&text, ',')).p != NULL)
		if (set_value(m, f, item) == -1)
			return -1;
	return 0;
}

static bool
has_column(const struct listing *l, enum field f)
{
	size_t i;

	for (i = 0; i < l->ncolumns; i++)
		if (l->columns[i] == (int)f)
			return true;
	return false;
}

static void
settle_rcpts(const struct listing *l, struct msg *m)
{
	bool pending = has_column(l, FIELD_RCPTS);
	bool done = has_column(l, FIELD_DONE);

	m->has_rcpts = pending || done;
	if (has_column(l, FIELD_RCPTSALL))
		msg_settle_rcpts(m, pending, done);
}

/*
 * Whether names are a title and not a record of such words: at the start; the
 * same again or several, as where lists were put together.
 */
static bool
is_title(const struct listing *l, const int *columns, size_t n)
{
	return n > 1 ||
	    (n == 1 &&
		(l->ncolumns == 0 ||
		    (l->ncolumns == 1 && columns[0] == l->columns[0])));
}

static int
parse(struct listing *l, struct span text, struct msg *m)
{
	struct span rest = text, value;
	int columns[FIELDS];
	size_t i, n = fields_title(text, columns);

	if (is_title(l, columns, n)) {
		memcpy(l->columns, columns, sizeof columns);
		l->ncolumns = n;
		return 0;
	}
	if (l->ncolumns == 0)
		for (; l->ncolumns < FIELDS_DEFAULT; l->ncolumns++)
			l->columns[l->ncolumns] = (int)l->ncolumns;
	msg_clear(m);
	buf_room(&m->text, text.n);
	for (i = 0; (value = span_upto(&rest, '\t')).p != NULL; i++)
		if (i == l->ncolumns ||
		    set_column(m, (enum field)l->columns[i], value) == -1)
			return -1;
	if (i != l->ncolumns)
		return -1;
	settle_rcpts(l, m);
	listing_time_of_id(l, m);
	return 1;
}

const struct listing_format listing_records = {
    .name = "records", .fits = fits, .parse = parse};
