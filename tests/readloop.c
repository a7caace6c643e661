/*
 * readloop [-p] THREADS DIR...: the bare loop that reading a queue is measured
 * against: the names ending in -H by getdents; then for each, in several
 * threads, openat, read, fstatat of its -D, close. Nothing is parsed. -p: of a
 * Postfix queue's directories, all names; fstat of the file itself.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { BATCH = 128, NAME = 28, MOST = 64 };

struct entry {
	uint64_t ino;
	int64_t off;
	uint16_t reclen;
	uint8_t type;
	char name[];
};

struct file {
	int dir;
	char name[NAME];
};

static struct file *files;
static size_t nfiles, room;
static int postfix; /* -p */
static atomic_size_t next;
static atomic_long total;

static void
add(int dir, const char *name)
{
	if (nfiles == room) {
		room = room ? room * 2 : 1024;
		files = realloc(files, room * sizeof *files);
		if (files == NULL)
			exit(2);
	}
	files[nfiles].dir = dir;
	snprintf(files[nfiles++].name, NAME, "%s", name);
}

static void
list(int fd)
{
	static char block[256 * 1024];
	long n, at;

	while ((n = syscall(SYS_getdents64, fd, block, sizeof block)) > 0)
		for (at = 0; at < n;) {
			struct entry *e = (struct entry *)(void *)(block + at);
			size_t len = strlen(e->name);

			if (postfix ? len > 2
				    : len > 2 && e->name[len - 1] == 'H' &&
				    e->name[len - 2] == '-')
				add(fd, e->name);
			at += e->reclen;
		}
}

static void
read_one(struct file *f, char *buf, size_t size)
{
	int fd = openat(f->dir, f->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	ssize_t n;

	if (fd == -1)
		return;
	n = read(fd, buf, size);
	if (!postfix)
		f->name[strlen(f->name) - 1] = 'D';
	if ((postfix ? fstat(fd, &st)
		     : fstatat(f->dir, f->name, &st, AT_SYMLINK_NOFOLLOW)) == 0)
		n += st.st_size;
	close(fd);
	atomic_fetch_add(&total, n);
}

static void *
work(void *arg)
{
	static const size_t size = 64 * 1024;
	char *buf = malloc(size);
	size_t at, i;

	while (buf != NULL && (at = atomic_fetch_add(&next, BATCH)) < nfiles)
		for (i = at; i < at + BATCH && i < nfiles; i++)
			read_one(&files[i], buf, size);
	free(buf);
	return arg;
}

int
main(int argc, char **argv)
{
	pthread_t threads[MOST];
	int i, n;

	postfix = argc > 1 && strcmp(argv[1], "-p") == 0;
	argc -= postfix;
	argv += postfix;
	n = argc > 2 ? atoi(argv[1]) : 0;
	if (n < 1 || n > MOST)
		return 2;
	for (i = 2; i < argc; i++) {
		int fd = open(argv[i], O_RDONLY | O_DIRECTORY);

		if (fd == -1) {
			perror(argv[i]);
			return 2;
		}
		list(fd);
	}
	for (i = 0; i < n; i++)
		pthread_create(&threads[i], NULL, work, NULL);
	for (i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	printf("%ld\n", atomic_load(&total));
	return 0;
}
