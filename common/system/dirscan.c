#define _GNU_SOURCE /* syscall, DT_ constants */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"
#include "system/dirscan.h"

/* One call's worth of names: thousands, where readdir takes hundreds. */
enum { BLOCK_SIZE = 64 * 1024 };

/* What getdents64(2) writes, by its manual page. */
struct entry {
	uint64_t ino;
	int64_t off;
	uint16_t reclen;
	uint8_t type;
	char name[];
};

int
dirscan_open(struct dirscan *d, int at, const char *path, int flags)
{
	d->fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
	if (d->fd == -1)
		return -1;
	d->used = d->at = 0;
	if (d->block == NULL)
		d->block = mem_alloc(BLOCK_SIZE);
	return 0;
}

static enum dirscan_type
type_of(uint8_t type)
{
	switch (type) {
	case DT_UNKNOWN:
		return DIRSCAN_UNKNOWN;
	case DT_REG:
		return DIRSCAN_FILE;
	case DT_DIR:
		return DIRSCAN_DIRECTORY;
	default:
		return DIRSCAN_OTHER;
	}
}

static int
fill(struct dirscan *d)
{
	long n;

	do
		n = syscall(SYS_getdents64, d->fd, d->block, BLOCK_SIZE);
	while (n == -1 && errno == EINTR);
	d->at = 0;
	d->used = n > 0 ? (size_t)n : 0;
	return n > 0 ? 1 : (int)n;
}

int
dirscan_next(struct dirscan *d, struct dirscan_name *to)
{
	struct entry *e;
	int rc;

	do {
		if (d->at >= d->used && (rc = fill(d)) <= 0)
			return rc;
		e = (struct entry *)(void *)(d->block + d->at);
		d->at += e->reclen;
	} while (e->name[0] == '.' &&
	    (e->name[1] == '\0' || (e->name[1] == '.' && e->name[2] == '\0')));
	to->name = e->name;
	to->len = strlen(e->name);
	to->ino = e->ino;
	to->type = type_of(e->type);
	return 1;
}

void
dirscan_close(struct dirscan *d)
{
	close(d->fd);
}

void
dirscan_free(struct dirscan *d)
{
	free(d->block);
	d->block = NULL;
}
