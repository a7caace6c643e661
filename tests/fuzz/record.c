/*
 * Any values made a record: each line of the input is a value, the first
 * one's length chooses what kinds they are. What is printed is clean, one
 * line, reads back as the values, and names no id but its own.
 */
#include "base/esc.h"
#include "fuzz.h"
#include "pure/idline.h"
#include "pure/listing.h"
#include "pure/record.h"

enum { MOST = 12 };

static const enum key_kind kinds[] = {
    KEY_TEXT, KEY_ADDRESS, KEY_TEXTS, KEY_ADDRESSES};

static enum key_kind
kind_of(size_t i, size_t how)
{
	return kinds[(i + how) % LEN(kinds)];
}

static void
check_esc(struct span text)
{
	struct buf b = {0}, again = {0};
	const unsigned hows[] = {
	    0, ESC_BLANK | ESC_COMMA, ESC_FIRST, ESC_BLANK};
	size_t i;

	esc_put(&b, text.p, text.n, ESC_TEXT);
	CLEAN(&b);
	for (i = 0; i < LEN(hows); i++) {
		buf_clear(&b);
		buf_clear(&again);
		esc_put(&b, text.p, text.n, hows[i]);
		HOLDS(unit_clean(b.p, b.len));
		HOLDS(esc_undo(&again, b.p, b.len) == 0);
		HOLDS(span_same(text, fuzz_of(&again)));
	}
	buf_clear(&again);
	esc_undo(&again, text.p, text.n); /* what is none of ours */
	buf_free(&b);
	buf_free(&again);
}

/* A value, or a list of what commas part in it. */
static void
put(struct record *r, enum key_kind kind, struct span value, bool last)
{
	struct span item;

	if (!keys_is_list(kind)) {
		record_value(r, kind, value, last);
		return;
	}
	while ((item = span_upto(&value, ',')).p != NULL)
		record_item(r, kind, item, last);
	record_list_end(r);
}

/* Whether the field's text stands for the value. */
static void
check_field(struct span field, enum key_kind kind, struct span value)
{
	struct buf b = {0};
	struct span item, want;
	bool list = keys_is_list(kind);
	int rc;

	while ((item = list ? span_upto(&field, ',') : field).p != NULL) {
		want = list ? span_upto(&value, ',') : value;
		HOLDS(want.p != NULL);
		buf_clear(&b);
		rc = record_read(item, kind, &b);
		HOLDS(rc == 1 || (rc == 0 && want.n == 0));
		HOLDS(span_same(fuzz_of(&b), want));
		if (!list)
			break;
	}
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_copy(fuzz_span(data, size)), rest = text;
	struct span values[MOST], line, field;
	struct record r = {0};
	struct idline id;
	size_t n = 0, i, how;

	check_esc(text);
	for (; n < MOST && rest.p != NULL; n++)
		values[n] = span_upto(&rest, '\n');
	how = values[0].n;
	for (i = 0; i < n; i++)
		put(&r, kind_of(i, how), values[i], i + 1 == n);
	record_end(&r);
	CLEAN(&r.line);
	line = span_of(r.line.p, r.line.len - 1);
	HOLDS(memchr(r.line.p, '\n', r.line.len) == r.line.p + line.n);
	HOLDS(idline_read(line, &r.scratch, &id) != 1);
	HOLDS(!span_is(line, listing_empty));
	for (i = 0; i < n; i++) {
		field = span_upto(&line, '\t');
		HOLDS(field.p != NULL);
		check_field(field, kind_of(i, how), values[i]);
	}
	HOLDS(line.p == NULL);
	record_free(&r);
	fuzz_release(text);
	return 0;
}
