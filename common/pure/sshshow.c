#include "pure/sshshow.h"
#include "pure/when.h"

const struct key sshshow_table[SSHSHOW_FIELDS] = {
    {"kind", KEY_TEXT},
    {"user", KEY_TEXT},
    {"from", KEY_TEXT},
    {"tty", KEY_TEXT},
    {"since", KEY_NUMBER},
    {"pids", KEY_TEXT},
    {"recorded", KEY_TEXT},
    {"flags", KEY_TEXT},
    {"notes", KEY_TEXT},
    {"uid", KEY_NUMBER},
    {"command", KEY_TEXT},
    {"audit", KEY_NUMBER},
    {"names", KEY_TEXT},
    {"exe", KEY_TEXT},
    {"cwd", KEY_TEXT},
};

const char sshshow_default[] =
    "kind,user,from,tty,since,pids,recorded,flags,notes,uid,command";

static const char *const kinds[] = {NULL, "tty", "command", "sftp", "tunnel",
    "multi", "shell", "dropbear", "orphan", "preauth", "title"};

static struct span
text(const char *s)
{
	return s == NULL ? span_of(NULL, 0) : span_str(s);
}

static struct span
list(const struct buf *b)
{
	return b->len == 0 ? span_of(NULL, 0) : span_of(b->p, b->len);
}

/* What could not be read for want of rights is a question mark. */
static struct span
unless_hidden(struct span value, bool hidden)
{
	return value.p == NULL && hidden ? span_str("?") : value;
}

static void
put_pids(struct buf *b, const struct session *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (i > 0)
			buf_putc(b, ',');
		buf_puti(b, s->v[i].pid);
	}
}

static void
put_recorded(struct buf *b, const struct sshshow *row)
{
	const struct session *s = row->session;

	if (row->terminals == NULL || s->kind == SESSION_PREAUTH ||
	    s->kind == SESSION_TITLE)
		return;
	if (s->in_utmp)
		buf_puts(b, row->terminals);
	if (s->in_logind)
		buf_puts(b, s->in_utmp ? ",logind" : "logind");
	if (b->len == 0)
		buf_puts(b, "none");
}

static void
put_command(struct buf *b, const struct session_process *p)
{
	if (p->title != NULL)
		buf_puts(b, p->title);
	else if (p->comm[0] != '\0')
		buf_putf(b, "[%s]", p->comm);
}

static struct span
made_value(const struct sshshow *row, enum sshshow_field field, struct buf *b)
{
	const struct session *s = row->session;
	struct when w = {.sec = s->since};

	buf_clear(b);
	if (field == SSHSHOW_SINCE && s->since > 0)
		when_put_iso(b, w);
	else if (field == SSHSHOW_PIDS)
		put_pids(b, s);
	else if (field == SSHSHOW_RECORDED)
		put_recorded(b, row);
	else if (field == SSHSHOW_UID && s->uid != SESSION_NONE)
		buf_putu(b, s->uid);
	else if (field == SSHSHOW_AUDIT && s->audit != SESSION_NONE)
		buf_putu(b, s->audit);
	else if (field == SSHSHOW_COMMAND)
		put_command(b, &s->v[s->told]);
	return list(b);
}

struct span
sshshow_value(const void *row, int field, struct buf *made)
{
	const struct sshshow *r = row;
	const struct session *s = r->session;
	const struct session_process *told = &s->v[s->told];

	switch ((enum sshshow_field)field) {
	case SSHSHOW_KIND:
		return text(kinds[s->kind]);
	case SSHSHOW_USER:
		return text(s->user);
	case SSHSHOW_FROM:
		return unless_hidden(list(&s->from), s->from_hidden);
	case SSHSHOW_TTY:
		return list(&s->tty);
	case SSHSHOW_FLAGS:
		return list(&s->flags);
	case SSHSHOW_NOTES:
		return list(&s->notes);
	case SSHSHOW_NAMES:
		return list(&s->names);
	case SSHSHOW_EXE:
		return unless_hidden(text(told->exe), told->hidden);
	case SSHSHOW_CWD:
		return unless_hidden(text(s->cwd), s->cwd_hidden);
	default:
		return made_value(r, (enum sshshow_field)field, made);
	}
}
