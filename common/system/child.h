/* child: another program, run with what it prints in a pipe */
#ifndef QT_CHILD_H
#define QT_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"

struct child {
	pid_t pid;
	int fd; /* what it prints is read from there */
};

/*
 * Puts the path of the first of names (NULL at the end) that is in $PATH or
 * where administrators' programs are. Returns 0, or -1 if there is none.
 */
int child_find(struct buf *path, const char *const names[]);

/* The same of one that is in $PATH only. Parts of PATH that are no absolute
 * paths are passed over: they lead where somebody else may write. */
int child_find_own(struct buf *path, const char *name);

/*
 * Starts argv[0], a path (of child_find), with input (-1: /dev/null) as
 * standard input and its output, with errors if both is set, in c->fd. It
 * is in a process group of its own, so that an interrupt from the terminal is
 * not for it, and signals are as by default. Returns 0, or -1 and errno.
 */
int child_start(struct child *c, char *const argv[], int input, bool both);

/*
 * Closes the pipe and waits for its end. Returns the exit status, 128 and the
 * signal's number if one ended it, -1 if that cannot be told.
 */
int child_end(struct child *c);

/* Runs it and puts all that it prints into b. Returns as child_end. */
int child_run(char *const argv[], struct buf *b);

#endif
