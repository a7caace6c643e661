/* rooted: files below a directory, opened as if that were the root */
#ifndef QT_ROOTED_H
#define QT_ROOTED_H

#include <sys/stat.h>

#include "base/buf.h"

/*
 * Opens path below the directory that root is a descriptor of, for reading
 * and without waiting; flags beside those, as O_DIRECTORY. No path leads out
 * of root. A link on the way is followed only if root, or who owns the root
 * directory, owns it, and no last one with O_NOFOLLOW: else errno is ELOOP.
 * Returns a descriptor, or -1.
 */
int rooted_open(int root, const char *path, int flags);

/*
 * Appends at most max bytes of a regular file to b; st (may be NULL) is what
 * fstat says. Returns 0, 1 if the file has more than that, or -1 and errno:
 * of rooted_open, EISDIR for a directory, ENOTSUP for another file that is
 * not regular.
 */
int rooted_read(int root, const char *path, int flags, size_t max,
    struct buf *b, struct stat *st);

/* What fstat says of what is at path (st may be NULL). Returns 0, or -1. */
int rooted_stat(int root, const char *path, struct stat *st);

/*
 * The names in a directory, sorted by bytes, names that start with a dot left
 * out; NULL at the end. Returns NULL and errno, or what rooted_free frees.
 */
char **rooted_names(int root, const char *path);
void rooted_free(char **names);

/* strerror, for errno as rooted sets it. */
const char *rooted_error(int error);

/*
 * Says so of path, by errno: as an error, or as a note where it was looked at
 * and is of a kind that is not read.
 */
void rooted_tell(const char *path);

#endif
