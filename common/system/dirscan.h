/* dirscan: the names in a directory, read in large pieces */
#ifndef QT_DIRSCAN_H
#define QT_DIRSCAN_H

#include <stddef.h>
#include <stdint.h>

/* All zero is one that never opened anything. */
struct dirscan {
	int fd; /* valid between open and close */
	char *block;
	size_t used, at;
};

enum dirscan_type {
	DIRSCAN_UNKNOWN, /* the file system does not tell: fstatat does */
	DIRSCAN_FILE,
	DIRSCAN_DIRECTORY,
	DIRSCAN_OTHER,
};

struct dirscan_name {
	const char *name; /* valid until the next call */
	size_t len;
	uint64_t ino;
	enum dirscan_type type;
};

/*
 * Opens path, relative to the directory at (or AT_FDCWD); flags beside those
 * for directories, as O_NOFOLLOW. Returns 0, or -1 and errno.
 */
int dirscan_open(struct dirscan *d, int at, const char *path, int flags);

/* The next name, . and .. left out: 1, 0 at the end, or -1 and errno. */
int dirscan_next(struct dirscan *d, struct dirscan_name *to);

/* Its memory serves the next open; dirscan_free gives it back. */
void dirscan_close(struct dirscan *d);
void dirscan_free(struct dirscan *d);

#endif
