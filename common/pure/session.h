/* session: an ssh session, of what processes it is and what was told of it */
#ifndef QT_SESSION_H
#define QT_SESSION_H

#include <stdint.h>

#include "base/buf.h"
#include "pure/sshtitle.h"

#define SESSION_NONE UINT32_MAX /* no uid, no audit session */

enum session_kind {
	SESSION_UNKNOWN,
	SESSION_TTY,
	SESSION_COMMAND,
	SESSION_SFTP,
	SESSION_TUNNEL,
	SESSION_MULTI, /* several of these on one connection */
	SESSION_SHELL, /* without a terminal */
	SESSION_DROPBEAR,
	SESSION_ORPHAN, /* left after the logout */
	SESSION_PREAUTH, /* no login yet */
	SESSION_TITLE, /* no session: only a title that says so */
};

struct session_process {
	int32_t pid, ppid;
	uint32_t uid;
	uint64_t start;
	char comm[16];
	bool server; /* an ssh server, told by its executable */
	bool hidden; /* exe could not be read for want of rights */
	bool deleted; /* exe was, */
	bool replaced; /* and its path is there again */
	char *title, *exe; /* NULL: not known */
	struct sshtitle says; /* of a server's own title */
};

struct session {
	enum session_kind kind;
	bool dropbear;
	bool callers; /* the one this program was started from */
	char *user; /* the login's name; NULL: not known */
	uint32_t uid, audit;
	int64_t since; /* epoch seconds, 0: not known */
	bool from_hidden; /* could not be read for want of rights */
	struct buf tty, from;
	/* Where it is recorded; lacks: a terminal of it is not in utmp. */
	bool in_utmp, lacks_utmp, in_logind;
	struct buf flags, notes; /* lists with commas */
	struct buf names; /* all that share its uid, with commas */
	char *cwd; /* of what command is of; NULL: not known */
	bool cwd_hidden;
	struct session_process *v; /* by pid, ascending */
	size_t n, cap;
	bool unsorted; /* v is not, or not yet */
	size_t told; /* which of them command, exe and cwd are of */
};

/* Adds a process, all else of it zero. It may move those before it. */
struct session_process *session_add(struct session *s, int32_t pid);

/* Sorts its processes, if they are not. */
void session_sort(struct session *s);

/* The process of that pid, or NULL. */
const struct session_process *session_find(
    const struct session *s, int64_t pid);

/*
 * Tells from its processes what it is, unless kind says so already: kind,
 * tty (if empty), the name in a title (if user is NULL), told.
 */
void session_tell(struct session *s);

/* Whether a login took place, by the titles and processes below. */
bool session_has_login(const struct session *s);

void session_free(struct session *s);

#endif
