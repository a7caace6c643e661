#include "pure/when.h"
#include "system/smtpconns.h"
#include "system/smtpshow.h"

const struct key smtpshow_table[SMTPSHOW_FIELDS] = {
    {"pid", KEY_NUMBER},
    {"user", KEY_TEXT},
    {"exe", KEY_TEXT},
    {"remote", KEY_TEXT},
    {"state", KEY_TEXT},
    {"since", KEY_NUMBER},
    {"cwd", KEY_TEXT},
    {"command", KEY_TEXT},
    {"uid", KEY_NUMBER},
    {"local", KEY_TEXT},
};

const char smtpshow_default[] = "pid,user,exe,remote,state,since,cwd,command";

/* By the numbers of Linux's include/net/tcp_states.h. */
static const char *const states[] = {[1] = "established",
    "syn-sent",
    "syn-received",
    "fin-wait-1",
    "fin-wait-2",
    "time-wait",
    "close",
    "close-wait",
    "last-ack",
    "listen",
    "closing"};

static void
put_end(struct buf *b, const struct procfile_end *end)
{
	bool v6 = strchr(end->ip, ':') != NULL;

	buf_putf(b, v6 ? "[%s]:%u" : "%s:%u", end->ip, (unsigned)end->port);
}

static void
put_state(struct buf *b, unsigned state)
{
	if (state < sizeof states / sizeof states[0] && states[state] != NULL)
		buf_puts(b, states[state]);
	else
		buf_putu(b, state);
}

static void
put_made(struct buf *b, const struct smtpconn *c, enum smtpshow_field f)
{
	struct when w = {c->since / 1000, 0, 0};

	if (f == SMTPSHOW_PID && c->proc != NULL)
		buf_puti(b, c->proc->pid);
	else if (f == SMTPSHOW_UID || f == SMTPSHOW_USER)
		buf_putu(b, c->uid);
	else if (f == SMTPSHOW_REMOTE)
		put_end(b, &c->tcp->remote);
	else if (f == SMTPSHOW_LOCAL)
		put_end(b, &c->tcp->local);
	else if (f == SMTPSHOW_STATE)
		put_state(b, c->tcp->state);
	else if (f == SMTPSHOW_SINCE && c->since != 0)
		when_put_iso(b, w);
	else
		buf_putc(b, '?');
}

struct span
smtpshow_value(const void *row, int field, struct buf *made)
{
	const struct smtpconn *c = row;

	if (field == SMTPSHOW_USER && c->user.p != NULL)
		return c->user;
	if (field == SMTPSHOW_EXE && c->has_exe)
		return span_of(c->exe.p, c->exe.len);
	if (field == SMTPSHOW_CWD && c->has_cwd)
		return span_of(c->cwd.p, c->cwd.len);
	if (field == SMTPSHOW_COMMAND && c->command.len > 0)
		return span_of(c->command.p, c->command.len);
	buf_clear(made);
	put_made(made, c, (enum smtpshow_field)field);
	return span_of(made->p, made->len);
}
