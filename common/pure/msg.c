#include <stdlib.h>

#include "base/mem.h"
#include "pure/msg.h"

static const char *const states[] = {"", "queued", "active", "deferred",
    "frozen", "hold", "incoming", "damaged", "delivered", "bounced", "unknown"};

static const char *const vias[] = {
    "", "php", "auth", "cron", "local", "loop", "remote", "bounce"};

void
msg_clear(struct msg *m)
{
	struct msg_rcpt *rcpts = m->rcpts;
	struct span *rdomains = m->rdomains;
	size_t cap = m->cap_rcpts, cap_rdomains = m->cap_rdomains;
	struct buf text = m->text;

	*m = (struct msg){.rcpts = rcpts,
	    .cap_rcpts = cap,
	    .rdomains = rdomains,
	    .cap_rdomains = cap_rdomains,
	    .text = text};
	buf_clear(&m->text);
	m->time.digits = m->next.digits = -1;
	m->bytes = m->uid = m->nrcpts_shown = -1;
}

void
msg_free(struct msg *m)
{
	free(m->rcpts);
	free(m->rdomains);
	buf_free(&m->text);
	*m = (struct msg){0};
}

void
msg_add_rcpt(struct msg *m, struct span address, bool done)
{
	m->rcpts = mem_grow(
	    m->rcpts, &m->cap_rcpts, m->nrcpts + 1, sizeof *m->rcpts);
	m->rcpts[m->nrcpts++] = (struct msg_rcpt){
	    .address = address, .done = done};
	m->has_rcpts = true;
}

static int
compare_rcpts(const void *a, const void *b)
{
	const struct msg_rcpt *x = a, *y = b;

	return span_casecmp(x->address, y->address);
}

/* Notes what the told others say of a recipient of the list of all. */
static void
take_told(
    struct msg_rcpt *r, const struct msg_rcpt *told, size_t n, bool pending)
{
	const struct msg_rcpt *found = n == 0
	    ? NULL
	    : bsearch(r, told, n, sizeof *told, compare_rcpts);

	r->done = found == NULL ? pending : found->done;
	if (found != NULL)
		r->reason = found->reason;
}

void
msg_settle_rcpts(struct msg *m, bool pending, bool done)
{
	struct msg_rcpt *told = mem_alloc(m->nrcpts * sizeof *told);
	size_t i, n = 0, all = 0;

	m->has_rcpts = pending || done;
	for (i = 0; i < m->nrcpts; i++) {
		if (m->rcpts[i].listed)
			m->rcpts[all++] = m->rcpts[i];
		else
			told[n++] = m->rcpts[i];
	}
	if (n > 0)
		qsort(told, n, sizeof *told, compare_rcpts);
	for (i = 0; i < all; i++)
		take_told(&m->rcpts[i], told, n, pending);
	m->nrcpts = all;
	free(told);
}

const char *
msg_state_name(enum msg_state state)
{
	return states[state];
}

enum msg_state
msg_state_of(struct span name)
{
	enum msg_state s;

	for (s = MSG_QUEUED; s <= MSG_UNKNOWN; s++)
		if (span_is(name, states[s]))
			return s;
	return MSG_NO_STATE;
}

const char *
msg_via_name(enum msg_via via)
{
	return vias[via];
}

static bool
is_loopback(struct span ip)
{
	return (ip.n > 4 && memcmp(ip.p, "127.", 4) == 0) ||
	    span_is(ip, "::1") ||
	    (ip.n > 11 && memcmp(ip.p, "::ffff:127.", 11) == 0);
}

enum msg_via
msg_via(const struct msg *m)
{
	if (m->local && m->sender.p != NULL && m->sender.n == 0)
		return MSG_BOUNCE;
	if (m->auth.p != NULL)
		return MSG_AUTH;
	if (m->local) {
		if (m->script.p != NULL)
			return MSG_PHP;
		return m->cron ? MSG_CRON : MSG_LOCAL;
	}
	if (m->ip.p == NULL)
		return MSG_NO_VIA;
	if (!is_loopback(m->ip))
		return MSG_REMOTE;
	return m->user.p != NULL ? MSG_LOCAL : MSG_LOOP;
}

static void
put_span(struct buf *b, struct span s)
{
	buf_put(b, s.p, s.n);
}

static void
put_php(struct buf *b, const struct msg *m)
{
	put_span(b, m->user);
	buf_putc(b, '/');
	if (m->script_uid.p != NULL)
		put_span(b, m->script_uid);
	else if (m->uid >= 0)
		buf_puti(b, m->uid);
	buf_putc(b, ':');
	put_span(b, m->script);
}

void
msg_put_origin(struct buf *b, const struct msg *m)
{
	enum msg_via via = msg_via(m);

	if (via == MSG_NO_VIA)
		return;
	buf_puts(b, vias[via]);
	buf_putc(b, ':');
	switch (via) {
	case MSG_PHP:
		put_php(b, m);
		break;
	case MSG_AUTH:
		put_span(b, m->auth);
		break;
	case MSG_CRON:
	case MSG_LOCAL:
		put_span(b, m->user);
		break;
	case MSG_LOOP:
	case MSG_REMOTE:
		buf_putc(b, '[');
		put_span(b, m->ip);
		buf_putc(b, ']');
		break;
	default:
		break;
	}
}

struct span
msg_domain(struct span address)
{
	size_t n = address.n;

	while (n > 0 && address.p[n - 1] != '@')
		n--;
	return n == 0 ? span_of(NULL, 0)
		      : span_of(address.p + n, address.n - n);
}
