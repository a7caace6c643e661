/*
 * qrm: remove messages from the mail queue, or restore them.
 * In: message ids. Out: for each a record of id, result, sender, recipients
 * and subject.
 */
#include <inttypes.h>
#include <signal.h>
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"
#include "base/prog.h"
#include "pure/charset.h"
#include "system/removal.h"
#include "system/rescue.h"
#include "system/terminal.h"

static const char options[] = "+:C:Vab:d:hinqu:v";

static const struct prog prog = {
    "qrm",
    "qrm [-ainqv] [-b DIR] [-C CONF] [-d DIR] [ID...]\n"
    "qrm -u DIR [-C CONF] [-d DIR] [ID...]\n",
    "  -C CONF  the MTA's configuration\n"
    "  -V       the version\n"
    "  -a       also if that is the whole queue\n"
    "  -b DIR   a copy of each is kept there\n"
    "  -d DIR   the queue's directory (else $QTRIAGE_QUEUE, else found)\n"
    "  -h       this text\n"
    "  -i       asks before, once\n"
    "  -n       only says what would be removed\n"
    "  -q       only how many\n"
    "  -u DIR   puts back what is kept there\n"
    "  -v       what the MTA's remover says, too\n"
    "ID, or lines of standard input that name one. See qrm(1).\n",
};

enum { SOME = 10 }; /* more than these, if they are all, need -a */

struct qrm {
	struct removal removal;
	struct remover remover;
	const char *dir; /* -d */
	const char *keep; /* -b: where copies go */
	const char *restore; /* -u: where they are */
	bool aflag; /* -a: the whole queue, too */
	bool iflag; /* -i: asks */
	bool nflag; /* -n: only says */
};

/* Says how many there were of each result. */
static void
put_counts(const struct removal *r, bool dry)
{
	struct buf text = {0};
	size_t i;

	for (i = 0; i < REMOVER_RESULTS; i++)
		if (r->counts[i] > 0)
			buf_putf(&text, "%s%zu %s", text.len > 0 ? ", " : "",
			    r->counts[i],
			    i > 0 || dry ? remover_results[i] : "not tried");
	if (text.len == 0)
		return;
	if (r->quiet) {
		buf_putc(&text, '\n');
		out_take(&text);
	} else {
		out_flush();
		err_note(NULL, "%s", buf_str(&text));
	}
	buf_free(&text);
}

/* Whether the whole queue is asked for, without -a: told. */
static bool
is_too_much(struct qrm *q)
{
	int64_t n = q->aflag ? 0 : removal_covers(&q->removal, SOME);

	if (n > 0 && q->nflag)
		err_note(q->removal.queue.dir,
		    "these are all %jd messages: to remove them takes -a",
		    (intmax_t)n);
	else if (n > 0)
		err_warn(q->removal.queue.dir,
		    "these are all %jd messages; nothing removed; -a if that "
		    "is meant",
		    (intmax_t)n);
	return n == -1 || (n > 0 && !q->nflag);
}

/* Asks once, if that is wanted: whether to go on. */
static bool
is_agreed(struct qrm *q)
{
	struct buf question = {0};
	bool yes;

	if (!q->iflag)
		return true;
	buf_putf(&question, "qrm: remove %zu messages from %s? [y/N] ",
	    removal_pending(&q->removal), q->removal.queue.dir);
	yes = terminal_asks(buf_str(&question));
	buf_free(&question);
	if (!yes)
		err_warn(NULL, "nothing removed");
	return yes;
}

static void
say_all(struct removal *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		removal_describe(r, &r->items[i], 1);
		removal_tell(r, &r->items[i], 1);
	}
}

/* The remover, and the place for copies: 0, -1 with the reason in why. */
static int
make_ready(struct qrm *q, struct keep *keep, struct buf *why)
{
	struct queue *queue = &q->removal.queue;

	keep->fd = -1;
	q->remover.queue = queue;
	if (remover_open(&q->remover, why) == -1)
		return -1;
	return q->keep == NULL ? 0 : keep_open(keep, queue, q->keep, true, why);
}

static void
remove_all(struct qrm *q)
{
	struct removal *r = &q->removal;
	struct buf why = {0};
	struct keep keep;

	if (make_ready(q, &keep, &why) == -1) {
		err_warn(NULL, "%s", buf_str(&why));
	} else if (is_agreed(q)) {
		remover_catch_signals();
		if (q->keep != NULL)
			rescue_remove(&q->remover, r, &keep);
		else
			remover_run(&q->remover, REMOVER_REMOVE, r->items, r->n,
			    removal_describe, removal_tell, r);
	}
	removal_count_rest(r);
	keep_close(&keep);
	remover_close(&q->remover);
	buf_free(&why);
}

static void
run(struct qrm *q, char *const operands[])
{
	struct removal *r = &q->removal;
	struct buf why = {0};

	if (queue_open(&r->queue, q->dir, NULL, &why) == -1) {
		err_warn(NULL, "%s", buf_str(&why));
	} else if (q->restore != NULL) {
		rescue_restore(&q->remover, r, q->restore, operands);
	} else if (removal_read(r, operands) == -1) {
		err_warn(NULL, "nothing removed");
	} else if (r->n == 0) {
		err_note(NULL, "nothing to remove");
	} else if (!is_too_much(q)) {
		if (q->nflag || removal_pending(r) == 0)
			say_all(r);
		else
			remove_all(q);
		put_counts(r, q->nflag);
	}
	buf_free(&why);
}

static int
status(const struct removal *r, bool dry)
{
	if (r->missing_operand || r->counts[REMOVER_LOCKED] > 0 ||
	    r->counts[REMOVER_REFUSED] > 0 || r->counts[REMOVER_FAILED] > 0 ||
	    (r->counts[REMOVER_PENDING] > 0 && !dry) || remover_interrupted())
		return EXIT_ERROR;
	return EXIT_DONE;
}

static void
read_options(struct qrm *q, int argc, char **argv)
{
	bool others = false;
	int c;

	while ((c = getopt(argc, argv, options)) != -1) {
		others = others || (c != 'C' && c != 'd' && c != 'u');
		switch (c) {
		case 'C':
			q->remover.conf = prog_argument(c);
			break;
		case 'a':
			q->aflag = true;
			break;
		case 'b':
			q->keep = prog_argument(c);
			break;
		case 'i':
			q->iflag = true;
			break;
		case 'n':
			q->nflag = true;
			break;
		case 'q':
			q->removal.quiet = true;
			break;
		case 'u':
			q->restore = prog_argument(c);
			break;
		case 'v':
			q->remover.verbose = true;
			break;
		default:
			prog_source(c, &q->dir, NULL);
		}
	}
	if (q->restore != NULL && others)
		prog_misuse("-u", "only with -C and -d");
	prog_ids(argv + optind);
}

int
main(int argc, char **argv)
{
	static struct qrm q;
	int rc;

	prog_start(&prog);
	read_options(&q, argc, argv);
	signal(SIGPIPE, SIG_IGN);
	out_keep_going();
	charset_load();
	run(&q, argv + optind);
	rc = status(&q.removal, q.nflag);
	removal_free(&q.removal);
	return prog_end(rc);
}
