#include <stdint.h>

#include "base/esc.h"
#include "pure/idline.h"
#include "pure/listing.h"
#include "pure/record.h"

#define NONE SIZE_MAX

static bool
is_address(enum key_kind kind)
{
	return kind == KEY_ADDRESS || kind == KEY_ADDRESSES;
}

/* A value that would read as something that it is not. */
static bool
misleads(enum key_kind kind, struct span v)
{
	return span_is(v, "-") || (is_address(kind) && span_is(v, "<>"));
}

static void
put_text(struct record *r, enum key_kind kind, struct span v, bool last,
    unsigned how)
{
	if (is_address(kind) && v.p != NULL && v.n == 0) {
		buf_puts(&r->line, "<>");
		return;
	}
	if (v.n == 0) {
		buf_putc(&r->line, '-');
		return;
	}
	if (misleads(kind, v))
		how |= ESC_FIRST;
	esc_put(&r->line, v.p, v.n, how | (last ? 0 : ESC_BLANK));
}

/* Starts a field: a tab before all but the first. */
static void
start_field(struct record *r, enum key_kind kind)
{
	if (r->line.len != r->start)
		buf_putc(&r->line, '\t');
	else
		r->nkinds = 0;
	if (r->nkinds < RECORD_KINDS)
		r->kinds[r->nkinds++] = kind;
}

void
record_value(struct record *r, enum key_kind kind, struct span value, bool last)
{
	start_field(r, kind);
	put_text(r, kind, value, last, 0);
}

void
record_id(struct record *r, struct span id)
{
	start_field(r, KEY_TEXT);
	if (!r->has_id)
		r->id_at = r->line.len;
	r->has_id = true;
	put_text(r, KEY_TEXT, id, false, 0);
}

void
record_item(struct record *r, enum key_kind kind, struct span item, bool last)
{
	if (r->has_item)
		buf_putc(&r->line, ',');
	else
		start_field(r, kind);
	r->has_item = true;
	put_text(r, kind, item, last, ESC_COMMA);
}

void
record_list_end(struct record *r)
{
	if (!r->has_item) {
		start_field(r, KEY_TEXT);
		buf_putc(&r->line, '-');
	}
	r->has_item = false;
}

/*
 * Whether the whole record is text that starts, titles or ends a listing:
 * JSON, our fields' names, word of an empty queue, another MTA's headings.
 */
static bool
is_no_record(struct span line)
{
	int columns[FIELDS];

	return line.p[0] == '{' || span_is(line, listing_empty) ||
	    fields_title(line, columns) > 0 || listing_postqueue.fits(line) ||
	    listing_mailq.fits(line);
}

/* Whether a field of numbers starts there. */
static bool
is_number_at(const struct record *r, size_t at)
{
	size_t i, field = 0;

	for (i = r->start; i < at; i++)
		field += r->line.p[i] == '\t';
	return field < r->nkinds && r->kinds[field] == KEY_NUMBER &&
	    (at == r->start || r->line.p[at - 1] == '\t');
}

/* Whether its first field is a plain number: no age, no date, and so no start
 * of anything that has an id behind it. */
static bool
starts_plainly(const struct record *r)
{
	size_t i;

	if (r->nkinds == 0 || r->kinds[0] != KEY_NUMBER)
		return false;
	for (i = r->start; i < r->line.len && r->line.p[i] != '\t'; i++)
		if ((r->line.p[i] < '0' || r->line.p[i] > '9') &&
		    r->line.p[i] != '.')
			return false;
	return true;
}

/*
 * Where the record reads as something else: as another message's id than its
 * own, or as no record at all; NONE if it does not. A number may look as it
 * likes: awk and sort want it so, and who pipes numbers to a tool that takes
 * ids has not typed -k id.
 */
static size_t
misread_at(struct record *r)
{
	struct span line = span_of(
	    buf_str(&r->line) + r->start, r->line.len - r->start);
	size_t blanks = strspn(line.p, " "), at;
	struct idline read;

	if (starts_plainly(r))
		return NONE;
	if (line.n > blanks && r->kinds[0] != KEY_NUMBER &&
	    is_no_record(span_of(line.p + blanks, line.n - blanks)))
		return r->start + blanks;
	if (line.n == 0 || idline_read(line, &r->scratch, &read) != 1)
		return NONE;
	at = (size_t)(read.id.p - r->line.p);
	if (r->has_id && at == r->id_at)
		return NONE;
	return is_number_at(r, at) ? NONE : at;
}

/* Puts the byte there as \xHH. */
static void
escape_at(struct record *r, size_t at)
{
	struct buf text = {0};

	esc_put(&text, r->line.p + at, 1, ESC_FIRST);
	buf_put(&text, r->line.p + at + 1, r->line.len - at - 1);
	r->line.len = at;
	buf_put(&r->line, text.p, text.len);
	buf_free(&text);
}

void
record_end(struct record *r)
{
	size_t at = misread_at(r);

	if (at != NONE)
		escape_at(r, at);
	buf_putc(&r->line, '\n');
	r->start = r->line.len;
	r->has_id = r->has_item = false;
}

void
record_clear(struct record *r)
{
	buf_clear(&r->line);
	r->start = 0;
	r->has_id = r->has_item = false;
}

void
record_free(struct record *r)
{
	buf_free(&r->line);
	buf_free(&r->scratch);
	buf_free(&r->made);
	*r = (struct record){0};
}

int
record_read(struct span text, enum key_kind kind, struct buf *b)
{
	if (span_is(text, "-"))
		return 0;
	if (is_address(kind) && span_is(text, "<>"))
		return 1;
	if (text.n == 0 || esc_undo(b, text.p, text.n) == -1)
		return -1;
	return 1;
}
