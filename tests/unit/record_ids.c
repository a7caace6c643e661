/* Records of random fields: what idline reads in them, and what is put. */
#include "base/esc.h"
#include "pure/format.h"
#include "pure/idline.h"
#include "pure/record.h"
#include "unit.h"

#define OWN "1xUnyH-0006we-0M"
#define OTHER "1ptUlY-00000000PfG-46ri"

static struct record r;
static struct buf scratch, back;

enum { MOST = 6 };

struct given {
	char letter;
	char text[80];
	size_t n;
};

/* By its letter: n number, t text, a address, i the own id, T and A lists. */
static void
put_field(const struct given *f, bool last)
{
	struct span v = span_of(f->text, f->n), item, rest = v;
	char letter = f->letter;

	if (letter == 'i')
		record_id(&r, v);
	else if (letter == 'n' || letter == 't')
		record_value(
		    &r, letter == 'n' ? KEY_NUMBER : KEY_TEXT, v, last);
	else if (letter == 'a')
		record_value(&r, KEY_ADDRESS, v, last);
	else {
		while (v.n > 0 && (item = span_upto(&rest, ';')).p != NULL)
			record_item(&r,
			    letter == 'T' ? KEY_TEXTS : KEY_ADDRESSES, item,
			    last);
		record_list_end(&r);
	}
}

static void
any_field(struct given *f, bool own)
{
	static const char *const numbers[] = {"25m", "-5m", "2h", "1.2K", "512",
	    "123456", "1795283088", "1795283088.114515", "2026-11-21", "0"};
	static const char *const pieces[] = {OTHER, "0FD9DAA6B25", " ", "\t",
	    "25m", "1.2K", "2026-11-21", "16:29:49", "{", "}", ";", "-", "<>",
	    "\"queue_id\":\"0FD9DAA6B25\"", ",", ":", "[1]", "+0300", "\xFF",
	    "\r", "{\"queue_id\":\"0FD9DAA6B25\"", "\"x\":1", "\xD0\xB9", "id",
	    "time", "Mail queue is empty", "\"count\":1", "<a@b>"};
	static const char letters[] = "ntttaTA";
	const char *piece;
	size_t i, count;

	f->letter = own ? 'i' : letters[unit_rand(sizeof letters - 1)];
	f->n = 0;
	if (!own && f->letter != 'n' && unit_rand(8) == 0) {
		f->n = unit_text(f->text, sizeof f->text);
		return;
	}
	count = f->letter == 'n' || own || unit_rand(3) ? 1 : unit_rand(4);
	for (i = 0; i < count; i++) {
		piece = own	       ? OWN
		    : f->letter == 'n' ? numbers[unit_rand(LEN(numbers))]
				       : pieces[unit_rand(LEN(pieces))];
		if (f->n + strlen(piece) > sizeof f->text)
			break;
		memcpy(f->text + f->n, piece, strlen(piece));
		f->n += strlen(piece);
	}
}

/* What a field's text gives back, an item at a time, is what was put. */
static void
gives_back(const struct given *f, struct span text)
{
	bool list = f->letter == 'T' || f->letter == 'A';
	enum key_kind kind = f->letter == 'a' || f->letter == 'A' ? KEY_ADDRESS
								  : KEY_TEXT;
	struct span rest = span_of(f->text, f->n), item = rest, part = text;
	bool absent = f->n == 0 && (list || kind == KEY_TEXT);

	do {
		if (list) {
			item = span_upto(&rest, ';');
			part = span_upto(&text, ',');
		}
		buf_clear(&back);
		CHECK_INT(record_read(part, kind, &back),
		    absent || (item.n == 0 && kind == KEY_TEXT) ? 0 : 1);
		CHECK_SAME(span_of(back.p, back.len), item);
	} while (list && rest.p != NULL && part.p != NULL);
}

/* Where a letter, digit or brace is escaped, as nothing else does; or n. */
static size_t
escaped_at(struct span line)
{
	size_t i = 0;
	char c;

	while (i < line.n) {
		if (line.p[i] != '\\') {
			i++;
			continue;
		}
		if (line.p[i + 1] == 'x') {
			buf_clear(&back);
			esc_undo(&back, line.p + i, 4);
			c = back.p[0];
			if (c == '{' || (c >= '0' && c <= '9') ||
			    (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
				return i;
		}
		i += line.p[i + 1] == 'x' ? 4 : 2;
	}
	return i;
}

/* Whether, without its escape there, the line reads as something else. */
static bool
had_to_be(struct span line, size_t at)
{
	const struct listing_format *how;
	struct idline id;
	struct buf raw = {0};
	bool other;

	buf_put(&raw, line.p, at);
	esc_undo(&raw, line.p + at, 4);
	buf_put(&raw, line.p + at + 4, line.n - at - 4);
	line = span_of(buf_str(&raw), raw.len);
	if (strspn(line.p, " ") == at)
		line = span_of(line.p + at, line.n - at);
	other = line.p[0] == '{' || format_of(line, &how) == FORMAT_EMPTY ||
	    how == &listing_records ||
	    (idline_read(line, &scratch, &id) == 1 && !span_is(id.id, OWN) &&
		id.id.p == raw.p + at);
	buf_free(&raw);
	return other;
}

/* The line fits no format, but by its own id or a number at its start. */
static void
no_listing(struct span line, bool own_or_number)
{
	const struct listing_format *how;
	enum format format = format_of(line, &how);

	CHECK(format == FORMAT_NONE ||
	    (own_or_number && (how == NULL || how == &listing_records)));
	CHECK(format != FORMAT_EMPTY && format != FORMAT_TALLY);
}

/* Puts a record of any fields; returns whether it was escaped. */
static bool
any_record(void)
{
	struct given f[MOST];
	size_t n = 1 + unit_rand(MOST), own = unit_rand(2 * MOST), i, at;
	size_t start = r.line.len;
	struct span line, rest, text;
	struct idline id;
	int rc;

	for (i = 0; i < n; i++) {
		any_field(&f[i], i == own);
		put_field(&f[i], i == n - 1);
	}
	record_end(&r);
	unit_row = buf_str(&r.line) + start;
	line = rest = span_of(r.line.p + start, r.line.len - start - 1);
	CHECK(r.line.p[r.line.len - 1] == '\n');
	for (i = 0; i < n; i++) {
		text = span_upto(&rest, '\t');
		CHECK(text.n > 0 && unit_clean(text.p, text.n));
		CHECK(i == n - 1 || memchr(text.p, ' ', text.n) == NULL);
		gives_back(&f[i], text);
	}
	CHECK(rest.p == NULL);
	rc = idline_read(line, &scratch, &id);
	if (rc == 1 && (own >= n || !span_is(id.id, OWN))) {
		for (i = 0, text = line; text.p < id.id.p; text.p++)
			i += *text.p == '\t';
		CHECK(i < n && f[i].letter == 'n');
		CHECK_SAME(id.id, span_of(f[i].text, f[i].n));
	}
	no_listing(line, rc == 1);
	at = escaped_at(line);
	CHECK(at == line.n || had_to_be(line, at));
	unit_row = NULL;
	return at < line.n;
}

int
main(void)
{
	int i, escaped = 0;

	for (i = 0; i < 100000; i++) {
		if (unit_rand(3) == 0)
			record_clear(&r);
		escaped += any_record();
	}
	CHECK(escaped > 4000);
	record_free(&r);
	buf_free(&scratch);
	buf_free(&back);
	return unit_end();
}
