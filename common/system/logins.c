#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "pure/sshtitle.h"
#include "system/logins.h"

enum {
	DEEPEST = 256, /* ancestors that are looked at */
	GUESSED = 8, /* a listener as no title tells otherwise */
};

static const char deleted[] = " (deleted)";

/* Whether the executable is a server's, of no place where users can write. */
static bool
has_program(const struct procs *p, const struct proc *proc, bool dropbear,
    struct buf *b)
{
	static const char *const users[] = {
	    "/tmp/", "/home/", "/var/tmp/", "/dev/", "/run/", "/var/www/"};
	const char *exe, *name;
	size_t n, i;

	/* Not to be seen, or it has ended: then its name has to do. */
	if (!procs_link(p, proc, "exe", b))
		return errno != ESRCH;
	n = sizeof deleted - 1;
	if (b->len > n && memcmp(b->p + b->len - n, deleted, n) == 0)
		b->len -= n;
	exe = buf_str(b);
	for (i = 0; i < sizeof users / sizeof users[0]; i++)
		if (strncmp(exe, users[i], strlen(users[i])) == 0)
			return false;
	name = strrchr(exe, '/') == NULL ? exe : strrchr(exe, '/') + 1;
	if (dropbear)
		return strncmp(name, "dropbear", 8) == 0;
	return sshtitle_is_name(span_str(name));
}

static unsigned char
classify(const struct procs *p, const struct proc *proc, struct buf *b)
{
	bool dropbear = strcmp(proc->comm, "dropbear") == 0;
	struct sshtitle t;
	unsigned char is = LOGINS_SERVER;

	/* It has ended, and waits for its parent to take note. */
	if (proc->state == 'Z')
		return 0;
	if ((!dropbear && !sshtitle_is_name(span_str(proc->comm))) ||
	    !has_program(p, proc, dropbear, b))
		return 0;
	if (dropbear)
		is |= LOGINS_DROPBEAR;
	if (!procs_cmdline(p, proc, b) || b->len == 0)
		return is;
	/* Before OpenSSH 8 a listener shows its command line. */
	sshtitle_read(span_of(b->p, b->len), &t);
	if (t.role == SSHTITLE_LISTENER)
		is |= LOGINS_LISTENER;
	else if (t.role == SSHTITLE_NONE && strstr(buf_str(b), " -i") == NULL)
		is |= LOGINS_LISTENER | GUESSED;
	return is;
}

/* Who is a server's child and shows a command line yet, has a connection. */
static void
correct(struct logins *l, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((l->is[i] & GUESSED) && l->parent[i] != -1 &&
		    (l->is[l->parent[i]] & LOGINS_SERVER) &&
		    (l->is[l->parent[i]] & LOGINS_DROPBEAR) ==
			(l->is[i] & LOGINS_DROPBEAR))
			l->is[i] &= (unsigned char)~LOGINS_LISTENER;
}

/*
 * The server that has the connection that a process came by: the topmost
 * below a listener, which *listener is set to. -1: none.
 */
static int32_t
find_server(const struct logins *l, size_t i, int32_t *listener)
{
	int32_t at = (int32_t)i, found = -1;
	int depth;

	*listener = -1;
	for (depth = 0; at != -1 && depth < DEEPEST; depth++) {
		if (l->is[at] & LOGINS_LISTENER) {
			*listener = at;
			break;
		}
		if (l->is[at] & LOGINS_SERVER)
			found = at;
		at = l->parent[at];
	}
	return found;
}

/* A listener may have the audit session of who started it; then that is of
 * no use below it. */
static bool
has_audit(const struct procs *p, int32_t i, int32_t listener)
{
	return p->v[i].audit != PROCFILE_UNSET &&
	    (listener == -1 || p->v[listener].audit != p->v[i].audit);
}

static int64_t
group_of(const struct logins *l, const struct procs *p, size_t i)
{
	int32_t listener, server = find_server(l, i, &listener);
	bool own = listener == (int32_t)i;

	if (p->v[i].state == 'Z')
		return LOGINS_NONE;
	/* Root's listener is nobody's session, whoever started it. */
	if (own)
		return p->v[i].uid == 0 || p->v[i].audit == PROCFILE_UNSET
		    ? LOGINS_NONE
		    : LOGINS_AUDIT + p->v[i].audit;
	if (has_audit(p, (int32_t)i, listener))
		return LOGINS_AUDIT + p->v[i].audit;
	if (server == -1)
		return LOGINS_NONE;
	if (has_audit(p, server, listener))
		return LOGINS_AUDIT + p->v[server].audit;
	return p->v[server].pid;
}

void
logins_find(struct logins *l, const struct procs *p)
{
	const struct proc *parent;
	struct buf b = {0};
	size_t i;

	l->is = mem_alloc(p->n * sizeof *l->is);
	l->parent = mem_alloc(p->n * sizeof *l->parent);
	l->group = mem_alloc(p->n * sizeof *l->group);
	for (i = 0; i < p->n; i++) {
		parent = procs_find(p, p->v[i].ppid);
		l->parent[i] = parent == NULL ? -1 : (int32_t)(parent - p->v);
		l->is[i] = classify(p, &p->v[i], &b);
	}
	correct(l, p->n);
	for (i = 0; i < p->n; i++)
		l->group[i] = group_of(l, p, i);
	buf_free(&b);
}

void
logins_free(struct logins *l)
{
	free(l->is);
	free(l->parent);
	free(l->group);
}
