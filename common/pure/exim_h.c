#include <stdlib.h>

#include "base/mem.h"
#include "pure/exim_h.h"
#include "pure/msg_header.h"
#include "pure/num.h"

/* Takes a line off the front; -1 if there is no newline to end it. */
static int
take_line(struct span *rest, struct span *line)
{
	const char *nl = rest->n == 0 ? NULL : memchr(rest->p, '\n', rest->n);

	if (nl == NULL)
		return -1;
	*line = span_of(rest->p, (size_t)(nl - rest->p));
	*rest = span_of(nl + 1, rest->n - line->n - 1);
	return 0;
}

/* Takes the last word, parted by sep, off the end of *text. */
static struct span
take_last(struct span *text, char sep)
{
	size_t n = text->n;
	struct span word;

	while (n > 0 && text->p[n - 1] != sep)
		n--;
	word = span_of(text->p + n, text->n - n);
	text->n = n > 0 ? n - 1 : 0;
	return word;
}

/* "login uid gid": the login may have blanks. */
static int
read_login(struct exim_h *h, struct span line)
{
	if (num_i(take_last(&line, ' '), &h->gid) == -1 ||
	    num_i(take_last(&line, ' '), &h->uid) == -1)
		return -1;
	h->login = line;
	return 0;
}

static int
read_sender(struct msg *m, struct span line)
{
	if (line.n < 2 || line.p[0] != '<' || line.p[line.n - 1] != '>')
		return -1;
	m->sender = span_of(line.p + 1, line.n - 2);
	return 0;
}

/* "received_time warning_count" */
static int
read_time(struct msg *m, struct span line)
{
	struct span sec = span_upto(&line, ' ');
	int64_t warnings;

	m->time = (struct when){0, 0, 0};
	if (num_i(sec, &m->time.sec) == -1 || num_i(line, &warnings) == -1 ||
	    m->time.sec > WHEN_MOST || m->time.sec < -WHEN_MOST) {
		m->time.digits = -1;
		return -1;
	}
	return 0;
}

/* ".UUUUUU" */
static void
read_usec(struct msg *m, struct span value)
{
	uint64_t usec;

	if (value.n == 7 && value.p[0] == '.' &&
	    num_u(span_of(value.p + 1, 6), 999999, &usec) == 0) {
		m->time.usec = (int32_t)usec;
		m->time.digits = 6;
	}
}

/* "[1.2.3.4]:25" from 4.96, "1.2.3.4.25" before: without the port. */
static struct span
host_address(struct span value)
{
	struct span rest = value;

	if (value.n == 0 || value.p[0] != '[') {
		take_last(&rest, '.');
		return rest;
	}
	rest = span_of(value.p + 1, value.n - 1);
	return span_upto(&rest, ']');
}

/* By the first letter: a message has two dozen options, most of no use. */
static void
read_option(
    struct exim_h *h, struct msg *m, struct span name, struct span value)
{
	switch (name.n == 0 ? '\0' : name.p[0]) {
	case 'a':
		if (span_is(name, "auth_id"))
			h->auth_id = value;
		break;
	case 'd':
		if (span_is(name, "deliver_firsttime"))
			h->tried = false;
		break;
	case 'f':
		if (span_is(name, "frozen")) {
			m->frozen = true;
			if (value.n > 0)
				h->frozen = value;
		}
		break;
	case 'h':
		if (span_is(name, "helo_name"))
			m->helo = value;
		else if (span_is(name, "host_name"))
			m->host = value;
		else if (span_is(name, "host_address"))
			m->ip = host_address(value);
		else if (span_is(name, "host_auth"))
			h->host_auth = true;
		break;
	case 'i':
		if (span_is(name, "ident"))
			h->ident = value;
		break;
	case 'r':
		if (span_is(name, "received_protocol"))
			m->proto = value;
		else if (span_is(name, "received_time_usec"))
			read_usec(m, value);
		break;
	case 's':
		if (span_is(name, "sender_set_untrusted"))
			h->untrusted = true;
		else if (span_is(name, "spool_file_wireformat"))
			h->wireformat = true;
		break;
	default:
		break;
	}
}

/*
 * Takes the value of an ACL variable, "-aclm NAME LENGTH": that many bytes,
 * of any kind, and a newline behind the option's line.
 */
static int
skip_acl(struct exim_h *h, struct span *rest, struct span value)
{
	uint64_t n;

	h->acl = true;
	if (num_u(take_last(&value, ' '), SIZE_MAX - 1, &n) == -1 ||
	    rest->n < n + 1 || rest->p[n] != '\n')
		return -1;
	*rest = span_of(rest->p + n + 1, rest->n - n - 1);
	return 0;
}

/* "-name value", from 4.93 "--name value" and "--(lookup)name value". */
static int
read_options(struct exim_h *h, struct msg *m, struct span *rest)
{
	struct span line, name;

	while (rest->n > 0 && rest->p[0] == '-') {
		if (take_line(rest, &line) == -1)
			return -1;
		line = span_of(line.p + 1, line.n - 1);
		if (line.n > 0 && line.p[0] == '-')
			line = span_of(line.p + 1, line.n - 1);
		if (line.n > 0 && line.p[0] == '(')
			span_upto(&line, ')');
		name = span_upto(&line, ' ');
		if (line.p == NULL)
			line = span_of("", 0);
		if (name.n >= 3 && memcmp(name.p, "acl", 3) == 0) {
			if (skip_acl(h, rest, line) == -1)
				return -1;
		} else {
			read_option(h, m, name, line);
		}
	}
	return 0;
}

static void
add_gone(struct exim_h *h, struct span address)
{
	h->gone = mem_grow(
	    h->gone, &h->cap_gone, h->ngone + 1, sizeof *h->gone);
	h->gone[h->ngone++] = address;
}

/* The tree of addresses, root first: "YN address", Y for a branch that
 * follows; or "XX" for none. */
static int
read_tree(struct exim_h *h, struct span *rest)
{
	struct span line;
	size_t need = 1;

	if (rest->n >= 3 && memcmp(rest->p, "XX\n", 3) == 0)
		return take_line(rest, &line);
	while (need > 0) {
		if (take_line(rest, &line) == -1 || line.n < 3 ||
		    (line.p[0] != 'Y' && line.p[0] != 'N') ||
		    (line.p[1] != 'Y' && line.p[1] != 'N') || line.p[2] != ' ')
			return -1;
		need += (size_t)(line.p[0] == 'Y') + (line.p[1] == 'Y');
		need--;
		add_gone(h, span_of(line.p + 3, line.n - 3));
	}
	return 0;
}

/* Each line is an address; Exim drops a line's last byte, newline or not. */
static void
read_journal(struct exim_h *h, struct span text)
{
	while (text.n > 0) {
		const char *nl = memchr(text.p, '\n', text.n);
		size_t n = nl == NULL ? text.n : (size_t)(nl - text.p) + 1;

		add_gone(h, span_of(text.p, n - 1));
		text = span_of(text.p + n, text.n - n);
	}
}

static size_t
digits_before(struct span text)
{
	size_t n = text.n;

	while (n > 0 && text.p[n - 1] >= '0' && text.p[n - 1] <= '9')
		n--;
	return n;
}

/* Takes "TEXT LENGTH,NUMBER" off the end, with the blank before it. */
static int
take_counted(struct span *text)
{
	uint64_t n;
	struct span rest = *text;

	take_last(&rest, ',');
	if (num_u(take_last(&rest, ' '), SIZE_MAX, &n) == -1 ||
	    rest.n < n + 1 || rest.p[rest.n - n - 1] != ' ')
		return -1;
	text->n = rest.n - (size_t)n - 1;
	return 0;
}

/*
 * What stands behind an address, told from its end: nothing, " pno" (early
 * 4), " d,pno,d" (Exim 3), and " errors_to len,pno#1", before which #3 has
 * " orcpt len,dsn".
 */
static struct span
recipient(struct span line)
{
	size_t at = digits_before(line);
	struct span whole = line;
	uint64_t kinds;

	if (at == line.n || at == 0)
		return whole;
	switch (line.p[at - 1]) {
	case '#':
		num_u(span_of(line.p + at, line.n - at), UINT64_MAX, &kinds);
		line.n = at - 1;
		if (take_counted(&line) == -1 ||
		    ((kinds & 2) && take_counted(&line) == -1))
			return whole;
		return line;
	case ',':
		take_last(&line, ' ');
		return line;
	case ' ':
		line.n = at - 1;
		return line;
	default:
		return whole;
	}
}

/* Whether the address is among those not to be delivered to. */
static bool
is_gone(struct exim_h *h, struct span address)
{
	if (h->sorted != h->ngone) {
		span_sort(h->gone, h->ngone);
		h->sorted = h->ngone;
	}
	return span_among(address, h->gone, h->ngone);
}

static int
read_recipients(struct exim_h *h, struct msg *m, struct span *rest)
{
	struct span line;
	uint64_t n;

	if (take_line(rest, &line) == -1 || num_u(line, INT32_MAX, &n) == -1)
		return -1;
	m->has_rcpts = true;
	while (n-- > 0) {
		if (take_line(rest, &line) == -1 || line.n == 0)
			return -1;
		line = recipient(line);
		msg_add_rcpt(m, line, is_gone(h, line));
	}
	return 0;
}

int
exim_h_field(struct span *rest, struct span *field, char *flag)
{
	size_t i = 0;
	uint64_t n;

	*field = span_of(NULL, 0);
	*flag = '\0';
	if (rest->n == 0)
		return 0;
	while (i < rest->n && rest->p[i] >= '0' && rest->p[i] <= '9')
		i++;
	if (num_u(span_of(rest->p, i), SIZE_MAX / 2, &n) == -1)
		return -1;
	field->n = (size_t)n;
	if (rest->n > i)
		*flag = rest->p[i];
	if (rest->n - i < 2 || rest->p[i + 1] != ' ' || rest->n - i - 2 < n)
		return -1;
	field->p = rest->p + i + 2;
	*rest = span_of(field->p + n, rest->n - i - 2 - (size_t)n);
	return 1;
}

static int
read_header(struct exim_h *h, struct msg *m, struct span rest, bool fields)
{
	struct span field;
	char flag;
	bool nul = rest.n > 0 && memchr(rest.p, '\0', rest.n) != NULL;
	int rc;

	h->header = rest;
	while ((rc = exim_h_field(&rest, &field, &flag)) != 0) {
		/* Exim counts also the field that it then stops at. */
		if (flag != '*')
			h->header_bytes += (int64_t)field.n;
		if (rc == -1 || (nul && memchr(field.p, '\0', field.n) != NULL))
			return -1;
		if (fields && flag != '*')
			msg_header_field(m, field);
	}
	return 0;
}

static int
read_envelope(
    struct exim_h *h, struct msg *m, struct span *rest, struct span journal)
{
	struct span line;

	if (take_line(rest, &line) == -1 || line.n != m->id.n + 2 ||
	    memcmp(line.p, m->id.p, m->id.n) != 0 ||
	    memcmp(line.p + m->id.n, "-H", 2) != 0)
		return -1;
	if (take_line(rest, &line) == -1 || read_login(h, line) == -1 ||
	    take_line(rest, &line) == -1 || read_sender(m, line) == -1 ||
	    take_line(rest, &line) == -1 || read_time(m, line) == -1 ||
	    read_options(h, m, rest) == -1 || read_tree(h, rest) == -1)
		return -1;
	read_journal(h, journal);
	return read_recipients(h, m, rest);
}

/* Who it came from: Exim names a local caller, and an ident of a host. */
static void
settle_origin(struct exim_h *h, struct msg *m)
{
	m->local = m->ip.p == NULL;
	if (m->local) {
		m->user = h->ident.p != NULL ? h->ident : h->login;
		m->uid = h->uid;
	} else if (h->ident.p != NULL) {
		m->user = h->ident;
	}
	/* Without an authenticator auth_id is a local caller's name. */
	if (h->auth_id.p != NULL && h->host_auth)
		m->auth = h->auth_id;
}

/*
 * Exim reads the envelope as C strings: a NUL, which only the value of an ACL
 * variable can have, is damage.
 */
static bool
has_nul(const struct exim_h *h, struct span whole, struct span rest)
{
	return !h->acl && memchr(whole.p, '\0', whole.n - rest.n) != NULL;
}

void
exim_h_read(struct exim_h *h, struct msg *m, struct span text,
    struct span journal, bool fields)
{
	struct span *gone = h->gone, line, whole = text;
	size_t cap = h->cap_gone;

	*h = (struct exim_h){.gone = gone, .cap_gone = cap, .tried = true};
	h->size = text.n;
	h->uid = h->gid = -1;
	h->fault = EXIM_H_ENVELOPE;
	if (read_envelope(h, m, &text, journal) == -1 ||
	    has_nul(h, whole, text))
		return;
	settle_origin(h, m);
	h->fault = EXIM_H_HEADER;
	if (take_line(&text, &line) == -1 || line.n != 0 ||
	    read_header(h, m, text, fields) == -1)
		return;
	h->fault = EXIM_H_WHOLE;
}

void
exim_h_free(struct exim_h *h)
{
	free(h->gone);
	*h = (struct exim_h){0};
}
