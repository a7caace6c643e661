/* sockets: TCP connections below a root's /proc, and whose they are */
#ifndef QT_SOCKETS_H
#define QT_SOCKETS_H

#include "system/procs.h"

struct sockets {
	struct procfile_tcp *v; /* by inode, ascending */
	size_t n, cap;
};

/* Reads net/tcp and net/tcp6 of the root's proc (of the network namespace of
 * this process), but for what no process has yet or has any more: half open,
 * TIME_WAIT. 0, or -1, told. */
int sockets_read(struct sockets *s, const struct procs *p);

/*
 * The sockets that a process holds: calls fn for each of those in s, once.
 * False if its fd directory could not be read (no right: errno EACCES or
 * EPERM; gone). Of one that was only listed it is not told if its number is
 * another one's by then.
 */
bool sockets_of(const struct sockets *s, const struct procs *p,
    const struct proc *proc,
    void (*fn)(void *ctx, const struct procfile_tcp *t), void *ctx);

void sockets_free(struct sockets *s);

#endif
