#include <stdlib.h>

#include "base/mem.h"
#include "pure/session.h"

struct session_process *
session_add(struct session *s, int32_t pid)
{
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof *s->v);
	s->v[s->n] = (struct session_process){.pid = pid};
	s->unsorted = s->unsorted || (s->n > 0 && s->v[s->n - 1].pid > pid);
	return &s->v[s->n++];
}

static int
compare_pids(const void *a, const void *b)
{
	const struct session_process *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

void
session_sort(struct session *s)
{
	if (s->unsorted)
		qsort(s->v, s->n, sizeof *s->v, compare_pids);
	s->unsorted = false;
}

const struct session_process *
session_find(const struct session *s, int64_t pid)
{
	struct session_process key = {.pid = (int32_t)pid};
	size_t i;

	if (!s->unsorted && s->n > 0)
		return bsearch(&key, s->v, s->n, sizeof *s->v, compare_pids);
	for (i = 0; i < s->n; i++)
		if (s->v[i].pid == pid)
			return &s->v[i];
	return NULL;
}

static bool
is_logged_in(enum sshtitle_role role)
{
	return role >= SSHTITLE_USER;
}

/* What a server started itself: the programs of the session. */
static bool
is_program(const struct session *s, const struct session_process *p)
{
	const struct session_process *parent = session_find(s, p->ppid);

	return !p->server && parent != NULL && parent->server;
}

bool
session_has_login(const struct session *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (is_logged_in(s->v[i].says.role) ||
		    (s->dropbear && !s->v[i].server))
			return true;
	return false;
}

/* What is counted of it. */
struct parts {
	size_t ttys, programs, sftp, user, notty;
	bool shell;
};

static void
count(const struct session *s, struct parts *c)
{
	size_t i, j;

	for (i = 0; i < s->n; i++) {
		const struct session_process *p = &s->v[i];
		struct span ttys = p->says.ttys;

		c->sftp += p->says.role == SSHTITLE_SFTP ||
		    (!p->server && strcmp(p->comm, "sftp-server") == 0);
		c->user += p->says.role == SSHTITLE_USER;
		c->notty += p->says.role == SSHTITLE_NOTTY;
		for (j = 0; j < ttys.n; j++)
			c->ttys += j == 0 || ttys.p[j] == ',';
		if (p->says.role == SSHTITLE_SFTP || is_program(s, p))
			c->programs++;
		if (is_program(s, p) && p->title != NULL)
			c->shell = p->title[0] == '-';
	}
}

static enum session_kind
kind_of(const struct session *s)
{
	struct parts c = {0};

	if (s->dropbear)
		return SESSION_DROPBEAR;
	count(s, &c);
	if (c.ttys > 1 || (c.ttys + c.notty > 0 && c.programs > 1))
		return SESSION_MULTI;
	if (c.ttys == 1)
		return SESSION_TTY;
	if (c.sftp > 0)
		return SESSION_SFTP;
	if (c.notty > 0)
		return c.shell ? SESSION_SHELL : SESSION_COMMAND;
	return c.user > 0 ? SESSION_TUNNEL : SESSION_COMMAND;
}

static void
take_title(struct session *s, const struct sshtitle *says)
{
	if (says->ttys.n > 0) {
		if (s->tty.len > 0)
			buf_putc(&s->tty, ',');
		buf_put(&s->tty, says->ttys.p, says->ttys.n);
	}
	if (s->user == NULL && says->user.n > 0)
		s->user = mem_dupn(says->user.p, says->user.n);
}

/* The program it is for; else the server's process that is most the user's. */
static size_t
find_told(const struct session *s)
{
	enum sshtitle_role best = SSHTITLE_NONE;
	size_t i, found = s->n;

	for (i = 0; i < s->n; i++)
		if (is_program(s, &s->v[i]) &&
		    (found == s->n || s->v[i].start < s->v[found].start))
			found = i;
	for (i = 0; found == s->n && i < s->n; i++)
		if (!s->v[i].server)
			found = i;
	if (found < s->n)
		return found;
	for (found = i = 0; i < s->n; i++)
		if (s->v[i].says.role > best) {
			best = s->v[i].says.role;
			found = i;
		}
	return found;
}

void
session_tell(struct session *s)
{
	bool titled = s->tty.len == 0;
	size_t i;

	/* The child's title is exact, the monitor's is from the login. */
	for (i = 0; i < s->n && titled; i++)
		if (is_logged_in(s->v[i].says.role))
			take_title(s, &s->v[i].says);
	for (i = 0; i < s->n && s->user == NULL; i++)
		take_title(s, &s->v[i].says);
	if (s->kind == SESSION_UNKNOWN)
		s->kind = kind_of(s);
	s->told = find_told(s);
}

void
session_free(struct session *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		free(s->v[i].title);
		free(s->v[i].exe);
	}
	free(s->v);
	free(s->user);
	free(s->cwd);
	buf_free(&s->tty);
	buf_free(&s->from);
	buf_free(&s->flags);
	buf_free(&s->notes);
	buf_free(&s->names);
}
