/*
 * smtpwho: tell which processes speak SMTP to the outside past the queue.
 * In: processes and TCP connections below a root's /proc. Out: a record for
 * each process and remote end.
 */
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"
#include "base/prog.h"
#include "system/confine.h"
#include "system/smtpconns.h"
#include "system/smtpshow.h"

static const char options[] = "+:P:Vhjk:r:";

static const struct prog prog = {
    "smtpwho",
    "smtpwho [-j] [-k FIELD,...] [-P PORT,...] [-r ROOT]\n",
    "  -P PORT,...   these remote ports, not 25, 465 and 587; also to this\n"
    "                machine's own mail server\n"
    "  -V            the version\n"
    "  -h            this text\n"
    "  -j            JSON lines\n"
    "  -k FIELD,...  these fields\n"
    "  -r ROOT       below that directory, not /\n"
    "See smtpwho(1) for the fields.\n",
};

/* What could not be seen. */
static void
note(const struct smtpconns *c)
{
	if (c->unseen > 0 && c->procs.partly)
		err_note(NULL,
		    "processes of other users are hidden: whose %zu of the "
		    "connections are is not known",
		    c->unseen);
	else if (c->unseen > 0 && c->hidden > 0)
		err_note(NULL,
		    "%zu processes may not be looked into: whose %zu of the "
		    "connections are is not known",
		    c->hidden, c->unseen);
}

static int
list(struct smtpconns *c, struct rows *rows)
{
	struct smtpconn conn = {0};
	struct buf line = {0};
	int status = EXIT_NOTHING;
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (!smtpconns_tell(c, &c->hits[i], &conn))
			continue;
		rows_put(rows, &conn, &line);
		out_take(&line);
		status = EXIT_DONE;
	}
	smtpconns_done(&conn);
	buf_free(&line);
	return status;
}

static void
choose(struct rows *rows, const char *fields)
{
	struct buf why = {0};

	if (rows_choose(rows, fields, smtpshow_default, &why) == -1)
		prog_misuse("-k", "%s", buf_str(&why));
}

/* Returns the root. */
static const char *
read_options(struct smtpconns *c, struct rows *rows, int argc, char **argv)
{
	const char *root = "/", *fields = NULL;
	int letter;

	while ((letter = getopt(argc, argv, options)) != -1)
		switch (letter) {
		case 'P':
			c->loopback = true;
			if (smtpconns_ports(c, span_str(optarg)) == -1)
				prog_misuse("-P", "%s: no ports", optarg);
			break;
		case 'j':
			rows->json = true;
			break;
		case 'k':
			fields = optarg;
			break;
		case 'r':
			root = prog_argument(letter);
			break;
		default:
			prog_option(letter);
		}
	prog_operands(argv + optind);
	if (argv[optind] != NULL)
		prog_misuse(argv[optind], "there are no operands");
	choose(rows, fields);
	return root;
}

int
main(int argc, char **argv)
{
	static struct smtpconns c;
	static struct rows rows = {.table = smtpshow_table,
	    .ntable = SMTPSHOW_FIELDS,
	    .value = smtpshow_value};
	const char *root;
	int status;

	prog_start(&prog);
	smtpconns_ports(&c, span_str("25,465,587"));
	root = read_options(&c, &rows, argc, argv);
	if (smtpconns_open(&c, root) == -1)
		return prog_end(EXIT_ERROR);
	confine_now();
	status = EXIT_ERROR;
	if (smtpconns_scan(&c) == 0) {
		note(&c);
		status = list(&c, &rows);
	}
	rows_free(&rows);
	smtpconns_close(&c);
	return prog_end(status);
}
