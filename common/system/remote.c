#include <errno.h>

#include "system/remote.h"

enum { ESTABLISHED = 1, LISTEN = 10, SSH_PORT = 22 };

static bool
is_port(const struct remote_ports *r, uint16_t port)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->v[i] == port)
			return true;
	return false;
}

static void
add_port(void *ctx, const struct procfile_tcp *t)
{
	struct remote_ports *r = ctx;

	if (t->state == LISTEN && r->n < sizeof r->v / sizeof r->v[0] &&
	    !is_port(r, t->local.port))
		r->v[r->n++] = t->local.port;
}

void
remote_ports(struct remote_ports *r, const struct procs *p,
    const struct logins *l, const struct sockets *s)
{
	size_t i;

	r->n = 0;
	for (i = 0; i < p->n; i++)
		if (l->is[i] & LOGINS_LISTENER)
			sockets_of(s, p, &p->v[i], add_port, r);
}

static void
consider(void *ctx, const struct procfile_tcp *t)
{
	struct remote *r = ctx;
	int rank = 1;

	if (t->state != ESTABLISHED)
		return;
	if (is_port(r->ports, t->local.port))
		rank = 3;
	else if (t->local.port == SSH_PORT)
		rank = 2;
	/* Inodes are given in order, and the connection was there first. */
	if (rank > r->rank || (rank == r->rank && t->inode < r->best->inode)) {
		r->rank = rank;
		r->best = t;
	}
}

void
remote_add(struct remote *r, const struct sockets *s, const struct procs *p,
    const struct proc *proc)
{
	if (!sockets_of(s, p, proc, consider, r) &&
	    (errno == EACCES || errno == EPERM))
		r->hidden = true;
}

void
remote_put(const struct remote *r, struct buf *b)
{
	const struct procfile_end *end;

	if (r->best == NULL)
		return;
	end = &r->best->remote;
	buf_putf(b, strchr(end->ip, ':') == NULL ? "%s:%u" : "[%s]:%u", end->ip,
	    (unsigned)end->port);
}
