/* ownpath: a file's directory, reached by no link but root's own */
#ifndef QT_OWNPATH_H
#define QT_OWNPATH_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

/* Where a file is. */
struct ownpath {
	int dir; /* the directory */
	char name[NAME_MAX + 1]; /* the file's name in it */
	bool shared; /* somebody else can put another file there: */
	uid_t who; /* he, or the one whose directory all can write */
};

/*
 * Finds where path is, links followed. A link is followed only if it and all
 * directories that lead to it are root's, or the caller's, and nobody else
 * can write there; else errno is ELOOP. Returns 0, or -1 and errno.
 */
int ownpath_open(struct ownpath *o, const char *path);

/* Whether somebody other than root can write the file: 0, or who, in *who. */
bool ownpath_shared(const struct ownpath *o, const struct stat *st, uid_t *who);

void ownpath_close(struct ownpath *o);

#endif
