/* Exim's -H files, with the -J file behind a line "%%J" */
#include "fuzz_msg.h"
#include "pure/exim_h.h"
#include "pure/header.h"
#include "pure/msgid.h"

/* The fields lie in the header, one behind the other, to its end. */
static void
check_fields(const struct exim_h *h)
{
	struct span rest = h->header, field;
	const char *at = rest.p;
	char flag;
	int rc;

	while ((rc = exim_h_field(&rest, &field, &flag)) == 1) {
		INSIDE(field, h->header);
		HOLDS(field.p > at);
		at = field.p + field.n;
		HOLDS(rest.p == at);
	}
	HOLDS(rc == 0 || h->fault != EXIM_H_WHOLE);
}

static void
read_one(struct span text, struct span journal, bool fields)
{
	static struct exim_h h; /* used again and again, as the tools do */
	static struct msg m;
	struct span id = text;
	struct buf b = {0};
	size_t i;

	id.n = id.n < 16 ? id.n : id.n > 23 && id.p[23] == '-' ? 23 : 16;
	msg_clear(&m);
	m.id = msgid_kinds(id) == 0 ? span_str("1xUnyH-0006we-0M") : id;
	exim_h_read(&h, &m, text, journal, fields);
	HOLDS(h.size == text.n);
	INSIDE(h.header, text);
	INSIDE(h.login, text);
	INSIDE(h.auth_id, text);
	INSIDE(h.ident, text);
	INSIDE(h.frozen, text);
	for (i = 0; i < h.ngone; i++)
		HOLDS(fuzz_inside(h.gone[i], text) ||
		    fuzz_inside(h.gone[i], journal));
	check_fields(&h);
	exim_bp_put(&b, &m, &h, FUZZ_NOW, true, true);
	buf_free(&b);
	if (h.fault == EXIM_H_WHOLE && id.n >= 16 && m.id.p == id.p)
		fuzz_msg(&m, text);
	else
		fuzz_msg_form(&m, false);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_span(data, size), journal = {NULL, 0};
	const char *mark = span_find(text, span_str("%%J\n"), false);
	struct span copy;

	if (mark != NULL) {
		journal = span_from(text, (size_t)(mark - text.p) + 4);
		journal = fuzz_copy(journal);
		text.n = (size_t)(mark - text.p);
	}
	copy = fuzz_copy(text);
	read_one(copy, journal, false);
	read_one(copy, journal, true);
	fuzz_release(copy);
	fuzz_release(journal);
	return 0;
}
