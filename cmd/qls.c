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
#include "system/form.h"
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
    "  -m            as the MTA lists it: exim -bp, postqueue -p\n"
    "  -t            a title line first\n"
    "  -u            -m without delivered recipients, as exim -bpu\n"
    "FILE, or - for standard input: what lists messages, in place of\n"
    "this machine's queue. See qls(1); the fields are in qtriage(7).\n",
};

struct qls {
	struct lister lister;
	struct show show;
	struct record records[SCAN_THREADS];
	struct form form;
	bool mflag; /* -m: the MTA's own form */
	bool tflag; /* -t: a title line */
};

/* The MTA's form has raw bytes, which a terminal does not get. */
static void
put_raw(const struct buf *raw, struct buf *out)
{
	if (out_isatty())
		esc_put(out, raw->p, raw->len, ESC_TEXT);
	else
		buf_put(out, raw->p, raw->len);
}

static void
put_mta_form(
    struct qls *q, struct msg *m, struct queue_reader *r, struct buf *out)
{
	const struct form_ops *ops = r == NULL ? &form_exim : q->form.ops;
	struct buf raw = {0};

	ops->put(&q->form, m, r, &raw);
	put_raw(&raw, out);
	buf_free(&raw);
}

/* What stands before the messages, and behind them if list is NULL. */
static void
put_frame(void *ctx, const struct queue_list *list)
{
	struct qls *q = ctx;
	struct buf b = {0};

	if (list != NULL && q->form.ops->start != NULL)
		q->form.ops->start(&q->form, list, &b);
	if (list == NULL && q->form.ops->end != NULL)
		q->form.ops->end(&q->form, &b);
	out_take(&b);
	buf_free(&b);
}

/* The queue's; messages that only a file tells of are in Exim's. */
static void
choose_form(struct qls *q)
{
	struct source *s = &q->lister.source;

	q->form.now = s->now;
	q->form.queue = &s->queue;
	q->form.ops = s->queue.ops != NULL ? s->queue.ops->form : &form_exim;
	if (q->mflag)
		s->need = q->form.ops->need;
	if (q->mflag && s->files[0] == NULL)
		q->lister.listed = put_frame;
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
			q->form.all = q->mflag = true;
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
			q->form.undelivered = q->mflag = true;
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
	source->need = q.mflag ? form_exim.need : show_settle(&q.show);
	if (source_open(source) == -1)
		return prog_end(EXIT_ERROR);
	choose_form(&q);
	q.show.now = source->now;
	if (q.tflag && !q.show.json && !q.mflag) {
		show_title(&q.show, &title);
		out_take(&title);
	}
	lister_run(&q.lister);
	if (q.lister.listed != NULL)
		put_frame(&q, NULL);
	for (i = 0; i < SCAN_THREADS; i++)
		record_free(&q.records[i]);
	buf_free(&title);
	source_close(source);
	return prog_end(EXIT_DONE);
}
