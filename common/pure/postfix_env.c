/*
 * Sources: postcat(1)'s view of captured files, and the files themselves
 * (tests/postfix.bats). The order of the parts is
 *   C T A S O R ... M | N L ... X | R ... E
 * where C is missing before cleanup(8), and p leads elsewhere and back.
 */
#include "pure/postfix_env.h"

#include <stdlib.h>

#include "base/mem.h"
#include "pure/num.h"
#include "pure/quote822.h"

struct reading {
	struct postfix_env *e;
	struct msg *m;
	int64_t data_at; /* of the size record: where the content begins */
};

/* Takes a number off that stands in a column. */
static int
take_number(struct span *rest, int64_t *n)
{
	struct span word = span_field(rest);

	return word.p == NULL ? -1 : num_i(word, n);
}

/* "size data-offset ...", each in 15 columns; zero until it is known. */
static void
read_size(struct reading *r, struct span data)
{
	int64_t bytes, at;

	if (r->e->sized || take_number(&data, &bytes) == -1 ||
	    take_number(&data, &at) == -1 || bytes < 0 || at <= 0)
		return;
	r->e->sized = true;
	r->e->bytes = bytes;
	r->data_at = at;
}

/* "seconds microseconds", and without the latter from old versions. */
static void
read_time(struct when *w, struct span data)
{
	int64_t sec, usec = 0;
	bool exact;

	if (w->digits >= 0 || take_number(&data, &sec) == -1 ||
	    sec > WHEN_MOST || sec < -WHEN_MOST)
		return;
	exact = take_number(&data, &usec) == 0 && usec >= 0 && usec < 1000000;
	*w = (struct when){.sec = sec,
	    .usec = exact ? (int32_t)usec : 0,
	    .digits = exact ? 6 : 0};
}

/* A value that is told, and not as unknown. */
static void
take_value(struct span *to, struct span value)
{
	if (to->p == NULL && value.n > 0 && !span_is(value, "unknown"))
		*to = value;
}

static void
take_ip(struct msg *m, struct span value)
{
	if (span_starts(value, "IPv6:"))
		span_skip(&value, 5);
	take_value(&m->ip, value);
}

/*
 * "name=value". Those with log_ are of the host that it came from in the first
 * place (XFORWARD), the others of the last one, which may be a content filter.
 */
static void
read_attribute(struct reading *r, struct span data)
{
	struct span value = data, name = span_upto(&value, '=');

	if (value.p == NULL)
		return;
	if (span_is(name, "sasl_username"))
		take_value(&r->m->auth, value);
	else if (span_is(name, "log_client_name"))
		take_value(&r->m->host, value);
	else if (span_is(name, "log_client_address"))
		take_ip(r->m, value);
	else if (span_is(name, "log_helo_name"))
		take_value(&r->m->helo, value);
	else if (span_is(name, "log_protocol_name"))
		take_value(&r->m->proto, value);
	else if (span_is(name, "client_address"))
		r->e->client = true;
}

static void
add_rcpt(struct reading *r, const struct postfix_rec *rec)
{
	struct postfix_env *e = r->e;
	struct msg *m = r->m;

	e->at = mem_grow(e->at, &e->cap_at, m->nrcpts + 1, sizeof *e->at);
	e->at[m->nrcpts] = rec->at;
	msg_add_rcpt(m, rec->data, rec->type == 'D');
}

static void
take_record(struct reading *r, const struct postfix_rec *rec)
{
	switch (rec->type) {
	case 'C':
		read_size(r, rec->data);
		break;
	case 'T':
		read_time(&r->m->time, rec->data);
		break;
	case 'A':
		read_attribute(r, rec->data);
		break;
	case 'S':
		if (r->m->sender.p == NULL)
			r->m->sender = rec->data;
		break;
	case 'R':
	case 'D':
		add_rcpt(r, rec);
		break;
	default:
		break;
	}
}

/* Up to a record of that type; 0, -1 if the file ends or is damaged before. */
static int
read_up_to(struct reading *r, struct postfix_cursor *c, char end)
{
	struct postfix_rec rec;

	while (postfix_rec_next(c, &rec) == 1) {
		if (rec.type == end)
			return 0;
		if (rec.type == 'E' || (rec.type == 'X' && end == 'M'))
			return -1;
		take_record(r, &rec);
	}
	return -1;
}

/* Whether X stands where the size record says that the content ends. */
static bool
jump_content(const struct reading *r, struct postfix_cursor *c)
{
	uint64_t x = (uint64_t)(r->data_at + r->e->bytes);
	struct postfix_cursor at = postfix_cursor_at(c->file, x);
	struct postfix_rec rec;

	if (!r->e->sized || r->e->bytes > INT64_MAX - r->data_at || x < c->at ||
	    x >= c->file->size || postfix_rec_next(&at, &rec) != 1 ||
	    rec.type != 'X')
		return false;
	*c = at;
	return true;
}

static int
skip_content(struct postfix_cursor *c)
{
	struct postfix_rec rec;

	while (postfix_rec_next(c, &rec) == 1) {
		if (rec.type == 'X')
			return 0;
		if (strchr("NLwA>", rec.type) == NULL)
			return -1;
	}
	return -1;
}

/* How much text an address takes that has to be quoted, at most. */
static size_t
quoted_most(struct span address)
{
	return quote822_needed(address) ? 2 * address.n + 2 : 0;
}

static void
quote(struct buf *text, struct span *address)
{
	size_t at = text->len;

	if (!quote822_needed(*address))
		return;
	quote822_put(text, *address);
	*address = span_of(text->p + at, text->len - at);
}

/* The addresses as the suite has them; text has room for all before. */
static void
quote_all(struct buf *text, struct msg *m)
{
	size_t i, most = quoted_most(m->sender);

	for (i = 0; i < m->nrcpts; i++)
		most += quoted_most(m->rcpts[i].address);
	if (most == 0)
		return;
	buf_room(text, most);
	quote(text, &m->sender);
	for (i = 0; i < m->nrcpts; i++)
		quote(text, &m->rcpts[i].address);
}

void
postfix_env_read(struct postfix_env *e, struct msg *m, struct postfix_file *f)
{
	struct reading r = {.e = e, .m = m};
	struct postfix_cursor c = postfix_cursor_at(f, 0);
	uint64_t *at = e->at;
	size_t cap = e->cap_at;
	struct buf text = e->text;

	*e = (struct postfix_env){.at = at,
	    .cap_at = cap,
	    .text = text,
	    .bytes = -1,
	    .fault = POSTFIX_ENVELOPE};
	buf_clear(&e->text);
	if (read_up_to(&r, &c, 'M') == 0) {
		e->content = c.at;
		e->fault = POSTFIX_CONTENT;
		m->has_rcpts = true;
		if ((jump_content(&r, &c) || skip_content(&c) == 0) &&
		    read_up_to(&r, &c, 'E') == 0)
			e->fault = POSTFIX_WHOLE;
	}
	quote_all(&e->text, m);
	m->local = !e->client && m->ip.p == NULL;
}

struct when
postfix_env_time(struct postfix_file *f)
{
	struct postfix_cursor c = postfix_cursor_at(f, 0);
	struct when w = {.digits = -1};
	struct postfix_rec rec;

	while (
	    w.digits < 0 && postfix_rec_next(&c, &rec) == 1 && rec.type != 'M')
		if (rec.type == 'T')
			read_time(&w, rec.data);
	return w;
}

void
postfix_env_free(struct postfix_env *e)
{
	free(e->at);
	buf_free(&e->text);
	*e = (struct postfix_env){0};
}
