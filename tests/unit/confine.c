/*
 * What a confined process cannot do, tried, each in the way that the kernel
 * offers; and what it still can.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/confine.h"

static int failures;

/* rc of a call that must not succeed. */
static void
denied(const char *what, long rc)
{
	if (rc != -1) {
		printf("allowed: %s\n", what);
		failures++;
	}
}

static void
allowed(const char *what, int ok)
{
	if (!ok) {
		printf("denied: %s: %s\n", what, strerror(errno));
		failures++;
	}
}

static void *
in_thread(void *arg)
{
	denied("writing in a thread", open(arg, O_WRONLY | O_CREAT, 0600));
	return arg;
}

static void
try_files(const char *file, const char *beside, int free_reads)
{
	int fd = open(file, O_RDONLY);

	allowed("reading what was allowed", fd != -1);
	denied("open to write", open(file, O_WRONLY));
	denied("open to append", open(file, O_RDWR | O_APPEND));
	denied("create", open(beside, O_WRONLY | O_CREAT, 0600));
	denied("creat", creat(beside, 0600));
#ifdef QT_SANITIZED /* no seccomp there */
	if (!free_reads)
#endif
		denied("truncate", truncate(file, 0));
	denied("unlink", unlink(file));
	denied("rename", rename(file, beside));
	denied("link", link(file, beside));
	denied("symlink", symlink(file, beside));
	denied("mkdir", mkdir(beside, 0700));
	denied("mkfifo", mkfifo(beside, 0600));
	if (free_reads)
		allowed("reading elsewhere", open("/", O_RDONLY) != -1);
	else
		denied("reading elsewhere", open("/", O_RDONLY));
#ifndef QT_SANITIZED
	denied("chmod", chmod(file, 0777));
	denied("fchmod", fchmod(fd, 0777));
	denied("fchmodat2", syscall(452, AT_FDCWD, file, 0777, 0));
	denied("chown", chown(file, getuid(), getgid()));
	denied("touch", utimensat(AT_FDCWD, file, NULL, 0));
	denied("openat2", syscall(437, AT_FDCWD, file, "", 0));
#endif
	close(fd);
}

static void
try_network(struct sockaddr_in *listener)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd != -1)
		denied("connect",
		    connect(fd, (struct sockaddr *)listener, sizeof *listener));
#ifndef QT_SANITIZED
	denied("socket", fd);
#endif
}

static void
try_processes(void)
{
	char name[] = "true", *argv[] = {name, NULL};
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		execv("/bin/true", argv);
		_exit(99);
	}
	if (pid > 0) {
		waitpid(pid, &status, 0);
		denied("execve", WEXITSTATUS(status) == 99 ? -1 : 0);
	}
#ifndef QT_SANITIZED
	denied("fork", pid);
	denied("kill", kill(getppid(), 0));
	denied(
	    "tgkill of another", syscall(SYS_tgkill, getppid(), getppid(), 0));
	denied("renice of another",
	    setpriority(PRIO_PROCESS, (id_t)getppid(),
		getpriority(PRIO_PROCESS, (id_t)getppid())));
	denied("typing on the terminal",
	    ioctl(0, TIOCSTI, "x") == -1 && errno == EPERM ? -1 : 0);
#endif
}

/* A listener on loopback, made before confinement. */
static struct sockaddr_in
listen_here(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&at, sizeof at) == -1 ||
	    listen(fd, 1) == -1 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) == -1) {
		perror("listener");
		exit(2);
	}
	return at;
}

static void
try_terms(const char *dir, const char *file, const char *beside,
    struct sockaddr_in *listener, int free_reads)
{
	pthread_t thread;
	void *back = NULL;

	if (free_reads)
		confine_free_reads();
	confine_allow(dir);
	confine_allow("/no/such/path");
	confine_now();
#ifdef QT_COVERAGE
	return; /* there all but the last step was taken: see confine.c */
#endif
	try_files(file, beside, free_reads);
	try_network(listener);
	try_processes();
	allowed("a thread",
	    pthread_create(&thread, NULL, in_thread, (void *)(size_t)beside) ==
		    0 &&
		pthread_join(thread, &back) == 0 && back == beside);
	allowed("standard output", write(STDOUT_FILENO, "", 0) == 0);
}

/* The terms are tried in a child, so that this one can clean up. */
static int
in_child(const char *dir, const char *file, const char *beside,
    struct sockaddr_in *listener, int free_reads)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		try_terms(dir, file, beside, listener, free_reads);
		fflush(stdout);
		exit(failures > 0);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

int
main(void)
{
	char dir[] = "/tmp/confine.XXXXXX", file[64], beside[64];
	struct sockaddr_in listener = listen_here();
	int rc = 0, i, fd;

	if (mkdtemp(dir) == NULL)
		return 2;
	snprintf(file, sizeof file, "%s/file", dir);
	snprintf(beside, sizeof beside, "%s/beside", dir);
	fd = open(file, O_WRONLY | O_CREAT, 0644);
	close(fd);
	for (i = 0; i < 2; i++)
		rc |= in_child(dir, file, beside, &listener, i);
	unlink(beside);
	unlink(file);
	rmdir(dir);
	return rc;
}
