/* mailfiles: configurations, read with what they include, and their sites */
#ifndef QT_MAILFILES_H
#define QT_MAILFILES_H

#include <sys/stat.h>

#include "base/buf.h"
#include "pure/mailsites.h"

/* A file of more bytes is neither read nor made. */
enum { MAILFILES_MOST = 16 << 20 };

struct mailfile {
	char *path; /* or how standard input is called */
	char *name; /* of the site of a whole php.ini */
	struct buf text;
	struct stat st;
	struct mailsites sites;
	bool *chosen; /* a place for each site, false */
	bool is_file; /* it can be changed in place */
	bool shared; /* somebody else can change it: */
	uid_t who;
};

struct mailfiles {
	enum mailsites_kind kind; /* -t; MAILSITES_NONE: told by each text */
	bool quiet; /* no notes */
	bool full; /* no more is read */
	bool lacks; /* a file that was named was not read to its end */
	struct mailfile **v;
	size_t n, cap;
	size_t bytes; /* of all texts */
	struct buf users; /* /etc/passwd */
};

/* Before confinement: the names of users. */
void mailfiles_open(struct mailfiles *f);

/*
 * Reads a file, standard input for "-", and the files that it includes, which
 * users' links do not lead to. What is wrong is told, and left out.
 */
void mailfiles_read(struct mailfiles *f, const char *operand);

/* Reads what is in the usual places. */
void mailfiles_places(struct mailfiles *f);

/* The sites that are shown: not what stands outside of all, if it is idle. */
bool mailfiles_shows(const struct mailfile *file, size_t site);

/*
 * Where PHP runs for the site, if some line tells that it is not in Apache;
 * or NULL. Valid as long as f.
 */
const char *mailfiles_runs(const struct mailfiles *f,
    const struct mailfile *file, const struct mailsite *s);

/* Who else can change the file; valid until the next call. */
const char *mailfiles_who(
    const struct mailfiles *f, const struct mailfile *file);

void mailfiles_free(struct mailfiles *f);

#endif
