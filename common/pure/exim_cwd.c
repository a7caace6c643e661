#include <string.h>

#include "pure/exim_cwd.h"

enum { LONG_AGO = 60 * 60 }; /* seconds: by then a pid is another process's */

static void
put_line(struct exim_cwd_line *to, struct span line)
{
	buf_put(&to->text, line.p, line.n);
	buf_putc(&to->text, '\n');
}

/* The place of that pid's line, else of the oldest one. */
static size_t
place_of(const struct exim_cwd *c, struct span pid)
{
	size_t i;

	for (i = 0; pid.p != NULL && i < EXIM_CWD_PIDS; i++)
		if (span_is(pid, c->lines[i].pid))
			return i;
	return (c->last + 1) % EXIM_CWD_PIDS;
}

/* More of the arguments of the same process: by its pid, or directly behind. */
static bool
put_more(struct exim_cwd *c, const struct exim_log *l, struct span line)
{
	size_t i = l->pid.p == NULL ? c->last : place_of(c, l->pid);

	if (l->pid.p == NULL ? !c->fresh : !span_is(l->pid, c->lines[i].pid))
		return false;
	put_line(&c->lines[i], line);
	return true;
}

void
exim_cwd_note(struct exim_cwd *c, const struct exim_log *l, struct span line,
    enum exim_log_kind kind)
{
	struct exim_cwd_line *to;
	struct span dir;

	if (kind == EXIM_LOG_MORE && put_more(c, l, line))
		return;
	c->fresh = kind == EXIM_LOG_CWD;
	if (!c->fresh)
		return;
	c->last = place_of(c, l->pid);
	to = &c->lines[c->last];
	buf_clear(&to->text);
	put_line(to, line);
	dir = exim_log_cwd(l);
	buf_clear(&to->dir);
	buf_put(&to->dir, dir.p, dir.n);
	to->local = l->local;
	to->pid[0] = '\0';
	if (l->pid.n < sizeof to->pid) {
		if (l->pid.n > 0)
			memcpy(to->pid, l->pid.p, l->pid.n);
		to->pid[l->pid.n] = '\0';
	}
}

const struct exim_cwd_line *
exim_cwd_find(const struct exim_cwd *c, const struct exim_log *l, bool local)
{
	size_t i;

	if (l->pid.p == NULL)
		return c->fresh && local ? &c->lines[c->last] : NULL;
	i = place_of(c, l->pid);
	if (!span_is(l->pid, c->lines[i].pid) ||
	    l->local - c->lines[i].local > LONG_AGO)
		return NULL;
	return &c->lines[i];
}

void
exim_cwd_forget(struct exim_cwd *c)
{
	size_t i;

	c->fresh = false;
	for (i = 0; i < EXIM_CWD_PIDS; i++)
		c->lines[i].pid[0] = '\0';
}

void
exim_cwd_free(struct exim_cwd *c)
{
	size_t i;

	for (i = 0; i < EXIM_CWD_PIDS; i++) {
		buf_free(&c->lines[i].text);
		buf_free(&c->lines[i].dir);
	}
}
