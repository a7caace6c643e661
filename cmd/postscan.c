/*
 * postscan: list requests of web servers, and which explain messages.
 * In: access logs, PHP's mail.log; with -i also messages. Out: a record a
 * request; with -i a line a script, the best explanation first; with -p the
 * requests around each message.
 */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"
#include "base/prog.h"
#include "pure/webshow.h"
#include "system/confine.h"
#include "system/webaround.h"
#include "system/webplaces.h"
#include "system/webrank.h"

static const char options[] = "+:F:Vahi:jk:m:pqs:u:w:";

static const struct prog prog = {
    "postscan",
    "postscan [-ajpq] [-F FORMAT] [-i FILE] [-k FIELD,...] [-m METHOD] "
    "[-s SINCE] [-u UNTIL] [-w BEFORE,AFTER] [FILE...|-]\n",
    "  -F FORMAT        the logs' format, as nginx or Apache is told it\n"
    "  -V               the version\n"
    "  -a               -i: also keys of a lift under 2\n"
    "  -h               this text\n"
    "  -i FILE          messages: the scripts that may have sent them\n"
    "  -j               JSON lines\n"
    "  -k FIELD,...     these fields; -i: the keys to rank\n"
    "  -m METHOD        not POST but this one; ANY for all\n"
    "  -p               -i: for each message the requests around it\n"
    "  -q               no notes\n"
    "  -s SINCE         from that time on: epoch, ISO 8601, or 10m 2h 3d ago\n"
    "  -u UNTIL         up to that time\n"
    "  -w BEFORE,AFTER  -i: a message came from BEFORE s before to AFTER s\n"
    "                   after a line's time\n"
    "FILE: an access log or PHP's mail.log, - for standard input; without any\n"
    "those in the usual places. See postscan(1) for the fields.\n",
};

struct postscan {
	struct weblogs logs;
	struct weblog_format format; /* -F */
	struct rows rows;
	struct moments moments;
	struct webwindow window; /* -w */
	const char *messages; /* -i */
	const char *fields; /* -k */
	bool aflag; /* -a: also keys of a lift under 2 */
	bool pflag; /* -p: requests around messages */
	struct rows listed[WEBREAD_THREADS]; /* rows, one a thread */
};

static void
list(void *ctx, unsigned worker, const struct webrequest *r, struct buf *out)
{
	struct postscan *p = ctx;
	struct webshow row = {.request = &r->w,
	    .vhost = r->file->site,
	    .file = span_str(r->file->name),
	    .line = r->line};

	rows_put(&p->listed[worker], &row, out);
}

static void
list_all(struct postscan *p)
{
	unsigned i;

	for (i = 0; i < WEBREAD_THREADS; i++)
		p->listed[i] = p->rows;
	p->logs.asked.each = list;
	p->logs.asked.ctx = p;
	p->logs.asked.threads = true;
	weblogs_run(&p->logs);
	for (i = 0; i < WEBREAD_THREADS; i++)
		rows_free(&p->listed[i]);
}

/* Returns whether any request explains a message, or is around one. */
static bool
correlate(struct postscan *p)
{
	struct webrank rank = {.m = &p->moments,
	    .window = &p->window,
	    .fields = &p->rows,
	    .all = p->aflag,
	    .json = p->rows.json,
	    .quiet = p->logs.quiet};
	struct webaround around = {.m = &p->moments,
	    .window = &p->window,
	    .rows = &p->rows,
	    .logs = &p->logs};

	return p->pflag ? webaround_run(&around) : webrank_run(&rank, &p->logs);
}

/* --- options --- */

/* -s, -u */
static int64_t
read_time(const char *option, bool whole)
{
	int64_t usec;

	if (when_point(span_str(optarg), time(NULL), whole, &usec) == -1)
		prog_misuse(option, "%s: no time and no age", optarg);
	return usec;
}

static void
choose(struct postscan *p)
{
	const char *fields = p->fields;
	struct buf why = {0};

	if (fields == NULL && p->messages != NULL && !p->pflag)
		fields = webshow_key;
	if (rows_choose(&p->rows, fields, webshow_default, &why) == -1)
		prog_misuse("-k", "%s", buf_str(&why));
	if (p->pflag)
		rows_of_message(&p->rows, WEBSHOW_ID, WEBSHOW_OFFSET);
}

static void
check_options(const struct postscan *p, char **files)
{
	if (p->messages == NULL && (p->pflag || p->aflag || p->window.fixed))
		prog_misuse("-i", "needed for -a, -p and -w");
	if (p->messages == NULL || strcmp(p->messages, "-") != 0)
		return;
	for (; *files != NULL; files++)
		if (strcmp(*files, "-") == 0)
			prog_misuse("-", "both the messages and a log");
}

static void
read_option(struct postscan *p, int letter)
{
	struct buf why = {0};

	switch (letter) {
	case 'F':
		p->logs.asked.format = &p->format;
		if (weblog_format_parse(&p->format, span_str(optarg), &why) ==
		    -1)
			prog_misuse("-F", "%s", buf_str(&why));
		break;
	case 'a':
		p->aflag = true;
		break;
	case 'i':
		p->messages = optarg;
		break;
	case 'j':
		p->rows.json = true;
		break;
	case 'k':
		p->fields = optarg;
		break;
	case 'm':
		p->logs.asked.method = prog_argument(letter);
		break;
	case 'p':
		p->pflag = true;
		break;
	case 'q':
		p->logs.quiet = true;
		break;
	case 's':
		p->logs.asked.from = read_time("-s", false);
		break;
	case 'u':
		p->logs.asked.to = read_time("-u", true);
		break;
	case 'w':
		if (webwindow_parse(&p->window, span_str(optarg)) == -1)
			prog_misuse(
			    "-w", "%s: not BEFORE,AFTER in seconds", optarg);
		break;
	default:
		prog_option(letter);
	}
}

/* The logs to read: operands, or what is in the usual places. */
static void
find_logs(struct postscan *p, char **files)
{
	bool found = *files == NULL;

	if (strcmp(p->logs.asked.method, "ANY") == 0)
		p->logs.asked.method = NULL;
	if (found)
		files = webplaces_find(p->logs.quiet);
	if (*files == NULL)
		err_die(NULL, "no access log in the usual places; name them");
	weblogs_open(&p->logs, files, found);
}

static int
run(struct postscan *p)
{
	bool any = false;

	if (p->messages == NULL) {
		confine_now();
		list_all(p);
		return EXIT_DONE;
	}
	if (moments_open(&p->moments, p->messages) == -1 ||
	    moments_read(&p->moments) == -1)
		return EXIT_ERROR;
	if (p->moments.n > 0)
		any = correlate(p);
	return any ? EXIT_DONE : EXIT_NOTHING;
}

int
main(int argc, char **argv)
{
	static struct postscan p = {
	    .logs.asked = {.method = "POST", WEBREAD_EVER},
	    .rows = {.table = webshow_table,
		.ntable = WEBSHOW_FIELDS,
		.value = webshow_value}};
	int letter, status;

	prog_start(&prog);
	while ((letter = getopt(argc, argv, options)) != -1)
		read_option(&p, letter);
	prog_operands(argv + optind);
	check_options(&p, argv + optind);
	choose(&p);
	find_logs(&p, argv + optind);
	status = run(&p);
	if (p.messages != NULL)
		moments_close(&p.moments);
	weblogs_close(&p.logs);
	weblog_format_free(&p.format);
	rows_free(&p.rows);
	return prog_end(status);
}
