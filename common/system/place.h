/* place: files put whole into directory trees that others may own */
#ifndef QT_PLACE_H
#define QT_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/buf.h"

/* A tree, and whose its files are to be. */
struct place {
	int fd;
	bool theirs; /* its directories are of that owner too, else private */
	uid_t uid;
	gid_t gid;
	mode_t mode; /* of files that are copied, 0: 0640 */
};

/*
 * Makes the file path in to of the same in from, or of text: a hard link
 * where that can be, else a copy, which is on disk then. With replace in
 * place of what is there, else EEXIST if there is something. Symbolic links
 * are not followed, directories are made. Returns 0, 1 if from has no such
 * file, or -1 and errno: ENOENT too, if the directory in to has vanished.
 */
int place_file(const struct place *from, const struct place *to,
    const char *path, const struct buf *text, bool replace);

void place_remove(const struct place *p, const char *path);

/* Takes away what place_file left there when it was killed. */
void place_tidy(const struct place *p, const char *path);

/* Appends the file, which has to be a plain one below 256 MiB. 0, -1, errno. */
int place_read(
    const struct place *p, const char *path, struct buf *text, struct stat *st);

/* Whether both have the file, with the same bytes. */
bool place_same(const struct place *a, const struct place *b, const char *path);

#endif
