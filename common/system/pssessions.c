#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/pslist.h"
#include "system/input.h"
#include "system/pssessions.h"

struct line {
	int32_t pid, ppid;
	char *user; /* NULL: a number, or not told */
	uint32_t uid;
	char *title;
	struct sshtitle says;
	bool taken; /* it is part of a session */
};

struct lines {
	struct line *v;
	size_t n, cap;
	bool parents; /* who started whom is told */
};

/* --- the lines --- */

static void
add_line(struct lines *l, const struct pslist_entry *e)
{
	struct line *to;

	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
	to = &l->v[l->n++];
	*to = (struct line){.pid = e->pid,
	    .ppid = e->ppid,
	    .uid = e->uid.p == NULL ? SESSION_NONE
				    : (uint32_t)strtoul(e->uid.p, NULL, 10),
	    .title = mem_dupn(e->command.p, e->command.n)};
	if (e->user.p != NULL)
		to->user = mem_dupn(e->user.p, e->user.n);
	sshtitle_read(span_str(to->title), &to->says);
	l->parents = l->parents || e->ppid > 0;
}

static int
read_lines(struct lines *l, const char *file)
{
	struct pslist list = {.n = 0};
	struct pslist_entry e;
	struct input in;
	struct span line;
	bool odd = false;
	int rc;

	if (input_open(&in, file) == -1)
		return -1;
	while ((rc = input_line(&in, &line)) == 1) {
		int got = pslist_read(&list, span_chomp(line), &e);

		if (got == 1)
			add_line(l, &e);
		odd = odd || got == -1;
	}
	if (rc == 0 && odd && l->n == 0) {
		input_warn(&in, "no output of ps that is known");
		rc = -1;
	}
	input_close(&in);
	return rc;
}

static void
free_lines(struct lines *l)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		free(l->v[i].user);
		free(l->v[i].title);
	}
	free(l->v);
}

/* --- their sessions --- */

/* What comm would be: the program's name. */
static void
set_comm(struct session_process *p)
{
	size_t n = strcspn(p->title, " "), i, base = 0;

	for (i = 0; i < n; i++)
		if (p->title[i] == '/')
			base = i + 1;
	n -= base;
	if (n >= sizeof p->comm)
		n = sizeof p->comm - 1;
	memcpy(p->comm, p->title + base, n);
}

static void
take(struct session *s, struct line *line)
{
	struct session_process *p = session_add(s, line->pid);

	line->taken = true;
	p->ppid = line->ppid;
	p->uid = line->uid;
	p->title = mem_dup(line->title);
	set_comm(p);
	p->server = line->says.role != SSHTITLE_NONE;
	sshtitle_read(span_str(p->title), &p->says);
}

static void
add_family(struct session *s, struct lines *l)
{
	bool more = l->parents;
	size_t i;

	for (i = 0; i < l->n && l->parents; i++)
		if (l->v[i].pid == s->v[0].ppid &&
		    l->v[i].says.role == SSHTITLE_PRIV)
			take(s, &l->v[i]);
	while (more) {
		more = false;
		for (i = 0; i < l->n; i++) {
			const struct session_process *parent = session_find(
			    s, l->v[i].ppid);

			/* Not what a session's monitor has beside it. */
			if (l->v[i].taken || parent == NULL ||
			    parent->says.role == SSHTITLE_PRIV)
				continue;
			take(s, &l->v[i]);
			more = true;
		}
	}
}

/* Without parents: the user's server of files that has no session yet. */
static bool
take_sftp(struct session *s, struct lines *l, const struct line *of)
{
	size_t i;

	for (i = 0; i < l->n && !l->parents; i++)
		if (!l->v[i].taken && l->v[i].says.role == SSHTITLE_SFTP &&
		    span_same(l->v[i].says.user, of->says.user)) {
			take(s, &l->v[i]);
			return true;
		}
	return false;
}

static void
add_session(struct sessions *to, struct lines *l, struct line *line)
{
	struct session *s = sessions_add(to);
	bool sftp = false;

	take(s, line);
	add_family(s, l);
	if (line->says.role == SSHTITLE_NOTTY)
		sftp = take_sftp(s, l, line);
	session_sort(s);
	s->uid = line->uid;
	if (s->uid == SESSION_NONE && span_is(line->says.user, "root"))
		s->uid = 0;
	else if (s->uid == SESSION_NONE && line->user != NULL)
		s->uid = accounts_uid(to->accounts, line->user);
	session_tell(s);
	/* Without parents it could be anything. */
	if (s->kind == SESSION_COMMAND && !l->parents && !sftp)
		s->kind = SESSION_UNKNOWN;
}

static void
add_other(struct sessions *to, struct line *line, enum session_kind kind)
{
	struct session *s = sessions_add(to);

	s->kind = kind;
	take(s, line);
	s->uid = kind == SESSION_TITLE ? line->uid : SESSION_NONE;
	if (kind == SESSION_TITLE) {
		s->v[0].server = false;
		if (line->user != NULL)
			s->user = mem_dup(line->user);
	}
	session_tell(s);
}

/* ps cuts a long name: u234567+. A number says nothing. */
static bool
is_users(const struct line *line)
{
	const char *user = line->user;
	struct span named = line->says.user;
	size_t n = user == NULL ? 0 : strlen(user);

	if (n == 0 || span_is(named, user) || strcmp(user, "root") == 0)
		return true;
	return user[n - 1] == '+' && named.n >= n - 1 &&
	    memcmp(named.p, user, n - 1) == 0;
}

/* A monitor is root's, and so is who asks PAM, whomever they name. */
static bool
is_roots(const struct line *line)
{
	const char *user = line->user;

	if (line->uid != SESSION_NONE)
		return line->uid == 0;
	return user == NULL || strcmp(user, "root") == 0 ||
	    strcmp(user, "0") == 0;
}

/* "sshd: " and the like, which only a server's own titles start with. */
static bool
is_title(const struct line *line)
{
	const char *colon = strstr(line->title, ": ");

	return colon != NULL && strncmp(line->title, "sshd", 4) == 0 &&
	    sshtitle_claims(
		span_of(line->title, (size_t)(colon - line->title)));
}

static void
add_line_session(struct sessions *to, struct lines *l, struct line *line)
{
	enum sshtitle_role role = line->says.role;

	if (line->taken)
		return;
	if (role == SSHTITLE_NONE) {
		if (is_title(line))
			add_other(to, line, SESSION_TITLE);
	} else if (role == SSHTITLE_ACCEPTED ||
	    (role == SSHTITLE_NET && line->says.user.p != NULL)) {
		add_other(to, line, SESSION_PREAUTH);
	} else if (role == SSHTITLE_PRIV || role == SSHTITLE_PAM) {
		if (!is_roots(line))
			add_other(to, line, SESSION_TITLE);
	} else if (role >= SSHTITLE_USER) {
		if (!is_users(line))
			add_other(to, line, SESSION_TITLE);
		else
			add_session(to, l, line);
	}
}

int
pssessions_read(struct sessions *s, const char *file)
{
	struct lines l = {0};
	int rc = read_lines(&l, file);
	size_t i;

	/* An internal sftp server is part of another's session, if there is
	 * one. */
	for (i = 0; rc == 0 && i < l.n; i++)
		if (l.v[i].says.role != SSHTITLE_SFTP)
			add_line_session(s, &l, &l.v[i]);
	for (i = 0; rc == 0 && i < l.n; i++)
		add_line_session(s, &l, &l.v[i]);
	free_lines(&l);
	return rc;
}
