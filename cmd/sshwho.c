/*
 * sshwho: tell what each ssh session is, and which deserve a look.
 * In: the processes, records of logins and accounts below a root; or saved
 * output of ps and w. Out: a record a session; with -p pids.
 */
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"
#include "base/prog.h"
#include "pure/sshpick.h"
#include "pure/sshshow.h"
#include "system/confine.h"
#include "system/pssessions.h"

static const char options[] = "+:P:VW:ahjk:pr:u:x";

static const struct prog prog = {
    "sshwho",
    "sshwho [-ajpx] [-k FIELD,...] [-u USER] [-r ROOT] [-P PSFILE] "
    "[-W WFILE]\n",
    "  -P PSFILE     sessions of saved output of ps\n"
    "  -V            the version\n"
    "  -W WFILE      recorded is what saved output of w or who has\n"
    "  -a            also connections before the login\n"
    "  -h            this text\n"
    "  -j            JSON lines\n"
    "  -k FIELD,...  these fields\n"
    "  -p            only the pids of the user's processes, to be killed\n"
    "  -r ROOT       below that directory, not /\n"
    "  -u USER       only sessions of that user\n"
    "  -x            only sessions with a flag\n"
    "PSFILE, WFILE: - is standard input. See sshwho(1) for the fields, and\n"
    "for what each flag and note means.\n",
};

struct sshwho {
	struct sessions sessions;
	struct procs procs;
	struct recorded recorded;
	struct accounts accounts;
	struct rows rows;
	struct sshpick pick; /* -a, -p, -u, -x */
	const char *root; /* -r */
	const char *ps, *w; /* -P, -W */
	const char *fields; /* -k */
};

static int
print(struct sshwho *c)
{
	struct sshshow row = {.terminals = c->sessions.recorded == NULL
		? NULL
		: c->recorded.name};
	struct buf line = {0};
	size_t i, n = 0;

	for (i = 0; i < c->sessions.n; i++) {
		row.session = &c->sessions.v[i];
		if (!sshpick_wants(&c->pick, row.session))
			continue;
		n++;
		if (c->pick.pids)
			sshpick_put(&c->pick, row.session, &line);
		else
			rows_put(&c->rows, &row, &line);
		out_take(&line);
	}
	buf_free(&line);
	if (n == 0 && c->pick.user != NULL && c->pick.uid == SESSION_NONE &&
	    c->accounts.passwd.len > 0)
		err_warn(c->pick.user, "no such user");
	return n == 0 && c->pick.flagged ? EXIT_NOTHING : EXIT_DONE;
}

/* What there is without the rights to see it, once. */
static void
tell_hidden(const struct sshwho *c)
{
	size_t n = c->procs.hidden + c->sessions.hidden;

	if (n == 0 && !c->procs.partly && !c->accounts.hidden)
		return;
	err_note(NULL,
	    "not all could be seen, for want of rights: %zu processes in "
	    "part%s%s; run it as root",
	    n, c->procs.partly ? ", those of others not at all" : "",
	    c->accounts.hidden ? ", passwords' dates" : "");
}

/* What is read of this machine, or below the root. */
static void
find(struct sshwho *c)
{
	procs_read(&c->procs);
	if (c->w == NULL)
		recorded_utmp(&c->recorded, c->sessions.root);
	recorded_logind(&c->recorded, c->sessions.root);
	sessions_find(&c->sessions);
	tell_hidden(c);
}

/* The article's comparison. */
static int
find_saved(struct sshwho *c)
{
	err_note(NULL,
	    "titles can be forged, and sessions without a terminal are never "
	    "in w: see sshwho(1)");
	if (c->w == NULL)
		c->sessions.recorded = NULL;
	return pssessions_read(&c->sessions, c->ps);
}

static int
run(struct sshwho *c)
{
	struct sessions *s = &c->sessions;
	int status;

	s->procs = &c->procs;
	s->recorded = &c->recorded;
	s->accounts = &c->accounts;
	s->live = c->procs.live;
	c->pick.uid = SESSION_NONE;
	if (c->ps == NULL || c->root != NULL)
		accounts_read(&c->accounts, s->root);
	if (c->pick.user != NULL)
		c->pick.uid = accounts_uid(&c->accounts, c->pick.user);
	if (c->w != NULL && recorded_w(&c->recorded, c->w) == -1)
		return EXIT_ERROR;
	if (c->ps == NULL)
		find(c);
	else if (find_saved(c) == -1)
		return EXIT_ERROR;
	sessions_judge(s, (int64_t)time(NULL));
	status = print(c);
	sessions_free(s);
	recorded_free(&c->recorded);
	accounts_free(&c->accounts);
	return status;
}

/* Opens all there is to read and gives up the rest. 0, or -1, told. */
static int
confine(struct sshwho *c)
{
	const char *root = c->root == NULL ? "/" : c->root;

	c->sessions.root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->sessions.root == -1) {
		err_warn(root, NULL);
		return -1;
	}
	if (c->ps == NULL && procs_open(&c->procs, root) == -1)
		return -1;
	confine_allow_fd(c->sessions.root);
	if (c->ps != NULL)
		confine_allow(c->ps);
	if (c->w != NULL)
		confine_allow(c->w);
	confine_now();
	return 0;
}

static void
check(struct sshwho *c, char **operands)
{
	struct buf why = {0};

	prog_operands(operands);
	if (*operands != NULL)
		prog_misuse(*operands, "no operands are taken");
	if (c->pick.pids && c->pick.user == NULL && !c->pick.flagged)
		prog_misuse("-p", "only with -u or -x");
	if (c->pick.pids && c->ps != NULL)
		prog_misuse("-p", "not with -P: those pids are others' by now");
	if (c->ps != NULL && c->w != NULL && strcmp(c->ps, "-") == 0 &&
	    strcmp(c->w, "-") == 0)
		prog_misuse("-", "both of ps and of w");
	if (rows_choose(&c->rows, c->fields, sshshow_default, &why) == -1)
		prog_misuse("-k", "%s", buf_str(&why));
}

static void
read_options(struct sshwho *c, int argc, char **argv)
{
	int letter;

	while ((letter = getopt(argc, argv, options)) != -1)
		switch (letter) {
		case 'P':
			c->ps = prog_argument(letter);
			break;
		case 'W':
			c->w = prog_argument(letter);
			break;
		case 'a':
			c->pick.preauth = true;
			break;
		case 'j':
			c->rows.json = true;
			break;
		case 'k':
			c->fields = optarg;
			break;
		case 'p':
			c->pick.pids = true;
			break;
		case 'r':
			c->root = prog_argument(letter);
			break;
		case 'u':
			c->pick.user = prog_argument(letter);
			break;
		case 'x':
			c->pick.flagged = true;
			break;
		default:
			prog_option(letter);
		}
	check(c, argv + optind);
}

int
main(int argc, char **argv)
{
	static struct sshwho c = {
	    .rows = {.table = sshshow_table,
		.ntable = SSHSHOW_FIELDS,
		.value = sshshow_value},
	};
	int status;

	prog_start(&prog);
	read_options(&c, argc, argv);
	if (confine(&c) == -1)
		return prog_end(EXIT_ERROR);
	status = run(&c);
	if (c.ps == NULL)
		procs_close(&c.procs);
	rows_free(&c.rows);
	return prog_end(status);
}
