/* smtpconns: who is connected to mail ports elsewhere, past the mail server */
#ifndef QT_SMTPCONNS_H
#define QT_SMTPCONNS_H

#include "system/sockets.h"

enum { SMTPCONNS_PORTS = 64 };

/* A process and a connection; of many with one remote end, one. */
struct smtphit {
	struct proc proc; /* pid 0: nobody's that can be seen */
	const struct procfile_tcp *tcp; /* in sockets.v */
};

struct smtpconns {
	struct procs procs;
	struct sockets sockets; /* to those ports, and who listens on them */
	struct buf passwd;
	uint16_t ports[SMTPCONNS_PORTS];
	size_t nports;
	bool loopback; /* also to this machine's own mail server */
	unsigned char *marks; /* of each socket */
	struct smtphit *hits; /* by pid, those of nobody last */
	size_t n, cap;
	size_t unseen; /* how many of them are nobody's */
	size_t hidden; /* processes that could not be looked into */
};

/* What is told of a hit; the texts are empty where there is none. */
struct smtpconn {
	const struct proc *proc; /* NULL: nobody's that can be seen */
	const struct procfile_tcp *tcp;
	uint32_t uid;
	struct span user; /* p NULL: it has no name */
	int64_t since; /* milliseconds since the Epoch, 0: not known */
	struct buf exe, cwd, command;
	bool has_exe, has_cwd; /* not: it could not be read */
};

/* PORT,... Returns 0, or -1. */
int smtpconns_ports(struct smtpconns *c, struct span list);

/* Opens what is below root. Then comes confinement. 0, or -1, told. */
int smtpconns_open(struct smtpconns *c, const char *root);

/* Finds the hits. 0, or -1, told. */
int smtpconns_scan(struct smtpconns *c);

/*
 * What is to tell of a hit, in *to, which is all zero at first and freed by
 * smtpconns_done. False if it is the mail server's own, or has gone.
 */
bool smtpconns_tell(
    struct smtpconns *c, const struct smtphit *hit, struct smtpconn *to);
void smtpconns_done(struct smtpconn *to);

void smtpconns_close(struct smtpconns *c);

#endif
