/*
 * Sources of the format: Exim's specification, "Log files"; its sources of
 * 4.50 to 4.99 (receive.c, deliver.c, log.c, tod.c, parse.c); and lines that
 * exim 4.96 was made to write (tests/unit/exim_log.c).
 */
#include "pure/address.h"
#include "pure/exim_log.h"
#include "pure/exim_log_fields.h"
#include "pure/num.h"

/* "name (helo) [ip]:port" */
static void
set_host(struct msg *m, struct span v)
{
	size_t open = v.n, close;
	const char *helo;

	while (open > 0 && v.p[open - 1] != '[')
		open--;
	for (close = open; close < v.n && v.p[close] != ']';)
		close++;
	if (open > 0 && close < v.n) {
		m->ip = span_of(v.p + open, close - open);
		v.n = open > 1 ? open - 2 : 0;
	}
	helo = v.n > 0 ? memchr(v.p, '(', v.n) : NULL;
	if (helo != NULL && v.p[v.n - 1] == ')') {
		m->helo = span_of(helo + 1, (size_t)(v.p + v.n - helo) - 2);
		v.n = (size_t)(helo - v.p);
		v.n -= v.n > 0;
	}
	if (v.n > 0)
		m->host = v;
}

/*
 * A=DRIVER:LOGIN[:MAILAUTH]. With it P= is "esmtpa" or the like: if not, and
 * somebody's text is before it, A= is of that.
 */
static void
set_auth(struct msg *m, const struct exim_log_fields *r)
{
	struct span v = exim_log_field(r, EXIM_LOG_F_A), login,
		    smtp = span_str("smtp");
	bool doubt = false;
	size_t i;

	for (i = 0; i < r->n && r->seen[i].field != EXIM_LOG_F_A; i++)
		doubt = doubt || exim_log_is_free(r, &r->seen[i]);
	if (doubt && span_find(m->proto, smtp, false) != NULL &&
	    memchr(m->proto.p, 'a', m->proto.n) == NULL)
		return;
	span_upto(&v, ':');
	login = span_upto(&v, ':');
	if (login.n > 0)
		m->auth = login;
}

static int
octal(struct span t, size_t at)
{
	int v = 0;
	size_t i;

	if (t.n - at < 3)
		return -1;
	for (i = at; i < at + 3; i++) {
		if (t.p[i] < '0' || t.p[i] > '7')
			return -1;
		v = v * 8 + t.p[i] - '0';
	}
	return v < 256 ? v : -1;
}

/* Puts what stands between the quotes as it was before Exim escaped it. */
static void
put_unescaped(struct buf *b, struct span t)
{
	static const char letters[] = "nrbvft", controls[] = "\n\r\b\v\f\t";
	const char *letter;
	size_t i;
	int c;

	for (i = 1; i < t.n && t.p[i] != '"'; i++) {
		if (t.p[i] != '\\' || i + 1 == t.n) {
			buf_putc(b, t.p[i]);
			continue;
		}
		c = octal(t, ++i);
		letter = memchr(letters, t.p[i], sizeof letters - 1);
		if (c >= 0) {
			buf_putc(b, (char)c);
			i += 2;
		} else {
			buf_putc(b,
			    letter != NULL ? controls[letter - letters]
					   : t.p[i]);
		}
	}
}

/* What is not in the line as it is: m->text is given room for it first. */
static void
set_texts(struct msg *m, const struct exim_log_fields *r, size_t most)
{
	struct span id = exim_log_field(r, EXIM_LOG_F_ID),
		    subject = exim_log_field(r, EXIM_LOG_F_T);
	size_t at = m->text.len;

	buf_room(&m->text, most + 2);
	if (id.n > 0) {
		buf_putc(&m->text, '<');
		buf_put(&m->text, id.p, id.n);
		buf_putc(&m->text, '>');
		m->msgid = span_of(m->text.p + at, m->text.len - at);
		at = m->text.len;
	}
	if (subject.p != NULL) {
		put_unescaped(&m->text, subject);
		m->subject = span_of(m->text.p + at, m->text.len - at);
	}
}

static void
add_rcpts(struct msg *m, struct span list)
{
	struct span word;
	size_t n;

	while (list.n > 0) {
		n = address_end(list, false);
		if (n == 0 || !span_is_edge(list, n)) {
			if (exim_log_is_cut(list))
				return;
			word = list;
			n = span_upto(&word, ' ').n;
		}
		if (n > 0) {
			msg_add_rcpt(m, span_of(list.p, n), false);
			m->rcpts[m->nrcpts - 1].listed = true;
		}
		span_skip(&list, n < list.n ? n + 1 : n);
	}
}

int
exim_log_arrival(const struct exim_log *l, struct msg *m)
{
	struct exim_log_fields r = {.n = 0};
	struct span text = l->text, v;
	uint64_t bytes;

	if (exim_log_kind(l) != EXIM_LOG_ARRIVED)
		return -1;
	span_skip(&text, 3);
	if (exim_log_fields_read(&r, text) == -1)
		return -1;
	m->proto = exim_log_field(&r, EXIM_LOG_F_P);
	if (m->proto.p == NULL && exim_log_field(&r, EXIM_LOG_F_S).p == NULL)
		return -1;
	m->id = l->id;
	v = r.seen[0].value;
	m->sender = span_is(v, "<>") ? span_of(v.p + 1, 0) : v;
	m->local = exim_log_field(&r, EXIM_LOG_F_H).p == NULL;
	if (!m->local)
		set_host(m, exim_log_field(&r, EXIM_LOG_F_H));
	m->user = exim_log_field(&r, EXIM_LOG_F_U);
	m->queue = exim_log_field(&r, EXIM_LOG_F_Q);
	if (num_u(exim_log_field(&r, EXIM_LOG_F_S), INT64_MAX, &bytes) == 0)
		m->bytes = (int64_t)bytes;
	set_auth(m, &r);
	set_texts(m, &r, l->text.n);
	add_rcpts(m, exim_log_field(&r, EXIM_LOG_F_FOR));
	return 0;
}
