/* filelocks: the files that processes hold locks on, seen without taking any */
#ifndef QT_FILELOCKS_H
#define QT_FILELOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct filelock {
	uint64_t ino;
	unsigned major, minor; /* of its device */
};

/* All zero is none. */
struct filelocks {
	struct filelock *v;
	size_t n, cap;
};

/*
 * Reads which files have a lock for writing, of flock or fcntl, in place of
 * what was there: those of processes that this one can see. What the system
 * does not tell (no /proc) is none.
 */
void filelocks_read(struct filelocks *l);

/* Names to confinement what filelocks_read opens. */
void filelocks_allow(void);

/* Whether the file of that number, on the device dev, is locked. */
bool filelocks_has(const struct filelocks *l, dev_t dev, uint64_t ino);

void filelocks_free(struct filelocks *l);

#endif
