/*
 * cronscan: list the jobs that a machine starts by the clock.
 * In: the crontabs, timers and at jobs below a root, or crontabs by name; with
 * -i also messages. Out: a record a job; with -i of those that may have sent
 * the messages, best first.
 */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"
#include "base/prog.h"
#include "pure/num.h"
#include "system/confine.h"
#include "system/cronshow.h"
#include "system/zone.h"

static const char options[] = "+:Vahi:jk:qr:w:";

static const struct prog prog = {
    "cronscan",
    "cronscan [-ajq] [-i FILE] [-k FIELD,...] [-r ROOT] [-w SEC] [FILE...]\n",
    "  -V            the version\n"
    "  -a            also jobs that cannot run\n"
    "  -h            this text\n"
    "  -i FILE       messages: the jobs that may have sent them\n"
    "  -j            JSON lines\n"
    "  -k FIELD,...  these fields\n"
    "  -q            no notes on what cron does not take\n"
    "  -r ROOT       below that directory, not /\n"
    "  -w SEC        -i: a message came up to SEC after a job was due\n"
    "FILE: a crontab each, or - for standard input, in place of this\n"
    "machine's. See cronscan(1) for the fields.\n",
};

struct cronscan {
	struct cronjobs jobs;
	struct rows rows;
	struct moments moments;
	const char *root; /* -r */
	const char *messages; /* -i */
	const char *fields; /* -k */
	uint64_t window; /* -w, in seconds */
	bool aflag; /* -a: also jobs that cannot run */
	bool qflag; /* -q: no notes */
};

/* With -i: the jobs that may have sent the messages, best first. */
static int
correlate(struct cronscan *c)
{
	struct cronshow row = {.jobs = &c->jobs, .now = (int64_t)time(NULL)};
	struct cronrank rank;
	struct buf line = {0};
	int status;
	size_t i;

	if (moments_read(&c->moments) == -1)
		return EXIT_ERROR;
	cronrank_jobs(&rank, &c->jobs, &c->moments, c->window, c->aflag);
	for (i = 0; i < rank.n; i++) {
		row.rank = &rank.jobs[i];
		row.job = row.rank->job;
		rows_put(&c->rows, &row, &line);
		out_take(&line);
	}
	if (!c->qflag && rank.old > 0)
		err_note(NULL,
		    "%zu messages are left out: they came more than 62 days "
		    "before the last one",
		    rank.old);
	if (!c->qflag)
		err_note(NULL, "unexplained: %zu of %zu messages",
		    rank.unexplained, rank.messages);
	status = rank.n > 0 ? EXIT_DONE : EXIT_NOTHING;
	cronrank_free(&rank);
	buf_free(&line);
	return status;
}

static int
list(struct cronscan *c)
{
	struct cronshow row = {.jobs = &c->jobs, .now = (int64_t)time(NULL)};
	struct buf line = {0};
	size_t i;

	for (i = 0; i < c->jobs.n; i++) {
		row.job = &c->jobs.jobs[i];
		if (row.job->off != NULL && !c->aflag)
			continue;
		rows_put(&c->rows, &row, &line);
		out_take(&line);
	}
	buf_free(&line);
	return EXIT_DONE;
}

/* Returns 0, or -1, told. */
static int
confine(struct cronscan *c, char **files)
{
	for (; *files != NULL; files++)
		confine_allow(*files);
	confine_allow_fd(c->jobs.fd);
	confine_allow("/etc/localtime");
	confine_allow("/usr/share/zoneinfo");
	if (c->messages != NULL)
		return moments_open(&c->moments, c->messages);
	confine_now();
	return 0;
}

/* What is known of a job that is ranked is more. */
static void
choose(struct cronscan *c)
{
	struct buf why = {0};

	if (c->messages != NULL)
		c->rows.ntable = CRONSHOW_RANKED;
	if (rows_choose(&c->rows, c->fields,
		c->messages != NULL ? cronshow_ranked : cronshow_default,
		&why) == -1)
		prog_misuse("-k", "%s", buf_str(&why));
}

/* One standard input cannot be both. */
static void
check_inputs(const struct cronscan *c, char **files)
{
	if (c->messages == NULL || strcmp(c->messages, "-") != 0)
		return;
	for (; *files != NULL; files++)
		if (strcmp(*files, "-") == 0)
			prog_misuse("-", "both the messages and a crontab");
}

/* Returns the operands. */
static char **
read_options(struct cronscan *c, int argc, char **argv)
{
	int letter;

	while ((letter = getopt(argc, argv, options)) != -1)
		switch (letter) {
		case 'a':
			c->aflag = true;
			break;
		case 'i':
			c->messages = optarg;
			break;
		case 'j':
			c->rows.json = true;
			break;
		case 'k':
			c->fields = optarg;
			break;
		case 'q':
			c->qflag = true;
			break;
		case 'r':
			c->root = prog_argument(letter);
			break;
		case 'w':
			if (num_u(span_str(optarg), 86400, &c->window) == -1)
				prog_misuse(
				    "-w", "%s: not seconds of a day", optarg);
			break;
		default:
			prog_option(letter);
		}
	prog_operands(argv + optind);
	choose(c);
	check_inputs(c, argv + optind);
	return argv + optind;
}

int
main(int argc, char **argv)
{
	static struct cronscan c = {
	    .rows = {.table = cronshow_table,
		.ntable = CRONSHOW_FIELDS,
		.value = cronshow_value},
	    .window = 60,
	};
	char **files;
	int status;

	prog_start(&prog);
	files = read_options(&c, argc, argv);
	zone_start(c.root);
	if (cronjobs_open(&c.jobs, c.root == NULL ? "/" : c.root, c.qflag) ==
	    -1)
		return prog_end(EXIT_ERROR);
	if (confine(&c, files) == -1)
		return prog_end(EXIT_ERROR);
	if (*files == NULL)
		cronjobs_scan(&c.jobs);
	for (; *files != NULL; files++)
		cronjobs_file(&c.jobs, *files);
	status = c.messages != NULL ? correlate(&c) : list(&c);
	rows_free(&c.rows);
	if (c.messages != NULL)
		moments_close(&c.moments);
	cronjobs_close(&c.jobs);
	return prog_end(status);
}
