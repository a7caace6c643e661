/*
 * getdents DIR...: the bare loop that qcount is measured against: opens each
 * directory, reads its names in large pieces, counts those that end in -H.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct entry {
	uint64_t ino;
	int64_t off;
	uint16_t reclen;
	uint8_t type;
	char name[];
};

static long
count(int fd)
{
	static char block[256 * 1024];
	long n, at, found = 0;

	while ((n = syscall(SYS_getdents64, fd, block, sizeof block)) > 0)
		for (at = 0; at < n;) {
			struct entry *e = (struct entry *)(void *)(block + at);
			size_t len = strlen(e->name);

			found += len > 2 && e->name[len - 1] == 'H' &&
			    e->name[len - 2] == '-';
			at += e->reclen;
		}
	return found;
}

int
main(int argc, char **argv)
{
	long found = 0;
	int i, fd;

	for (i = 1; i < argc; i++) {
		fd = open(argv[i], O_RDONLY | O_DIRECTORY);
		if (fd == -1) {
			perror(argv[i]);
			return 2;
		}
		found += count(fd);
		close(fd);
	}
	printf("%ld\n", found);
	return 0;
}
