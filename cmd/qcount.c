/*
 * qcount: count the messages in the mail queue, or how many there are of each
 * sender, origin or other field.
 * In: this machine's queue, or files that list messages or counts. Out: the
 * number; or lines of a number and the fields, most first.
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"
#include "base/prog.h"
#include "system/counter.h"
#include "system/progress.h"

static const char options[] = "+:G:Vd:ghjk:l";

static const struct prog prog = {
    "qcount",
    "qcount [-gjl] [-d DIR] [-G NAME] [-k FIELD,...] [FILE...|-]\n",
    "  -G NAME       an Exim named queue; '*' for all of them\n"
    "  -V            the version\n"
    "  -d DIR        the queue's directory (else $QTRIAGE_QUEUE, else "
    "found)\n"
    "  -g            a bar for each number\n"
    "  -h            this text\n"
    "  -j            JSON lines, which qcount reads and adds up\n"
    "  -k FIELD,...  count by these fields\n"
    "  -l            with bytes, oldest and newest\n"
    "FILE, or - for standard input: what lists messages, in place of\n"
    "this machine's queue. See qcount(1); the fields are in qtriage(7).\n",
};

enum { BAR = 50 }; /* columns of the longest bar */

struct qcount {
	struct source source;
	struct counter counter;
	uint64_t n;
	bool gflag; /* -g: a bar */
	bool jflag; /* -j: JSON lines */
	bool lflag; /* -l: bytes, oldest, newest */
};

static int
count_name(void *ctx, const struct queue_entry *e)
{
	struct qcount *q = ctx;

	(void)e;
	if (++q->n % 4096 == 0)
		progress(q->n, 0, "messages");
	return 0;
}

/* The number alone is told by the directory: no message is opened. */
static void
count_names(struct qcount *q)
{
	struct tally_row row = {.oldest.digits = -1, .newest.digits = -1};
	struct queue *queue = &q->source.queue;

	if (queue->ops->walk(queue, count_name, q) == 0)
		queue_note_others(queue);
	row.key = span_of("", 0);
	row.count = q->n;
	if (row.count > 0)
		tally_add(&q->counter.tallies[0], &row);
}

static void
count_message(void *ctx, unsigned worker, size_t index, struct msg *m,
    struct queue_reader *r, struct buf *out)
{
	struct qcount *q = ctx;

	(void)index;
	(void)r;
	(void)out;
	counter_add(&q->counter, worker, m);
}

static int
count_json(void *ctx, struct span line)
{
	struct qcount *q = ctx;

	return counter_add_json(&q->counter, line);
}

static void
put_when(struct buf *b, struct when w)
{
	buf_putc(b, '\t');
	w.digits = w.digits > 0 ? 0 : w.digits;
	if (w.digits < 0)
		buf_putc(b, '-');
	else
		when_put_iso(b, w);
}

static void
put_bar(struct buf *b, uint64_t count, uint64_t most)
{
	uint64_t i, n = count * BAR / most;

	buf_putc(b, '\t');
	for (i = 0; i < n || (i == 0 && count > 0); i++)
		buf_putc(b, '#');
}

static void
put_row(
    struct qcount *q, const struct tally_row *row, uint64_t most, struct buf *b)
{
	if (q->jflag) {
		counter_put_json(&q->counter, row, q->lflag, b);
		return;
	}
	buf_putu(b, row->count);
	if (q->lflag) {
		buf_putc(b, '\t');
		buf_putu(b, row->bytes);
		put_when(b, row->oldest);
		put_when(b, row->newest);
	}
	if (q->counter.show.n > 0) {
		buf_putc(b, '\t');
		buf_put(b, row->key.p, row->key.n);
	}
	if (q->gflag)
		put_bar(b, row->count, most);
	buf_putc(b, '\n');
}

/* A zero that may come of what could not be read is none. */
static void
put_zero(struct qcount *q, struct buf *b)
{
	struct tally_row none = {.oldest.digits = -1, .newest.digits = -1};

	none.key = span_of("", 0);
	if (q->counter.show.n == 0 && !err_seen())
		put_row(q, &none, 1, b);
}

static void
put_rows(struct qcount *q)
{
	const struct tally *t = counter_rows(&q->counter);
	struct buf b = {0};
	size_t i;

	for (i = 0; i < t->n; i++) {
		put_row(q, &t->rows[i], t->rows[0].count, &b);
		out_take(&b);
	}
	if (t->n == 0)
		put_zero(q, &b);
	out_take(&b);
	buf_free(&b);
}

static void
choose_fields(struct qcount *q, const char *list)
{
	struct show *s = &q->counter.show;
	struct buf why = {0};

	if (show_choose(s, list, &why) == -1)
		prog_misuse("-k", "%s", buf_str(&why));
	if (s->n > COUNTER_FIELDS)
		prog_misuse("-k", "more than %d fields", COUNTER_FIELDS);
}

static void
read_options(struct qcount *q, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, options)) != -1)
		switch (c) {
		case 'g':
			q->gflag = q->counter.more = true;
			break;
		case 'j':
			q->jflag = true;
			break;
		case 'k':
			choose_fields(q, optarg);
			break;
		case 'l':
			q->lflag = true;
			break;
		default:
			prog_source(c, &q->source.dir, &q->source.named);
		}
	prog_operands(argv + optind);
	q->source.files = argv + optind;
}

int
main(int argc, char **argv)
{
	static struct qcount q = {
	    .source = {.each = count_message, .tally = count_json, .ctx = &q}};
	struct source *source = &q.source;
	bool names;

	prog_start(&prog);
	read_options(&q, argc, argv);
	names = q.counter.show.n == 0 && !q.lflag;
	if (!names)
		source->need = fields_need(
		    q.counter.show.fields, q.counter.show.n);
	if (q.lflag)
		source->need |= NEED_FILE | NEED_SIZE;
	if (source_open(source) == -1)
		return prog_end(EXIT_ERROR);
	q.counter.show.now = source->now;
	if (names && source->files[0] == NULL) {
		count_names(&q);
	} else {
		if (source->files[0] == NULL)
			source_list(source);
		source_run(source);
	}
	put_rows(&q);
	counter_free(&q.counter);
	source_close(source);
	return prog_end(EXIT_DONE);
}
