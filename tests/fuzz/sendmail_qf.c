/* Sendmail's qf files, and what mailq would show of them */
#include "fuzz_msg.h"
#include "pure/mailbox.h"
#include "pure/mailq_form.h"
#include "pure/msgid.h"
#include "pure/sendmail_qf.h"

#define ID "6ALGl0A1000079"

/* What a file's lines are, one behind the other. */
struct lines {
	size_t n, senders, rcpts;
	bool in_order; /* the sender is before the recipients */
	bool plain; /* what mailq shows is in one line each */
	struct buf header;
};

static void
check_line(struct lines *l, char letter, struct span value)
{
	struct span field, rcpt;

	if (memchr("SRMqB", letter, 5) != NULL && value.n > 0 &&
	    memchr(value.p, '\n', value.n) != NULL)
		l->plain = false;
	if (letter == 'S') {
		l->senders++;
		l->in_order = l->in_order && l->rcpts == 0;
		INSIDE(mailbox_of(value), value);
	} else if (letter == 'R') {
		rcpt = sendmail_qf_rcpt(value);
		INSIDE(rcpt, value);
		HOLDS(rcpt.p + rcpt.n == value.p + value.n);
		l->rcpts++;
	} else if (letter == 'H') {
		field = sendmail_qf_field(value);
		INSIDE(field, value);
		if (field.p == NULL)
			return;
		HOLDS(field.p + field.n == value.p + value.n);
		buf_put(&l->header, field.p, field.n);
		buf_putc(&l->header, '\n');
	}
}

/* The lines are all of the text up to the one that ends it. */
static void
check_lines(struct lines *l, struct span text)
{
	struct span rest = text, value;
	const char *at = text.p;
	struct buf header = {0};
	char letter;

	*l = (struct lines){.in_order = true, .plain = true};
	while (sendmail_qf_line(&rest, &letter, &value) == 1) {
		INSIDE(value, text);
		HOLDS(letter == '\0' || (value.p == at + 1 && *at == letter));
		HOLDS(rest.p > at && rest.p + rest.n == text.p + text.n);
		HOLDS(rest.p[-1] == '\n' || rest.n == 0);
		HOLDS(rest.n == 0 || (*rest.p != ' ' && *rest.p != '\t'));
		at = rest.p;
		check_line(l, letter, value);
		l->n++;
	}
	sendmail_qf_put_header(&header, text);
	HOLDS(span_same(fuzz_of(&header), fuzz_of(&l->header)));
	buf_free(&header);
}

static size_t listed; /* messages that a listing had */

/* What mailq shows of the message, read again: nothing else, and the same
 * where it is short enough to be shown whole. */
static void
check_shown(const struct msg *m, const struct msg *shown)
{
	size_t i;

	HOLDS(span_same(shown->id, m->id));
	HOLDS(shown->bytes == m->bytes);
	HOLDS(shown->nrcpts == m->nrcpts);
	for (i = 0; i < m->nrcpts; i++)
		if (m->rcpts[i].address.n < 8 && m->rcpts[i].address.n > 0)
			HOLDS(span_same(shown->rcpts[i].address,
				  m->rcpts[i].address) ||
			    span_ends(shown->rcpts[i].address, LISTING_CUT));
	listed++;
}

static void
check_form(const struct msg *m, struct span text)
{
	struct listing l = {.now = FUZZ_NOW, .need = ~0U};
	struct msg shown = {0};
	struct buf b = {0};
	struct span rest, line;

	mailq_form_put_title(&b, span_str("/var/spool/mqueue"), 1);
	mailq_form_put(&b, m, text, '*');
	mailq_form_put_total(&b, 1);
	rest = fuzz_of(&b);
	rest.n--; /* the last newline */
	listed = 0;
	while ((line = span_upto(&rest, '\n')).p != NULL) {
		HOLDS(listing_mailq.parse(&l, line, &shown) == 0);
		while (listing_mailq.next(&l, false, &shown) == 1)
			check_shown(m, &shown);
	}
	while (listing_mailq.next(&l, true, &shown) == 1)
		check_shown(m, &shown);
	HOLDS(listed == 1);
	listing_mailq.free(&l);
	msg_free(&shown);
	buf_free(&b);
}

static void
read_one(struct span text, bool fields)
{
	struct msg m = {0};
	struct sendmail_qf qf;
	struct lines l;

	msg_clear(&m);
	m.id = span_str(ID);
	m.bytes = (int64_t)text.n;
	sendmail_qf_read(&qf, &m, text, fields);
	INSIDE(qf.data_dir, text);
	INSIDE(qf.quarantine, text);
	INSIDE(qf.status, text);
	check_lines(&l, text);
	HOLDS(!qf.whole || (l.senders > 0 && span_ends(text, ".\n")) ||
	    span_is(text, ".") || span_ends(text, "\n."));
	HOLDS(m.nrcpts == l.rcpts);
	m.id = span_of(NULL, 0);
	fuzz_msg_spans(&m, text);
	m.id = span_str(ID);
	if (m.time.digits < 0) /* else the id's would be read */
		msgid_time(MSGID_SENDMAIL, m.id, FUZZ_NOW, &m.time);
	fuzz_msg_shown(&m);
	if (qf.whole && l.senders == 1 && l.in_order && l.plain)
		check_form(&m, text);
	buf_free(&l.header);
	msg_free(&m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_copy(fuzz_span(data, size));

	read_one(text, false);
	read_one(text, true);
	fuzz_release(text);
	return 0;
}
