#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "system/logins.h"
#include "system/otherlogin.h"
#include "system/remote.h"
#include "system/rooted.h"
#include "system/sessions.h"

/* What finding them needs. */
struct find {
	struct sessions *s;
	struct logins logins;
	struct sockets sockets;
	struct remote_ports ports;
	struct buf b, exe;
};

struct session *
sessions_add(struct sessions *s)
{
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof *s->v);
	s->v[s->n] = (struct session){
	    .uid = SESSION_NONE, .audit = SESSION_NONE};
	return &s->v[s->n++];
}

/* --- a process --- */

static void
take_exe(struct find *f, struct session_process *to)
{
	static const char deleted[] = " (deleted)";
	const size_t n = sizeof deleted - 1;
	struct buf *b = &f->exe;

	to->deleted = b->len > n && b->p[0] == '/' &&
	    memcmp(b->p + b->len - n, deleted, n) == 0;
	if (to->deleted)
		b->len -= n;
	to->exe = mem_dupn(b->p, b->len);
	to->replaced = to->deleted &&
	    rooted_stat(f->s->root, to->exe, NULL) == 0;
}

/* One that has vanished meanwhile is left out. */
static void
read_process(struct find *f, uint32_t place, struct session *s)
{
	const struct proc *proc = &f->s->procs->v[place];
	struct session_process *to = session_add(s, proc->pid);

	to->ppid = proc->ppid;
	to->uid = proc->uid;
	to->start = proc->start;
	memcpy(to->comm, proc->comm, sizeof to->comm);
	to->server = f->logins.is[place] & LOGINS_SERVER;
	if (procs_program(f->s->procs, proc, &f->b, &f->exe))
		take_exe(f, to);
	else
		to->hidden = errno == EACCES || errno == EPERM;
	if (f->b.len > 0)
		to->title = mem_dupn(f->b.p, f->b.len);
	if (to->title == NULL && to->exe == NULL && !to->hidden) {
		s->n--;
		return;
	}
	if (to->server && to->title != NULL)
		sshtitle_read(span_str(to->title), &to->says);
	s->dropbear = s->dropbear || f->logins.is[place] & LOGINS_DROPBEAR;
	f->s->hidden += to->hidden;
}

/* --- a session --- */

static bool
has_server(const struct session *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].server)
			return true;
	return false;
}

static void
find_remote(struct find *f, struct session *s)
{
	struct remote r = {.ports = &f->ports};
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->v[i].server)
			remote_add(&r, &f->sockets, f->s->procs,
			    procs_find(f->s->procs, s->v[i].pid));
	remote_put(&r, &s->from);
	s->from_hidden = r.hidden && r.best == NULL;
}

/* Whose it is: the login's uid, else that of whom the server works for. */
static uint32_t
find_uid(const struct session *s, uint32_t loginuid)
{
	uint32_t uid = SESSION_NONE;
	size_t i;

	if (loginuid != PROCFILE_UNSET)
		return loginuid;
	for (i = 0; i < s->n; i++) {
		const struct session_process *p = &s->v[i];
		const struct session_process *parent = session_find(s, p->ppid);
		bool told = p->server ? p->says.role >= SSHTITLE_USER
				      : parent != NULL && parent->server;

		if (told && (uid == SESSION_NONE || p->uid != 0))
			uid = p->uid;
	}
	return uid;
}

/* Of a terminal that the title does not tell: what processes have. */
static void
find_tty(const struct find *f, struct session *s)
{
	int64_t seen = 0;
	char name[16];
	size_t i;

	for (i = 0; i < s->n && s->tty.len == 0; i++) {
		const struct proc *p = procs_find(f->s->procs, s->v[i].pid);

		procfile_tty(p->tty, name);
		if (s->v[i].server || p->tty == seen || name[0] == '\0')
			continue;
		seen = p->tty;
		buf_puts(&s->tty, name);
	}
}

static int64_t
started(const struct find *f, const struct session *s)
{
	int64_t ms, first = 0;
	size_t i;

	for (i = 0; i < s->n; i++) {
		ms = procs_start_ms(
		    f->s->procs, procs_find(f->s->procs, s->v[i].pid));
		if (ms > 0 && (first == 0 || ms < first))
			first = ms;
	}
	return first / 1000;
}

static void
find_cwd(struct find *f, struct session *s)
{
	const struct proc *p = procs_find(f->s->procs, s->v[s->told].pid);

	if (procs_link(f->s->procs, p, "cwd", &f->b))
		s->cwd = mem_dupn(f->b.p, f->b.len);
	else
		s->cwd_hidden = errno == EACCES || errno == EPERM;
}

/* What logind adds to what processes tell. */
static void
add_login(struct session *s, const struct logind *l)
{
	s->in_logind = true;
	if (s->user == NULL && l->user.p != NULL)
		s->user = mem_dupn(l->user.p, l->user.n);
	if (s->kind == SESSION_ORPHAN && l->sec > 0)
		s->since = l->sec;
	if (s->from.len == 0 && l->host.p != NULL) {
		bool v6 = memchr(l->host.p, ':', l->host.n) != NULL;

		buf_puts(&s->from, v6 ? "[" : "");
		buf_put(&s->from, l->host.p, l->host.n);
		buf_puts(&s->from, v6 ? "]" : "");
	}
}

static void
fill(struct find *f, struct session *s, uint32_t loginuid,
    const struct logind *login)
{
	struct span name;

	if (s->kind != SESSION_TITLE && !has_server(s))
		s->kind = SESSION_ORPHAN;
	if (s->kind == SESSION_UNKNOWN && s->audit == SESSION_NONE &&
	    !session_has_login(s))
		s->kind = SESSION_PREAUTH;
	s->since = started(f, s);
	find_remote(f, s);
	if (s->kind == SESSION_ORPHAN || s->dropbear)
		find_tty(f, s);
	s->uid = s->kind == SESSION_PREAUTH ? SESSION_NONE
					    : find_uid(s, loginuid);
	if (login != NULL)
		add_login(s, login);
	session_tell(s);
	find_cwd(f, s);
	if (s->user == NULL && s->uid != SESSION_NONE) {
		name = accounts_name(f->s->accounts, s->uid);
		if (name.p != NULL)
			s->user = mem_dupn(name.p, name.n);
	}
}

/* Whether this program's environment tells that it came by that connection,
 * as it does in a tmux or screen that others now show. */
static bool
is_connection(const struct session *s)
{
	const char *text = getenv("SSH_CONNECTION");
	struct span rest = span_str(text == NULL ? "" : text);
	struct span ip = span_field(&rest), port = span_field(&rest);
	struct buf from = {0};
	bool same;

	if (port.p == NULL || s->from.len == 0)
		return false;
	buf_putf(&from,
	    memchr(ip.p, ':', ip.n) == NULL ? "%.*s:%.*s" : "[%.*s]:%.*s",
	    (int)ip.n, ip.p, (int)port.n, port.p);
	same = span_same(
	    span_of(from.p, from.len), span_of(s->from.p, s->from.len));
	buf_free(&from);
	return same;
}

/* Whether this program was started from it. */
static bool
is_callers(const struct find *f, const struct session *s)
{
	const struct proc *p = procs_find(f->s->procs, getpid());

	if (f->s->live && is_connection(s))
		return true;
	for (; f->s->live && p != NULL; p = procs_find(f->s->procs, p->ppid)) {
		if (session_find(s, p->pid) != NULL)
			return true;
		if (p->ppid == p->pid)
			break;
	}
	return false;
}

/* --- all of them --- */

struct member {
	int64_t group;
	uint32_t place;
};

static int
compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* The session of one group: n members. */
static void
add_group(struct find *f, const struct member *m, size_t n)
{
	const struct procs *p = f->s->procs;
	const struct proc *first = &p->v[m[0].place];
	uint32_t audit = m[0].group >= LOGINS_AUDIT
	    ? (uint32_t)(m[0].group - LOGINS_AUDIT)
	    : SESSION_NONE;
	uint32_t *places = mem_alloc(n * sizeof *places), loginuid;
	const struct logind *login = recorded_login(
	    f->s->recorded, audit, first->pid);
	bool server = false;
	struct session *s = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		places[i] = m[i].place;
		server = server || f->logins.is[places[i]] & LOGINS_SERVER;
	}
	if (server || !otherlogin_is(p, &f->logins, places, n, login)) {
		s = sessions_add(f->s);
		s->audit = audit;
		for (i = 0; i < n; i++)
			read_process(f, places[i], s);
	}
	if (s != NULL && s->n == 0) {
		session_free(s);
		f->s->n--;
	} else if (s != NULL) {
		loginuid = audit == SESSION_NONE ? PROCFILE_UNSET
						 : first->loginuid;
		fill(f, s, loginuid, login);
		s->callers = is_callers(f, s);
	}
	free(places);
}

static void
add_groups(struct find *f)
{
	const struct procs *p = f->s->procs;
	struct member *m = mem_alloc(p->n * sizeof *m);
	size_t i, j, n = 0;

	for (i = 0; i < p->n; i++)
		if (f->logins.group[i] != LOGINS_NONE)
			m[n++] = (struct member){
			    f->logins.group[i], (uint32_t)i};
	if (n > 0)
		qsort(m, n, sizeof *m, compare_members);
	for (i = 0; i < n; i = j) {
		for (j = i; j < n && m[j].group == m[i].group; j++)
			;
		add_group(f, m + i, j - i);
	}
	free(m);
}

/* Threads of the kernel are 2 and its children; in a container 2 may be
 * anything. */
static bool
is_thread(const struct procs *p, const struct proc *proc)
{
	const struct proc *two = procs_find(p, 2);

	return two != NULL && two->ppid == 0 &&
	    strcmp(two->comm, "kthreadd") == 0 &&
	    (proc == two || proc->ppid == 2);
}

/* What is of no login and says that it is an sshd. */
static void
add_titles(struct find *f)
{
	const struct procs *p = f->s->procs;
	struct session *s;
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (f->logins.group[i] != LOGINS_NONE || f->logins.is[i] ||
		    is_thread(p, &p->v[i]) ||
		    !procs_cmdline(p, &p->v[i], &f->b) ||
		    !sshtitle_claims(span_of(f->b.p, f->b.len)))
			continue;
		s = sessions_add(f->s);
		s->kind = SESSION_TITLE;
		read_process(f, (uint32_t)i, s);
		s->uid = p->v[i].uid;
		if (s->n > 0)
			fill(f, s, s->uid, NULL);
		else
			f->s->n--;
	}
}

void
sessions_find(struct sessions *s)
{
	struct find f = {.s = s};

	sockets_read(&f.sockets, s->procs);
	logins_find(&f.logins, s->procs);
	remote_ports(&f.ports, s->procs, &f.logins, &f.sockets);
	add_groups(&f);
	add_titles(&f);
	logins_free(&f.logins);
	sockets_free(&f.sockets);
	buf_free(&f.b);
	buf_free(&f.exe);
}
