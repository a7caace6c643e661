/*
 * mkprocs: N processes that do nothing, for who lists processes, while a
 * command runs: mkprocs N COMMAND [ARGUMENT...]. They end with this one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void
idle(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent)
		pause();
	_exit(0);
}

int
main(int argc, char **argv)
{
	pid_t self = getpid(), child, *idlers;
	long i, n = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
	int status;

	if (n <= 0) {
		fprintf(stderr, "usage: mkprocs N COMMAND [ARGUMENT...]\n");
		return 2;
	}
	idlers = calloc((size_t)n, sizeof *idlers);
	if (idlers == NULL)
		return 2;
	for (i = 0; i < n; i++) {
		child = fork();
		if (child == 0)
			idle(self);
		if (child == -1) {
			perror("mkprocs: fork");
			return 2;
		}
		idlers[i] = child;
	}
	child = fork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		continue;
	/* None is left when this one ends: the next may need as many. */
	for (i = 0; i < n; i++)
		kill(idlers[i], SIGKILL);
	while (wait(NULL) != -1 || errno == EINTR)
		continue;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
