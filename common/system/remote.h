/* remote: where an ssh session comes from, by its sockets */
#ifndef QT_REMOTE_H
#define QT_REMOTE_H

#include "system/logins.h"
#include "system/sockets.h"

/* The ports that ssh servers listen on. */
struct remote_ports {
	uint16_t v[64];
	size_t n;
};

void remote_ports(struct remote_ports *r, const struct procs *p,
    const struct logins *l, const struct sockets *s);

/*
 * A connection's far end, chosen of the sockets that a server's processes
 * hold: that on a port which a server listens on, else on port 22, else the
 * one that it got first.
 */
struct remote {
	const struct remote_ports *ports;
	const struct procfile_tcp *best; /* NULL: none yet */
	int rank;
	bool hidden; /* something could not be read for want of rights */
};

/* Adds the sockets of a process. */
void remote_add(struct remote *r, const struct sockets *s,
    const struct procs *p, const struct proc *proc);

/* "192.0.2.1:50000", "[2001:db8::1]:50000"; nothing if there is none. */
void remote_put(const struct remote *r, struct buf *b);

#endif
