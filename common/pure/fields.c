#include <stdlib.h>

#include "base/mem.h"
#include "pure/fields.h"
#include "pure/num.h"

const struct key fields_table[FIELDS] = {
    [FIELD_AGE] = {"age", KEY_NUMBER},
    [FIELD_SIZE] = {"size", KEY_NUMBER},
    [FIELD_ID] = {"id", KEY_TEXT},
    [FIELD_SENDER] = {"sender", KEY_ADDRESS},
    [FIELD_STATE] = {"state", KEY_NUMBER},
    [FIELD_RCPTS] = {"rcpts", KEY_ADDRESSES},
    [FIELD_TIME] = {"time", KEY_NUMBER},
    [FIELD_DATE] = {"date", KEY_NUMBER},
    [FIELD_HOUR] = {"hour", KEY_NUMBER},
    [FIELD_DAY] = {"day", KEY_NUMBER},
    [FIELD_BYTES] = {"bytes", KEY_NUMBER},
    [FIELD_DOMAIN] = {"domain", KEY_TEXT},
    [FIELD_NRCPTS] = {"nrcpts", KEY_NUMBER},
    [FIELD_RDOMAIN] = {"rdomain", KEY_TEXTS},
    [FIELD_REASON] = {"reason", KEY_TEXT},
    [FIELD_NEXT] = {"next", KEY_NUMBER},
    [FIELD_VIA] = {"via", KEY_NUMBER},
    [FIELD_ORIGIN] = {"origin", KEY_TEXT},
    [FIELD_USER] = {"user", KEY_TEXT},
    [FIELD_UID] = {"uid", KEY_NUMBER},
    [FIELD_AUTH] = {"auth", KEY_TEXT},
    [FIELD_HOST] = {"host", KEY_TEXT},
    [FIELD_IP] = {"ip", KEY_TEXT},
    [FIELD_HELO] = {"helo", KEY_TEXT},
    [FIELD_PROTO] = {"proto", KEY_TEXT},
    [FIELD_SCRIPT] = {"script", KEY_TEXT},
    [FIELD_CWD] = {"cwd", KEY_TEXT},
    [FIELD_SUBJECT] = {"subject", KEY_TEXT},
    [FIELD_MSGID] = {"msgid", KEY_TEXT},
    [FIELD_DONE] = {"done", KEY_ADDRESSES},
    [FIELD_RCPTSALL] = {"rcptsall", KEY_ADDRESSES},
    [FIELD_MTA] = {"mta", KEY_NUMBER},
    [FIELD_QUEUE] = {"queue", KEY_TEXT},
    [FIELD_BOX] = {"box", KEY_TEXT},
};

unsigned
fields_need(const int *fields, size_t n)
{
	unsigned need = 0;
	size_t i;

	for (i = 0; i < n; i++)
		switch (fields[i]) {
		case FIELD_ID:
		case FIELD_MTA:
		case FIELD_QUEUE:
		case FIELD_BOX:
			break;
		case FIELD_HOUR:
		case FIELD_DAY:
			need |= NEED_TIME;
			break;
		case FIELD_SIZE:
		case FIELD_BYTES:
			need |= NEED_FILE | NEED_SIZE;
			break;
		case FIELD_REASON:
			need |= NEED_FILE | NEED_REASON | NEED_LATER;
			break;
		case FIELD_STATE:
		case FIELD_RCPTS:
		case FIELD_NRCPTS:
		case FIELD_RDOMAIN:
		case FIELD_DONE:
		case FIELD_RCPTSALL:
			need |= NEED_FILE | NEED_LATER;
			break;
		case FIELD_SUBJECT:
			need |= NEED_FILE | NEED_HEADER | NEED_SUBJECT;
			break;
		case FIELD_AUTH:
			need |= NEED_FILE | NEED_LOGIN;
			break;
		case FIELD_VIA:
		case FIELD_ORIGIN:
			need |= NEED_LOGIN;
			/* FALLTHROUGH */
		case FIELD_SCRIPT:
		case FIELD_MSGID:
			need |= NEED_FILE | NEED_HEADER;
			break;
		default:
			need |= NEED_FILE;
		}
	return need;
}

size_t
fields_title(struct span line, int *columns)
{
	struct span name;
	size_t n = 0;
	int f;

	while ((name = span_upto(&line, '\t')).p != NULL) {
		f = keys_find(fields_table, FIELDS, name);
		if (f == -1 || n == FIELDS)
			return 0;
		columns[n++] = f;
	}
	return n;
}

/* Where a field's text is, if a message holds it as text. */
static struct span *
text_of(enum field f, struct msg *m)
{
	switch (f) {
	case FIELD_ID:
		return &m->id;
	case FIELD_SENDER:
		return &m->sender;
	case FIELD_REASON:
		return &m->reason;
	case FIELD_USER:
		return &m->user;
	case FIELD_AUTH:
		return &m->auth;
	case FIELD_HOST:
		return &m->host;
	case FIELD_IP:
		return &m->ip;
	case FIELD_HELO:
		return &m->helo;
	case FIELD_PROTO:
		return &m->proto;
	case FIELD_SCRIPT:
		return &m->script;
	case FIELD_CWD:
		return &m->cwd;
	case FIELD_SUBJECT:
		return &m->subject;
	case FIELD_MSGID:
		return &m->msgid;
	case FIELD_MTA:
		return &m->mta;
	case FIELD_QUEUE:
		return &m->queue;
	case FIELD_BOX:
		return &m->box;
	default:
		return NULL;
	}
}

static void
put_lower(struct buf *b, struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		buf_putc(b,
		    s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] - 'A' + 'a')
						   : s.p[i]);
}

/* Takes the blanks off that bring a text behind from into its column. */
static void
trim(struct buf *b, size_t from)
{
	size_t n = 0;

	while (from + n < b->len && b->p[from + n] == ' ')
		n++;
	if (n == 0)
		return;
	memmove(b->p + from, b->p + from + n, b->len - from - n);
	b->len -= n;
}

static void
put_time(struct buf *b, enum field f, const struct msg *m, int64_t now)
{
	size_t from = b->len;

	switch (f) {
	case FIELD_AGE:
		when_put_age(b, now - m->time.sec);
		trim(b, from);
		break;
	case FIELD_TIME:
		when_put_epoch(b, m->time);
		break;
	case FIELD_DATE:
		when_put_iso(b, m->time);
		break;
	case FIELD_HOUR:
		when_put_hour(b, m->time);
		break;
	default:
		when_put_day(b, m->time);
	}
}

static void
put_span(struct buf *b, struct span s)
{
	buf_put(b, s.p, s.n);
}

/* Puts a value that is made from others; nothing if there is none. */
static void
put_made(struct buf *b, enum field f, const struct msg *m, int64_t now)
{
	size_t from = b->len;
	int64_t n;

	switch (f) {
	case FIELD_AGE:
	case FIELD_TIME:
	case FIELD_DATE:
	case FIELD_HOUR:
	case FIELD_DAY:
		if (f == FIELD_AGE && m->shown_age.p != NULL)
			put_span(b, m->shown_age);
		else if (m->time.digits >= 0)
			put_time(b, f, m, now);
		else if (f == FIELD_HOUR || f == FIELD_DAY)
			put_span(
			    b, f == FIELD_HOUR ? m->shown_hour : m->shown_day);
		break;
	case FIELD_SIZE:
		if (m->shown_size.p != NULL)
			put_span(b, m->shown_size);
		else if (m->bytes >= 0)
			num_put_size(b, (uint64_t)m->bytes);
		trim(b, from);
		break;
	case FIELD_BYTES:
		if (m->bytes >= 0)
			buf_puti(b, m->bytes);
		break;
	case FIELD_NEXT:
		if (m->next.digits >= 0)
			when_put_epoch(b, m->next);
		break;
	case FIELD_STATE:
		buf_puts(b, msg_state_name(m->state));
		break;
	case FIELD_DOMAIN:
		put_lower(b,
		    m->shown_domain.p != NULL ? m->shown_domain
					      : msg_domain(m->sender));
		break;
	case FIELD_VIA:
		if (m->shown_via.p != NULL)
			put_span(b, m->shown_via);
		else
			buf_puts(b, msg_via_name(msg_via(m)));
		break;
	case FIELD_ORIGIN:
		if (m->shown_origin.p != NULL)
			put_span(b, m->shown_origin);
		else
			msg_put_origin(b, m);
		break;
	default:
		if (fields_number(f, m, now, &n) == 1)
			buf_puti(b, n);
	}
}

static int
compare_domains(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return span_casecmp(*x, *y);
}

/* Each domain of the recipients still to deliver to, once, sorted. */
static void
each_rdomain(const struct msg *m, struct buf *scratch, fields_fn *fn, void *ctx)
{
	struct span *d = mem_alloc((m->nrcpts + 1) * sizeof *d);
	size_t i, n = 0;

	for (i = 0; i < m->nrcpts; i++) {
		d[n] = msg_domain(m->rcpts[i].address);
		n += m->has_rcpts && msg_is_for(m, &m->rcpts[i]) &&
		    d[n].p != NULL;
	}
	qsort(d, n, sizeof *d, compare_domains);
	for (i = 0; i < n; i++) {
		if (i > 0 && span_caseis(d[i - 1], d[i]))
			continue;
		buf_clear(scratch);
		put_lower(scratch, d[i]);
		fn(ctx, span_of(scratch->p, scratch->len));
	}
	for (i = 0; i < m->nrdomains && !m->has_rcpts; i++)
		fn(ctx, m->rdomains[i]);
	free(d);
}

static void
each_rcpt(enum field f, const struct msg *m, fields_fn *fn, void *ctx)
{
	size_t i;

	for (i = 0; i < m->nrcpts; i++)
		if (f == FIELD_RCPTSALL ||
		    (m->has_rcpts && f == FIELD_DONE && m->rcpts[i].done) ||
		    (m->has_rcpts && f == FIELD_RCPTS &&
			msg_is_for(m, &m->rcpts[i])))
			fn(ctx, m->rcpts[i].address);
}

void
fields_each(enum field f, const struct msg *m, int64_t now, struct buf *scratch,
    fields_fn *fn, void *ctx)
{
	const struct span *text = text_of(f, (struct msg *)(uintptr_t)m);

	if (text != NULL) {
		if (text->p != NULL)
			fn(ctx, *text);
	} else if (f == FIELD_RCPTS || f == FIELD_DONE || f == FIELD_RCPTSALL) {
		each_rcpt(f, m, fn, ctx);
	} else if (f == FIELD_RDOMAIN) {
		each_rdomain(m, scratch, fn, ctx);
	} else {
		buf_clear(scratch);
		put_made(scratch, f, m, now);
		if (scratch->len > 0)
			fn(ctx, span_of(scratch->p, scratch->len));
	}
}

bool
fields_is_number(enum field f)
{
	switch (f) {
	case FIELD_AGE:
	case FIELD_SIZE:
	case FIELD_TIME:
	case FIELD_DATE:
	case FIELD_BYTES:
	case FIELD_NRCPTS:
	case FIELD_NEXT:
	case FIELD_UID:
		return true;
	default:
		return false;
	}
}

static int
time_number(struct when w, int64_t *n)
{
	*n = w.sec * 1000000 + w.usec;
	return w.digits >= 0;
}

static int
count_rcpts(const struct msg *m, int64_t *n)
{
	size_t i;

	*n = 0;
	for (i = 0; i < m->nrcpts; i++)
		*n += msg_is_for(m, &m->rcpts[i]);
	if (!m->has_rcpts)
		*n = m->nrcpts_shown;
	return *n >= 0;
}

int
fields_number(enum field f, const struct msg *m, int64_t now, int64_t *n)
{
	uint64_t bytes;

	switch (f) {
	case FIELD_AGE:
		*n = now - m->time.sec;
		return m->time.digits >= 0;
	case FIELD_TIME:
	case FIELD_DATE:
		return time_number(m->time, n);
	case FIELD_NEXT:
		return time_number(m->next, n);
	case FIELD_SIZE:
	case FIELD_BYTES:
		*n = m->bytes;
		/* A listing's rounded size is the best that there is. */
		if (*n < 0 && m->shown_size.p != NULL &&
		    num_size(m->shown_size, &bytes) == 0)
			*n = (int64_t)bytes;
		return *n >= 0;
	case FIELD_NRCPTS:
		return count_rcpts(m, n);
	case FIELD_UID:
		*n = m->uid;
		return m->uid >= 0;
	default:
		return 0;
	}
}

static int
set_number(enum field f, struct msg *m, struct span value)
{
	int64_t n;

	if (num_i(value, &n) == -1 || n < 0)
		return -1;
	if (f == FIELD_BYTES)
		m->bytes = n;
	else if (f == FIELD_UID)
		m->uid = n;
	else
		m->nrcpts_shown = n;
	return 0;
}

/* An exact time goes before one that only names its hour. */
static int
set_time(enum field f, struct msg *m, struct span value)
{
	struct when w;

	if (f == FIELD_HOUR)
		m->shown_hour = value;
	else if (f == FIELD_DAY)
		m->shown_day = value;
	if (f == FIELD_HOUR || f == FIELD_DAY)
		return 0;
	if (when_parse(value, &w, NULL) == -1)
		return -1;
	if (f == FIELD_NEXT)
		m->next = w;
	else if (w.digits >= m->time.digits)
		m->time = w;
	return 0;
}

int
fields_set(enum field f, struct msg *m, struct span value)
{
	struct span *text = text_of(f, m);

	if (text != NULL) {
		*text = value;
		return 0;
	}
	switch (f) {
	case FIELD_AGE:
		m->shown_age = value;
		return when_is_shown_age(value) ? 0 : -1;
	case FIELD_SIZE:
		m->shown_size = value;
		return 0;
	case FIELD_DOMAIN:
		m->shown_domain = value;
		return 0;
	case FIELD_RDOMAIN:
		m->rdomains = mem_grow(m->rdomains, &m->cap_rdomains,
		    m->nrdomains + 1, sizeof *m->rdomains);
		m->rdomains[m->nrdomains++] = value;
		return 0;
	case FIELD_VIA:
		m->shown_via = value;
		return 0;
	case FIELD_ORIGIN:
		m->shown_origin = value;
		return 0;
	case FIELD_STATE:
		m->state = msg_state_of(value);
		m->frozen = m->state == MSG_FROZEN;
		m->frozen_known = true;
		return m->state == MSG_NO_STATE ? -1 : 0;
	case FIELD_TIME:
	case FIELD_DATE:
	case FIELD_HOUR:
	case FIELD_DAY:
	case FIELD_NEXT:
		return set_time(f, m, value);
	case FIELD_BYTES:
	case FIELD_UID:
	case FIELD_NRCPTS:
		return set_number(f, m, value);
	case FIELD_RCPTS:
	case FIELD_RCPTSALL:
	case FIELD_DONE:
		msg_add_rcpt(m, value, f == FIELD_DONE);
		m->rcpts[m->nrcpts - 1].listed = f == FIELD_RCPTSALL;
		return 0;
	default:
		return 0;
	}
}
