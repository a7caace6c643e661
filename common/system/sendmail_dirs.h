/* sendmail_dirs: the directories in which Sendmail keeps its queue */
#ifndef QT_SENDMAIL_DIRS_H
#define QT_SENDMAIL_DIRS_H

#include "system/filelocks.h"
#include "system/queue.h"
#include "system/sendmail_logins.h"

/* What a message's files are for, by their first letter. */
enum sendmail_part {
	SENDMAIL_CONTROL, /* qf, hf (held), Qf (lost): e->kind says which */
	SENDMAIL_DATA, /* df */
	SENDMAIL_TRANSCRIPT, /* xf */
	SENDMAIL_PARTS,
};

/* A queue directory: the one that was named, or one below it. */
struct sendmail_dir {
	char *name; /* mqueue, mqueue-client, main1 */
	char *path; /* below mqueue, or as if it were: "", "bulk/bulk1" */
	int fd;
	int parts[SENDMAIL_PARTS]; /* qf/, df/ and xf/ in it; -1 without */
	dev_t dev;
	bool client; /* of the client queue, whose messages wait for mqueue */
};

struct sendmail_spool {
	struct sendmail_dir *v;
	size_t n, cap;
	struct filelocks locks;
	struct sendmail_logins logins;
	bool has_logins; /* they were opened */
	int failed; /* errno of a directory that could not be read, or 0 */
};

/*
 * The queue's directories, opened at the first call: with that of mqueue the
 * queue of messages that wait for it, mqueue-client or clientmqueue beside it,
 * and those of queue groups below each. NULL and errno if none can be read.
 */
struct sendmail_spool *sendmail_spool(struct queue *q);

/* The logins of sessions, from the queue's log. */
struct sendmail_logins *sendmail_spool_logins(struct queue *q);

/* Names to confinement what these functions open, and opens the log. */
void sendmail_spool_allow(struct queue *q);

/* Whether fd looks like a queue directory: 1, 0, -1 and errno. */
int sendmail_spool_probe(int fd);

/*
 * The queue directory of that name, for a d line, and the one of that path: an
 * index, -1 if there is none.
 */
int sendmail_spool_named(const struct sendmail_spool *s, struct span name);
int sendmail_spool_path(const struct sendmail_spool *s, const char *path);

/* "qf", and an id: its letter, '\0' if it is the name of no message's file. */
char sendmail_dirs_kind(const char *name, size_t len);

#endif
