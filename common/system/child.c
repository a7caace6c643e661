#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/span.h"
#include "system/child.h"

extern char **environ;

enum {
	READ_SIZE = 4096,
	RUN_MOST = 1 << 20, /* of what child_run reads */
};

static const char usual_path[] =
    "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin";

static int
find_in(struct buf *path, struct span dirs, const char *name)
{
	struct span dir;

	while ((dir = span_upto(&dirs, ':')).p != NULL) {
		if (dir.n == 0 || dir.p[0] != '/')
			continue;
		buf_clear(path);
		buf_put(path, dir.p, dir.n);
		buf_putf(path, "/%s", name);
		if (access(buf_str(path), X_OK) == 0)
			return 0;
	}
	return -1;
}

int
child_find_own(struct buf *path, const char *name)
{
	const char *own = getenv("PATH");

	return find_in(path, span_str(own != NULL ? own : usual_path), name);
}

int
child_find(struct buf *path, const char *const names[])
{
	size_t i;

	for (i = 0; names[i] != NULL; i++) {
		if (child_find_own(path, names[i]) == 0)
			return 0;
		if (find_in(path, span_str(usual_path), names[i]) == 0)
			return 0;
	}
	return -1;
}

/* A pipe that other children do not inherit. */
static int
make_pipe(int ends[2])
{
	if (pipe(ends) == -1)
		return -1;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

static int
spawn(pid_t *pid, char *const argv[], int in, int out, bool both)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t set;
	int error;

	posix_spawn_file_actions_init(&files);
	if (in == -1)
		posix_spawn_file_actions_addopen(
		    &files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	else
		posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	if (both)
		posix_spawn_file_actions_adddup2(&files, out, STDERR_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes,
	    POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
		POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setpgroup(&attributes, 0);
	sigemptyset(&set);
	posix_spawnattr_setsigmask(&attributes, &set);
	sigaddset(&set, SIGPIPE);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	posix_spawnattr_setsigdefault(&attributes, &set);
	error = posix_spawn(pid, argv[0], &files, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

int
child_start(struct child *c, char *const argv[], int input, bool both)
{
	int ends[2], error;

	if (make_pipe(ends) == -1)
		return -1;
	error = spawn(&c->pid, argv, input, ends[1], both);
	close(ends[1]);
	if (error != 0) {
		close(ends[0]);
		errno = error;
		return -1;
	}
	c->fd = ends[0];
	return 0;
}

int
child_end(struct child *c)
{
	int status;
	pid_t pid;

	close(c->fd);
	c->fd = -1;
	do
		pid = waitpid(c->pid, &status, 0);
	while (pid == -1 && errno == EINTR);
	if (pid == -1)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
child_run(char *const argv[], struct buf *b)
{
	struct child c;
	ssize_t n;

	if (child_start(&c, argv, -1, true) == -1)
		return -1;
	do {
		n = read(c.fd, buf_room(b, READ_SIZE), READ_SIZE);
		if (n > 0)
			b->len += (size_t)n;
	} while ((n > 0 && b->len < RUN_MOST) || (n == -1 && errno == EINTR));
	return child_end(&c);
}
