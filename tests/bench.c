/*
 * bench: run two commands in turn and compare them.
 *   bench [-c] [-n RUNS] [-m KIB] [-s SETUP] NAME RATIO COMMAND... vs
 *       COMMAND...
 * Runs the first and the second in turn (at least five times each, after one
 * of each that is not counted) with standard output to /dev/null, and prints
 * name, median of the first divided by median of the second, and whether that
 * is at most RATIO (0: only shown). -m: the first may not use more memory
 * than that (its largest resident set). -c: with cold caches (root; Linux).
 * -s: a command of the shell before each run, which is not counted.
 * Exits 1 on a missed target.
 */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1000 };

static bool cold; /* -c */
static const char *setup; /* -s */

struct side {
	char **argv;
	double seconds[MOST];
	long kib;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static _Noreturn void
child(char **argv)
{
	int out = open("/dev/null", O_WRONLY);

	dup2(out, STDOUT_FILENO);
	execvp(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

static void
drop_caches(void)
{
	int fd;

	sync();
	fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
	if (fd == -1 || write(fd, "3", 1) != 1) {
		perror("bench: drop_caches");
		exit(2);
	}
	close(fd);
}

/* One run; a command that fails is no result. */
static double
run(struct side *side)
{
	double start, end;
	struct rusage usage;
	int status;
	pid_t pid;

	if (setup != NULL && system(setup) != 0) {
		fprintf(stderr, "bench: failed: %s\n", setup);
		exit(2);
	}
	if (cold)
		drop_caches();
	start = now();
	pid = fork();
	if (pid == 0)
		child(side->argv);
	if (pid == -1 || wait4(pid, &status, 0, &usage) == -1) {
		perror("bench");
		exit(2);
	}
	end = now();
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		fprintf(
		    stderr, "bench: %s failed (%d)\n", side->argv[0], status);
		exit(2);
	}
	if (usage.ru_maxrss > side->kib)
		side->kib = usage.ru_maxrss;
	return end - start;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
median(struct side *side, int runs)
{
	qsort(side->seconds, (size_t)runs, sizeof side->seconds[0], compare);
	return side->seconds[runs / 2];
}

static _Noreturn void
usage(void)
{
	fputs("usage: bench [-c] [-n RUNS] [-m KIB] [-s SETUP] NAME RATIO "
	      "COMMAND... vs COMMAND...\n",
	    stderr);
	exit(2);
}

static int
report(const char *name, double target, long most, struct side *a,
    struct side *b, int runs)
{
	double ratio = median(a, runs) / median(b, runs);
	bool missed = (target > 0 && ratio > target) ||
	    (most > 0 && a->kib > most);

	printf("%-44s %7.3f", name, ratio);
	if (target > 0)
		printf("  (at most %g)", target);
	if (most > 0)
		printf("  %ld KiB (at most %ld)", a->kib, most);
	printf("  %s\n", missed ? "MISSED" : "ok");
	return missed;
}

int
main(int argc, char **argv)
{
	static struct side a, b;
	long most = 0;
	int runs = 7, i, c;
	char **vs;

	while ((c = getopt(argc, argv, "+cm:n:s:")) != -1) {
		if (c == 'c')
			cold = true;
		else if (c == 'm')
			most = atol(optarg);
		else if (c == 'n')
			runs = atoi(optarg);
		else if (c == 's')
			setup = optarg;
		else
			usage();
	}
	argv += optind;
	argc -= optind;
	if (argc < 5 || runs < 5 || runs > MOST)
		usage();
	for (vs = argv + 2; *vs != NULL && strcmp(*vs, "vs") != 0; vs++)
		continue;
	if (*vs == NULL || vs[1] == NULL)
		usage();
	*vs = NULL;
	a.argv = argv + 2;
	b.argv = vs + 1;
	run(&a);
	run(&b);
	for (i = 0; i < runs; i++) {
		a.seconds[i] = run(&a);
		b.seconds[i] = run(&b);
	}
	return report(argv[0], atof(argv[1]), most, &a, &b, runs);
}
