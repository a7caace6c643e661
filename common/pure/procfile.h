/* procfile: what the kernel's files in /proc say */
#ifndef QT_PROCFILE_H
#define QT_PROCFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

#define PROCFILE_UNSET UINT32_MAX /* loginuid or session id of no login */

/* From PID/stat (proc(5)); comm is between the first ( and the last ). */
struct procfile_stat {
	int64_t pid, ppid, session;
	struct span comm;
	char state;
	int64_t tty; /* device number, 0: none */
	uint64_t start; /* clock ticks after boot */
};

/* Reads the text of PID/stat. 0, -1 if it is none. */
int procfile_stat(struct span text, struct procfile_stat *s);

/* The real uid in the text of PID/status. 0 or -1. */
int procfile_uid(struct span text, uint32_t *uid);

/* The number in PID/loginuid or PID/sessionid. 0 or -1. */
int procfile_number(struct span text, uint32_t *n);

/* "pts/3", "tty1", "ttyS0" of a device number; empty without one. */
void procfile_tty(int64_t tty, char name[16]);

/* btime in the text of /proc/stat: epoch seconds of the boot. 0 or -1. */
int procfile_btime(struct span text, int64_t *btime);

/* An end of a connection. Addresses are as text, as inet_ntop has them, an
 * IPv4 address in IPv6 as the IPv4 one. */
struct procfile_end {
	char ip[46];
	uint16_t port;
};

/* A line of net/tcp or net/tcp6. */
struct procfile_tcp {
	struct procfile_end local, remote;
	unsigned state; /* 1 established, 2 SYN sent, 10 listening */
	uint32_t uid;
	uint64_t inode; /* 0: of no process any more */
};

/* 0, or -1 if it is none, as its title. */
int procfile_tcp(struct span line, struct procfile_tcp *t);

#endif
