/* sessions: the ssh sessions of the processes below a root, each judged */
#ifndef QT_SESSIONS_H
#define QT_SESSIONS_H

#include "pure/session.h"
#include "system/accounts.h"
#include "system/procs.h"
#include "system/recorded.h"

/* procs, recorded, accounts are the caller's, and filled. */
struct sessions {
	const struct procs *procs;
	const struct recorded *recorded; /* NULL: that is not known */
	struct accounts *accounts;
	int root; /* of the files of executables */
	bool live; /* the processes are of this machine, as we are */
	struct session *v; /* in the order they started */
	size_t n, cap;
	size_t hidden; /* processes that could not be seen in full */
};

/* Finds them and fills all but flags and notes. Without sockets, which is
 * told, it is not known where they come from. */
void sessions_find(struct sessions *s);

/* A new one, all zero but for what is no number. */
struct session *sessions_add(struct sessions *s);

/*
 * Puts them in order, looks up where they are recorded, and judges them. now
 * is epoch seconds.
 */
void sessions_judge(struct sessions *s, int64_t now);

void sessions_free(struct sessions *s);

#endif
