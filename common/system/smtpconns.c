#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "pure/mtaname.h"
#include "pure/num.h"
#include "pure/passwd.h"
#include "system/rooted.h"
#include "system/smtpconns.h"

enum {
	PASSWD_MAX = 4 << 20,
	LISTENING = 10,
	/* marks */
	SEEN = 1, /* a process has it */
	SERVER = 2, /* the mail server listens on it */
	GONE = 4, /* it was closed meanwhile */
};

int
smtpconns_ports(struct smtpconns *c, struct span list)
{
	struct span part;
	uint64_t port;

	for (c->nports = 0; (part = span_upto(&list, ',')).p != NULL;) {
		if (c->nports == SMTPCONNS_PORTS ||
		    num_u(part, UINT16_MAX, &port) == -1 || port == 0)
			return -1;
		c->ports[c->nports++] = (uint16_t)port;
	}
	return c->nports > 0 ? 0 : -1;
}

int
smtpconns_open(struct smtpconns *c, const char *root)
{
	int fd;

	if (procs_open(&c->procs, root) == -1)
		return -1;
	fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 ||
	    (rooted_read(fd, "/etc/passwd", 0, PASSWD_MAX, &c->passwd, NULL) ==
		    -1 &&
		errno != ENOENT))
		rooted_tell("etc/passwd");
	if (fd != -1)
		close(fd);
	return 0;
}

/* --- which connections --- */

static bool
is_asked(const struct smtpconns *c, uint16_t port)
{
	size_t i;

	for (i = 0; i < c->nports; i++)
		if (c->ports[i] == port)
			return true;
	return false;
}

static bool
is_outgoing(const struct procfile_tcp *t)
{
	return t->state != LISTENING;
}

/* Keeps those to the ports, and who listens on them. How many go out? */
static size_t
keep_asked(struct smtpconns *c)
{
	struct sockets *s = &c->sockets;
	size_t i, n = 0, out = 0;

	for (i = 0; i < s->n; i++) {
		const struct procfile_tcp *t = &s->v[i];

		/* One without an inode was closed by its process. */
		if (t->inode == 0 ||
		    !is_asked(
			c, is_outgoing(t) ? t->remote.port : t->local.port))
			continue;
		out += is_outgoing(t);
		s->v[n++] = *t;
	}
	s->n = n;
	return out;
}

/* Whether the other end is this machine. */
static bool
is_loop(const struct procfile_tcp *t)
{
	return strncmp(t->remote.ip, "127.", 4) == 0 ||
	    strcmp(t->remote.ip, t->local.ip) == 0;
}

/* Whether the mail server listens at the other end. */
static bool
is_to_server(const struct smtpconns *c, const struct procfile_tcp *t)
{
	const struct sockets *s = &c->sockets;
	size_t i;

	for (i = 0; i < s->n; i++)
		if ((c->marks[i] & SERVER) && !is_outgoing(&s->v[i]) &&
		    s->v[i].local.port == t->remote.port)
			return true;
	return false;
}

/* --- whose they are --- */

static bool
is_server_user(const struct smtpconns *c, uint32_t uid)
{
	struct span text = span_of(c->passwd.p, c->passwd.len);
	struct passwd_entry e;

	if (uid == 0)
		return true;
	while (passwd_next(&text, &e))
		if (e.uid == uid && mtaname_user(e.name))
			return true;
	return false;
}

static bool
is_server(const struct smtpconns *c, const struct proc *proc)
{
	struct buf exe = {0};
	bool is = is_server_user(c, proc->uid) &&
	    procs_link(&c->procs, proc, "exe", &exe) &&
	    mtaname_program(span_of(exe.p, exe.len));

	buf_free(&exe);
	return is;
}

/* A process that is looked at. */
struct look {
	struct smtpconns *c;
	struct proc proc;
	bool again; /* only for what nobody had */
	size_t found;
};

static void
count_one(void *ctx, const struct procfile_tcp *t)
{
	struct look *l = ctx;
	size_t i = (size_t)(t - l->c->sockets.v);

	l->found += !l->again || l->c->marks[i] == 0;
}

static void
add_hit(
    struct smtpconns *c, const struct proc *proc, const struct procfile_tcp *t)
{
	c->hits = mem_grow(c->hits, &c->cap, c->n + 1, sizeof *c->hits);
	c->hits[c->n++] = (struct smtphit){*proc, t};
}

static void
take_one(void *ctx, const struct procfile_tcp *t)
{
	struct look *l = ctx;
	struct smtpconns *c = l->c;
	size_t i = (size_t)(t - c->sockets.v);

	if (l->again && c->marks[i] != 0)
		return;
	if (is_outgoing(t))
		add_hit(c, &l->proc, t);
	else if (is_server(c, &l->proc))
		c->marks[i] |= SERVER;
	/* Another process that has it is found in this round, too. */
	if (!l->again)
		c->marks[i] |= SEEN;
}

/* Few have any of the sockets; of these, more is asked. */
static void
look_into(struct look *l)
{
	struct smtpconns *c = l->c;

	l->found = 0;
	if (!sockets_of(&c->sockets, &c->procs, &l->proc, count_one, l))
		c->hidden += !l->again && (errno == EACCES || errno == EPERM);
	if (l->found > 0 && procs_fill(&c->procs, &l->proc))
		sockets_of(&c->sockets, &c->procs, &l->proc, take_one, l);
}

static void
look_into_all(struct smtpconns *c, bool again)
{
	struct look l = {.c = c, .again = again};
	size_t i, from = c->n;

	procs_list(&c->procs);
	for (i = 0; i < c->procs.n; i++) {
		l.proc = c->procs.v[i];
		look_into(&l);
	}
	for (; from < c->n; from++)
		c->marks[c->hits[from].tcp - c->sockets.v] |= SEEN;
}

/*
 * What nobody has may have been closed, or opened by a process that was
 * started, since the connections were read. Are there any that were not?
 */
static bool
still_there(struct smtpconns *c)
{
	struct sockets now;
	bool any = false;
	size_t i, j = 0;

	if (sockets_read(&now, &c->procs) == -1)
		return false;
	for (i = 0; i < c->sockets.n; i++) {
		uint64_t inode = c->sockets.v[i].inode;

		while (j < now.n && now.v[j].inode < inode)
			j++;
		if (c->marks[i] != 0)
			continue;
		if (j == now.n || now.v[j].inode != inode)
			c->marks[i] |= GONE;
		else
			any = true;
	}
	sockets_free(&now);
	return any;
}

/* Those that no process has that can be seen. */
static void
add_unseen(struct smtpconns *c)
{
	static const struct proc nobody;
	const struct sockets *s = &c->sockets;
	size_t i;

	for (i = 0; i < s->n; i++)
		/* Only root listens on those ports. */
		if (c->marks[i] == 0 && !is_outgoing(&s->v[i]) &&
		    is_server_user(c, s->v[i].uid))
			c->marks[i] |= SERVER;
	for (i = 0; i < s->n; i++)
		if (c->marks[i] == 0 && is_outgoing(&s->v[i]))
			add_hit(c, &nobody, &s->v[i]);
}

/* --- all of it --- */

static int
compare_ends(const struct procfile_end *x, const struct procfile_end *y)
{
	int rc = strcmp(x->ip, y->ip);

	return rc != 0 ? rc : (x->port > y->port) - (x->port < y->port);
}

static uint32_t
uid_of(const struct smtphit *h)
{
	return h->proc.pid != 0 ? h->proc.uid : h->tcp->uid;
}

/* By process and remote end. */
static int
compare_ones(const struct smtphit *x, const struct smtphit *y)
{
	uint32_t p = (uint32_t)x->proc.pid - 1, q = (uint32_t)y->proc.pid - 1;

	if (p != q)
		return p > q ? 1 : -1;
	if (uid_of(x) != uid_of(y))
		return uid_of(x) > uid_of(y) ? 1 : -1;
	return compare_ends(&x->tcp->remote, &y->tcp->remote);
}

static int
compare_hits(const void *a, const void *b)
{
	const struct smtphit *x = a, *y = b;
	int rc = compare_ones(x, y);

	if (rc == 0 && x->tcp->state != y->tcp->state)
		rc = x->tcp->state > y->tcp->state ? 1 : -1;
	return rc != 0 ? rc : compare_ends(&x->tcp->local, &y->tcp->local);
}

/* Of a process's connections to one end the first stays. */
static void
settle(struct smtpconns *c)
{
	struct smtphit *v = c->hits;
	size_t i, n = 0;

	if (c->n > 0)
		qsort(v, c->n, sizeof *v, compare_hits);
	for (i = 0; i < c->n; i++) {
		if (!c->loopback && is_loop(v[i].tcp) &&
		    is_to_server(c, v[i].tcp))
			continue;
		if (n > 0 && compare_ones(&v[n - 1], &v[i]) == 0)
			continue;
		c->unseen += v[i].proc.pid == 0;
		v[n++] = v[i];
	}
	c->n = n;
}

int
smtpconns_scan(struct smtpconns *c)
{
	if (sockets_read(&c->sockets, &c->procs) == -1)
		return -1;
	if (keep_asked(c) == 0)
		return 0;
	c->marks = mem_alloc(c->sockets.n);
	memset(c->marks, 0, c->sockets.n);
	look_into_all(c, false);
	if (still_there(c) && c->hidden == 0)
		look_into_all(c, true);
	add_unseen(c);
	settle(c);
	return 0;
}

/* --- what is told of each --- */

static struct span
user_name(const struct smtpconns *c, uint32_t uid)
{
	struct passwd_entry e;

	return passwd_uid(span_of(c->passwd.p, c->passwd.len), uid, &e)
	    ? e.name
	    : span_of(NULL, 0);
}

/* False if it has gone. */
static bool
tell_process(
    const struct procs *p, const struct proc *proc, struct smtpconn *to)
{
	to->has_exe = procs_link(p, proc, "exe", &to->exe);
	to->has_cwd = procs_link(p, proc, "cwd", &to->cwd);
	/* What may not be seen, or not now, is a connection all the same. */
	if (!procs_cmdline(p, proc, &to->command) &&
	    (errno == ENOENT || errno == ESRCH))
		return false;
	if (to->command.len == 0)
		buf_putf(&to->command, "[%s]", proc->comm);
	to->since = procs_start_ms(p, proc);
	return true;
}

bool
smtpconns_tell(
    struct smtpconns *c, const struct smtphit *hit, struct smtpconn *to)
{
	bool known = hit->proc.pid != 0;

	buf_clear(&to->exe);
	buf_clear(&to->cwd);
	buf_clear(&to->command);
	to->has_exe = to->has_cwd = false;
	to->since = 0;
	to->tcp = hit->tcp;
	to->proc = known ? &hit->proc : NULL;
	to->uid = known ? hit->proc.uid : to->tcp->uid;
	to->user = user_name(c, to->uid);
	if (!known)
		return true;
	return tell_process(&c->procs, &hit->proc, to) &&
	    !(is_server_user(c, to->uid) && to->has_exe &&
		mtaname_program(span_of(to->exe.p, to->exe.len)));
}

void
smtpconns_done(struct smtpconn *to)
{
	buf_free(&to->exe);
	buf_free(&to->cwd);
	buf_free(&to->command);
}

void
smtpconns_close(struct smtpconns *c)
{
	free(c->marks);
	free(c->hits);
	buf_free(&c->passwd);
	sockets_free(&c->sockets);
	procs_close(&c->procs);
}
