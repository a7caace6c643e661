/*
 * qls: list the messages in the mail queue, one line each.
 * In: this machine's queue, or files that list messages. Out: a record a
 * message, in order of arrival.
 */
#include <unistd.h>

#include "base/err.h"
#include "base/esc.h"
#include "base/out.h"
#include "base/prog.h"
#include "pure/exim_bp.h"
#include "system/lister.h"

static const char options[] = "+:G:O:RVad:hjk:mtu";

static const struct prog prog = {
    "qls",
    "qls [-ajmRtu] [-d DIR] [-G NAME] [-k FIELD,...] [-O FIELD] "
    "[FILE...|-]\n",
    "  -G NAME       an Exim named queue; '*' for all of them\n"
    "  -O FIELD      sorted by that field, not by arrival\n"
    "  -R            the last first\n"
    "  -V            the version\n"
    "  -a            -m with other delivered addresses, as exim -bpa\n"
    "  -d DIR        the queue's directory (else $QTRIAGE_QUEUE, else "
    "found)\n"
    "  -h            this text\n"
    "  -j            JSON lines\n"
    "  -k FIELD,...  these fields\n"
    "  -m            as the MTA lists it: exim -bp\n"
    "  -t            a title line first\n"
    "  -u            -m without delivered recipients, as exim -bpu\n"
    "FILE, or - for standard input: what lists messages, in place of\n"
    "this machine's queue. See qls(1); the fields are in qtriage(7).\n",
};

struct qls {
	struct lister lister;
	struct show show;
	struct record records[SCAN_THREADS];
	bool aflag; /* -a: as exim -bpa */
	bool mflag; /* -m: the MTA's own form */
	bool tflag; /* -t: a title line */
	bool uflag; /* -u: as exim -bpu */
};

/* The MTA's form has raw bytes, which a terminal does not get. */
static void
put_mta_form(
    struct qls *q, struct msg *m, struct queue_reader *r, struct buf *out)
{
	struct buf raw = {0};

	exim_bp_put(&raw, m, r == NULL ? NULL : &r->exim, q->lister.source.now,
	    q->aflag, q->uflag);
	if (out_isatty())
		esc_put(out, raw.p, raw.len, ESC_TEXT);
	else
		buf_put(out, raw.p, raw.len);
	buf_free(&raw);
}

static void
put_message(void *ctx, unsigned worker, struct msg *m, struct queue_reader *r,
    struct buf *out)
{
	struct qls *q = ctx;

	if (q->mflag)
		put_mta_form(q, m, r, out);
	else
		show_put(&q->show, m, &q->records[worker], out);
}

static void
choose_order(struct qls *q, const char *name)
{
	struct show one = {0};
	struct buf why = {0};

	if (show_choose(&one, name, &why) == -1)
		prog_misuse("-O", "%s", buf_str(&why));
	if (one.n != 1)
		prog_misuse("-O", "one field");
	q->lister.order.field = (enum field)one.fields[0];
	q->lister.ordered = true;
}

static void
read_options(struct qls *q, int argc, char **argv)
{
	struct buf why = {0};
	int c;

	while ((c = getopt(argc, argv, options)) != -1)
		switch (c) {
		case 'O':
			choose_order(q, optarg);
			break;
		case 'R':
			q->lister.reverse = true;
			break;
		case 'a':
			q->aflag = q->mflag = true;
			break;
		case 'j':
			q->show.json = true;
			break;
		case 'k':
			if (show_choose(&q->show, optarg, &why) == -1)
				prog_misuse("-k", "%s", buf_str(&why));
			break;
		case 'm':
			q->mflag = true;
			break;
		case 't':
			q->tflag = true;
			break;
		case 'u':
			q->uflag = q->mflag = true;
			break;
		default:
			prog_source(
			    c, &q->lister.source.dir, &q->lister.source.named);
		}
	prog_operands(argv + optind);
	q->lister.source.files = argv + optind;
}

int
main(int argc, char **argv)
{
	static struct qls q = {.lister = {.put = put_message, .ctx = &q}};
	struct source *source = &q.lister.source;
	struct buf title = {0};
	size_t i;

	prog_start(&prog);
	read_options(&q, argc, argv);
	source->need = q.mflag ? NEED_FILE | NEED_SIZE | NEED_LATER
			       : show_settle(&q.show);
	if (source_open(source) == -1)
		return prog_end(EXIT_ERROR);
	q.show.now = source->now;
	if (q.tflag && !q.show.json && !q.mflag) {
		show_title(&q.show, &title);
		out_take(&title);
	}
	lister_run(&q.lister);
	for (i = 0; i < SCAN_THREADS; i++)
		record_free(&q.records[i]);
	buf_free(&title);
	source_close(source);
	return prog_end(EXIT_DONE);
}
