/*
 * Postfix's queue files. Behind an @ each line stands for a record, the first
 * byte its type, so that lengths need no guess. Read at once, and in pieces of
 * no more bytes than were asked for, they say the same.
 */
#include "fuzz_msg.h"
#include "pure/msg_header.h"
#include "pure/postfix_env.h"
#include "pure/postfix_p.h"
#include "pure/postfix_text.h"

#define ID "12A75AA6B29"

static struct span whole;
static char *piece; /* the only bytes that may be read */

/* A piece that ends where memory ends. */
static int
bring(struct postfix_file *f, uint64_t at, size_t n)
{
	struct span part = span_of(whole.p + at, n);

	HOLDS(at <= whole.n && n <= whole.n - at);
	free(piece);
	part = fuzz_copy(part);
	piece = (char *)(uintptr_t)part.p;
	f->from = at;
	f->held = part;
	return 0;
}

/* The same without giving anything back: what was read points there. */
static int
show(struct postfix_file *f, uint64_t at, size_t n)
{
	HOLDS(at <= whole.n && n <= whole.n - at);
	f->from = at;
	f->held = span_of(whole.p + at, n);
	return 0;
}

static struct postfix_file
held_file(void)
{
	return (struct postfix_file){.size = whole.n, .held = whole};
}

static struct postfix_file
brought_file(int (*fn)(struct postfix_file *f, uint64_t at, size_t n))
{
	return (struct postfix_file){
	    .size = whole.n, .held = span_of(whole.p, 0), .bring = fn};
}

static void
check_records(void)
{
	struct postfix_file f = held_file(), g = brought_file(bring);
	struct postfix_cursor c = postfix_cursor_at(&f, 0);
	struct postfix_cursor d = postfix_cursor_at(&g, 0);
	struct postfix_rec rec, same;
	size_t n = 0;
	int rc;

	do {
		rc = postfix_rec_next(&c, &rec);
		HOLDS(postfix_rec_next(&d, &same) == rc);
		HOLDS(c.at == d.at && c.seen == d.seen);
		if (rc != 1)
			break;
		INSIDE(rec.data, whole);
		HOLDS(rec.type != 'p' && rec.type == same.type);
		HOLDS(rec.at == same.at && rec.at < whole.n);
		HOLDS(whole.p[rec.at] == rec.type);
		HOLDS(span_same(rec.data, same.data));
		HOLDS(++n <= whole.n);
	} while (true);
}

/* --- the text --- */

static void
put_piece(void *ctx, struct span part)
{
	buf_put(ctx, part.p, part.n);
}

/* The header's fields are all of it; what they say is in it. */
static void
check_fields(struct span header)
{
	struct span rest = header, field;
	struct msg m = {0};
	const char *at = header.p;
	int64_t uid;

	msg_clear(&m);
	while ((field = postfix_text_field(&rest)).p != NULL) {
		HOLDS(field.n > 0 && field.p == at);
		at += field.n;
		msg_header_field(&m, field);
	}
	HOLDS(at == header.p + header.n);
	INSIDE(m.subject, header);
	INSIDE(m.msgid, header);
	INSIDE(m.script, header);
	INSIDE(m.script_uid, header);
	uid = postfix_text_uid(header, 100);
	HOLDS(uid >= -1 && uid <= UINT32_MAX && uid != 100);
	msg_free(&m);
}

/* Whether the records from there on go over more bytes than there are. */
static bool
is_longer(uint64_t from)
{
	struct postfix_file f = held_file();
	struct postfix_cursor c = postfix_cursor_at(&f, from);
	struct postfix_rec rec;
	int rc;

	while ((rc = postfix_rec_next(&c, &rec)) == 1)
		;
	return rc == -1 && c.seen > f.size;
}

/* Header and body, one behind the other, are the content; where records lie
 * in each other, a new reading comes further, and they start with it. */
static void
check_text(uint64_t content)
{
	struct postfix_file f = held_file(), g = brought_file(bring);
	struct buf header = {0}, body = {0}, all = {0}, same = {0};
	uint64_t at = 0, at2 = 0;
	bool blank, blank2;
	size_t n;
	int rc, damaged;

	rc = postfix_text_header(&f, content, SIZE_MAX, &header, &at, &blank);
	HOLDS(postfix_text_header(
		  &g, content, SIZE_MAX, &same, &at2, &blank2) == rc);
	HOLDS(at == at2 && blank == blank2);
	HOLDS(span_same(fuzz_of(&header), fuzz_of(&same)));
	damaged = postfix_text_each(&f, content, put_piece, &all);
	HOLDS(rc == 0 || damaged == -1);
	buf_clear(&same);
	HOLDS(postfix_text_each(&g, content, put_piece, &same) == damaged);
	HOLDS(span_same(fuzz_of(&all), fuzz_of(&same)));
	HOLDS(all.len <= 2 * whole.n);
	/* Before the content, too: a pointer may lead there. */
	HOLDS(at <= whole.n);
	HOLDS(postfix_text_each(&f, at, put_piece, &body) == damaged ||
	    is_longer(content));
	HOLDS(rc == -1 || !blank || (body.len > 0 && body.p[0] == '\n'));
	n = header.len;
	buf_put(&header, body.p, body.len);
	if (is_longer(content)) {
		HOLDS(header.len >= all.len);
		header.len = all.len > n ? all.len : n;
	}
	HOLDS(span_same(fuzz_of(&header), fuzz_of(&all)));
	header.len = n;
	check_fields(fuzz_of(&header));
	buf_free(&header);
	buf_free(&body);
	buf_free(&all);
	buf_free(&same);
}

/* --- the envelope --- */

/* The records that the recipients are from. */
static void
check_rcpts(const struct postfix_env *e, const struct msg *m)
{
	struct postfix_file f = held_file();
	size_t i;

	for (i = 0; i < m->nrcpts; i++) {
		struct postfix_cursor c = postfix_cursor_at(&f, e->at[i]);
		struct postfix_rec rec;

		HOLDS(postfix_rec_next(&c, &rec) == 1);
		HOLDS(rec.type == (m->rcpts[i].done ? 'D' : 'R'));
		HOLDS(fuzz_inside(m->rcpts[i].address, fuzz_of(&e->text)) ||
		    m->rcpts[i].address.p == rec.data.p);
	}
}

static void
put_again(struct buf *b, const struct msg *m)
{
	postfix_p_put(b, m, span_of(NULL, 0), false, true);
}

/* postqueue -p's form of it is one message of such a listing. An empty
 * recipient, which Postfix never has, would be an empty line there. */
static void
check_form(const struct msg *m)
{
	struct buf b = {0}, again = {0};
	size_t i;

	for (i = 0; i < m->nrcpts; i++)
		if (m->rcpts[i].address.n == 0)
			return;
	postfix_p_put(&b, m, span_of(NULL, 0), false, true);
	HOLDS(fuzz_relist(&listing_postqueue, fuzz_of(&b), put_again, &again) ==
	    1);
	fuzz_msg_same(&b, &again);
	buf_free(&b);
	buf_free(&again);
}

static void
check_envelope(void)
{
	static struct postfix_env e, same; /* again and again, as tools do */
	struct postfix_file f = held_file(), g = brought_file(show);
	struct msg m = {0}, n = {0};
	struct when w;
	size_t i;

	msg_clear(&m);
	msg_clear(&n);
	postfix_env_read(&e, &m, &f);
	postfix_env_read(&same, &n, &g);
	HOLDS(e.fault == same.fault && e.sized == same.sized);
	HOLDS(e.content == same.content && e.client == same.client);
	HOLDS(m.nrcpts == n.nrcpts && m.time.sec == n.time.sec);
	HOLDS(span_same(m.sender, n.sender));
	for (i = 0; i < m.nrcpts; i++)
		HOLDS(e.at[i] == same.at[i] &&
		    span_same(m.rcpts[i].address, n.rcpts[i].address));
	check_rcpts(&e, &m);
	HOLDS(fuzz_inside(m.sender, whole) ||
	    fuzz_inside(m.sender, fuzz_of(&e.text)));
	w = postfix_env_time(&f);
	HOLDS(e.fault == POSTFIX_ENVELOPE || w.digits < 0 ||
	    (w.sec == m.time.sec && w.usec == m.time.usec));
	if (e.fault != POSTFIX_ENVELOPE) {
		HOLDS(e.content > 0 && e.content <= whole.n);
		check_text(e.content);
	}
	m.id = span_str(ID);
	m.bytes = e.bytes;
	fuzz_msg_shown(&m);
	if (m.time.digits >= 0 && m.time.sec >= 0 && m.bytes >= 0)
		check_form(&m);
	msg_free(&m);
	msg_free(&n);
}

/* --- records from lines --- */

static void
put_record(struct buf *b, struct span line)
{
	size_t n = line.n - 1;

	buf_putc(b, line.p[0]);
	for (; n >= 0x80; n >>= 7)
		buf_putc(b, (char)(n | 0x80));
	buf_putc(b, (char)n);
	buf_put(b, line.p + 1, line.n - 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_span(data, size), line;
	struct buf b = {0};

	if (span_starts(text, "@")) {
		span_skip(&text, 1);
		while ((line = span_upto(&text, '\n')).p != NULL)
			if (line.n > 0)
				put_record(&b, line);
		text = fuzz_of(&b);
	}
	whole = fuzz_copy(text);
	buf_free(&b);
	check_records();
	check_envelope();
	free(piece);
	piece = NULL;
	fuzz_release(whole);
	return 0;
}
