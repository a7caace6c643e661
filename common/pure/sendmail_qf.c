/*
 * Lines of a qf file, each a letter and a value; a line that starts with white
 * space goes on with the one before; one that is a dot is the last. A file
 * without it was not written to its end. By Sendmail's operation guide,
 * "Queue files", and files of 8.17 (tests/sendmail.bats).
 */
#include "pure/mailbox.h"
#include "pure/msg_header.h"
#include "pure/num.h"
#include "pure/rfc2047.h"
#include "pure/sendmail_qf.h"

/* All of version 8; an older or newer file may have others. */
static const char letters[] = "ABCDEFGHIKLMNPQRSTVXYZdqr!$.";

int
sendmail_qf_line(struct span *rest, char *letter, struct span *value)
{
	const char *end, *nl;

	if (rest->n == 0)
		return 0;
	*letter = rest->p[0];
	end = rest->p + rest->n;
	nl = memchr(rest->p, '\n', rest->n);
	while (nl != NULL && nl + 1 < end && (nl[1] == ' ' || nl[1] == '\t'))
		nl = memchr(nl + 1, '\n', (size_t)(end - nl - 1));
	if (nl == NULL)
		nl = end;
	*value = span_of(rest->p, (size_t)(nl - rest->p));
	*rest = span_of(nl, (size_t)(end - nl));
	if (rest->n > 0)
		span_skip(rest, 1);
	if (value->n > 0)
		span_skip(value, 1);
	else
		*letter = '\0';
	return *letter != '.' || value->n > 0;
}

struct span
sendmail_qf_field(struct span value)
{
	struct span flags;

	if (!span_starts(value, "?"))
		return value;
	span_skip(&value, 1);
	flags = span_upto(&value, '?');
	/* P: Return-Path; x: Full-Name. SMTP has neither. */
	if (value.p == NULL || memchr(flags.p, 'P', flags.n) != NULL ||
	    memchr(flags.p, 'x', flags.n) != NULL)
		return span_of(NULL, 0);
	return value;
}

struct span
sendmail_qf_rcpt(struct span value)
{
	size_t n = 0;

	while (n < value.n && value.p[n] >= 'A' && value.p[n] <= 'Z')
		n++;
	if (n < value.n && value.p[n] == ':')
		span_skip(&value, n + 1);
	return value;
}

/* An address of the null sender is one, too, as bounces have it. */
static struct span
sender_of(struct span value)
{
	return span_is(value, "MAILER-DAEMON") ? span_of("", 0)
					       : mailbox_of(value);
}

/* --- who it came from --- */

static bool
is_loopback(struct span ip)
{
	return span_starts(ip, "127.") || span_is(ip, "::1");
}

/* "[IPv6:2001:db8::25]" without what stands around the address. */
static struct span
ip_of(struct span brackets)
{
	struct span ip = span_of(brackets.p + 1, brackets.n - 2);

	if (ip.n > 5 && span_caseis(span_of(ip.p, 5), span_str("IPv6:")))
		span_skip(&ip, 5);
	return ip;
}

/* "user@", which an ident server or a local caller's login gave. */
static struct span
take_user(struct span *text)
{
	size_t n = text->n;
	struct span user;

	while (n > 0 && text->p[n - 1] != '@')
		n--;
	if (n == 0)
		return span_of(NULL, 0);
	user = span_of(text->p, n - 1);
	span_skip(text, n);
	if (span_starts(user, "IDENT:"))
		span_skip(&user, 6);
	return user;
}

/*
 * "[user@]host [ip]", where the host's name may be missing, and "(may be
 * forged)" behind it if the name does not lead to the address; "user@localhost"
 * for who called sendmail here.
 */
static void
read_client(struct msg *m, struct span value)
{
	static const char forged[] = " (may be forged)";
	bool doubtful = span_ends(value, forged);
	size_t at;

	if (doubtful)
		value.n -= sizeof forged - 1;
	if (!span_ends(value, "]")) {
		m->user = take_user(&value);
		m->local = span_is(value, "localhost");
		return;
	}
	for (at = value.n; at > 0 && value.p[at - 1] != '['; at--)
		;
	if (at == 0)
		return;
	m->ip = ip_of(span_from(value, at - 1));
	value.n = at - 1;
	if (span_ends(value, " "))
		value.n--;
	m->user = take_user(&value);
	if (value.n > 0 && !doubtful)
		m->host = value;
}

/*
 * The trace field of the program that took the message from a local user and
 * passed it on by SMTP: "(from user@localhost) by host (.../Submit) id ...".
 * Then that user is who it came from. It stands first, or behind the field of
 * whom it was passed on to.
 */
static void
read_submit(struct msg *m, struct span field)
{
	struct span body = rfc2047_field(field, "received"), user;

	while (body.n > 0 && body.p[0] == ' ')
		span_skip(&body, 1);
	if (!span_starts(body, "(from ") ||
	    span_find(body, span_str("/Submit) id "), false) == NULL)
		return;
	span_skip(&body, 6);
	user = span_upto(&body, ')');
	body = user;
	user = take_user(&body);
	if (user.n == 0 || memchr(user.p, '\n', user.n) != NULL)
		return;
	m->user = user;
	m->local = true;
}

struct reading {
	struct sendmail_qf *qf;
	struct msg *m;
	struct span reason; /* of the recipient that is next */
	bool fields;
	bool sender; /* it was seen: what was before is of the message */
	bool own; /* a recipient has a reason of its own */
	unsigned received; /* trace fields so far */
};

static void
read_field(struct reading *r, struct span value)
{
	struct span field = sendmail_qf_field(value);

	if (field.p == NULL)
		return;
	if (rfc2047_field(field, "received").p != NULL && r->received++ < 2 &&
	    is_loopback(r->m->ip) && r->m->user.p == NULL)
		read_submit(r->m, field);
	if (r->fields)
		msg_header_field(r->m, field);
}

/* --- lines --- */

/* "{name}value", "nvalue": client, protocol, name that it gave. */
static void
read_macro(struct msg *m, struct span value)
{
	struct span text;

	if (value.n == 0)
		return;
	text = span_from(value, 1);
	if (value.p[0] == '_')
		read_client(m, text);
	else if (value.p[0] == 'r' && text.n > 0)
		m->proto = text;
	else if (value.p[0] == 's' && text.n > 0)
		m->helo = text;
}

static void
read_rcpt(struct reading *r, struct span value)
{
	struct msg *m = r->m;

	msg_add_rcpt(m, mailbox_of(sendmail_qf_rcpt(value)), false);
	m->rcpts[m->nrcpts - 1].reason = r->reason;
	r->own = r->own || r->reason.p != NULL;
	r->reason = span_of(NULL, 0);
}

static void
read_status(struct reading *r, struct span value)
{
	if (r->sender)
		r->reason = value;
	else
		r->qf->status = value;
}

static void
read_line(struct reading *r, char letter, struct span value)
{
	struct msg *m = r->m;
	int64_t sec;

	switch (letter) {
	case 'T':
		if (num_i(value, &sec) == 0 && sec >= 0 && sec <= WHEN_MOST)
			m->time = (struct when){.sec = sec};
		break;
	case 'N':
		if (num_i(value, &r->qf->tries) == -1)
			r->qf->tries = -1;
		break;
	case 'F':
		r->qf->warned = value.n > 0 &&
		    memchr(value.p, 'w', value.n) != NULL;
		break;
	case 'M':
		read_status(r, value);
		break;
	case 'q':
		r->qf->quarantine = value;
		break;
	case 'd':
		r->qf->data_dir = value;
		break;
	case 'S':
		m->sender = sender_of(value);
		m->has_rcpts = r->sender = true;
		break;
	case 'R':
		read_rcpt(r, value);
		break;
	case '$':
		read_macro(m, value);
		break;
	case 'H':
		read_field(r, value);
		break;
	default:
		break;
	}
}

/* The message's reason is each recipient's, unless some have their own. */
static void
settle(struct reading *r)
{
	struct msg *m = r->m;
	size_t i;

	m->reason = r->qf->status;
	for (i = 0; i < m->nrcpts && !r->own; i++)
		m->rcpts[i].reason = m->reason;
	for (i = m->nrcpts; i > 0 && m->reason.p == NULL; i--)
		m->reason = m->rcpts[i - 1].reason;
}

void
sendmail_qf_read(
    struct sendmail_qf *qf, struct msg *m, struct span text, bool fields)
{
	struct reading r = {.qf = qf, .m = m, .fields = fields};
	struct span rest = text, value;
	bool known = true, ended = false;
	char letter;

	*qf = (struct sendmail_qf){.tries = -1};
	while (rest.n > 0 && !ended) {
		ended = sendmail_qf_line(&rest, &letter, &value) == 0;
		if (ended)
			break;
		if (letter == '\0' || strchr(letters, letter) == NULL ||
		    letter == '.')
			known = false;
		read_line(&r, letter, value);
	}
	qf->whole = known && ended && rest.n == 0 && r.sender;
	settle(&r);
}

void
sendmail_qf_put_header(struct buf *b, struct span text)
{
	struct span value, field;
	char letter;

	while (sendmail_qf_line(&text, &letter, &value) == 1) {
		if (letter != 'H')
			continue;
		field = sendmail_qf_field(value);
		if (field.p == NULL)
			continue;
		buf_put(b, field.p, field.n);
		buf_putc(b, '\n');
	}
}
