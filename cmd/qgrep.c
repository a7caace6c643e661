/*
 * qgrep: pick messages of the mail queue by envelope, header, body, age,
 * size and state.
 * In: this machine's queue, or files that list messages. Out: a record, an
 * id or a line of exiqgrep's forms for each message picked.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"
#include "base/prog.h"
#include "pure/exiqgrep.h"
#include "system/lister.h"
#include "system/select.h"

static const char options[] = "+:B:EG:H:RVabcd:f:hijk:lo:r:s:vw:xy:z";

static const struct prog prog = {
    "qgrep",
    "qgrep [-abcEijlRvxz] [-d DIR] [-G NAME] [-f SENDER] [-r RCPT] "
    "[-s SIZE] [-y SEC] [-o SEC] [-H NAME:TEXT] [-B TEXT] [-w EXPR] "
    "[-k FIELD,...] [FILE...|-]\n",
    "  -B TEXT       the decoded body has this text\n"
    "  -E            -f -r -H -B are extended regular expressions\n"
    "  -G NAME       an Exim named queue; '*' for all of them\n"
    "  -H NAME:TEXT  that header field, decoded, has this text\n"
    "  -R            the last first\n"
    "  -V            the version\n"
    "  -a            delivered recipients count, and -b -l show them\n"
    "  -b            one line: id, sender, recipients\n"
    "  -c            only the number\n"
    "  -d DIR        the queue's directory (else $QTRIAGE_QUEUE, else "
    "found)\n"
    "  -f SENDER     user@domain, domain, .domain, user@ or <>\n"
    "  -h            this text\n"
    "  -i            only ids\n"
    "  -j            JSON lines\n"
    "  -k FIELD,...  these fields\n"
    "  -l            as exim -bp lists them\n"
    "  -o SEC        older than that (also 5m 2h 3d)\n"
    "  -r RCPT       a recipient, as -f\n"
    "  -s SIZE       a regular expression for the size as shown\n"
    "  -v            the others\n"
    "  -w EXPR       FIELD OP VALUE; OP is = != ~ !~ < <= > >=\n"
    "  -x            not frozen\n"
    "  -y SEC        younger than that\n"
    "  -z            frozen\n"
    "Several values of -f -r -s -H or -B: any of them; else all must hold.\n"
    "See qgrep(1); the fields are in qtriage(7).\n",
};

enum form { FORM_RECORD, FORM_BRIEF, FORM_COUNT, FORM_LONG };

struct qgrep {
	struct lister lister;
	struct select select;
	struct show show;
	struct record records[SCAN_THREADS];
	unsigned threads;
	enum form form;
	atomic_size_t picked;
};

static void
put_message(void *ctx, unsigned worker, struct msg *m, struct queue_reader *r,
    struct buf *out)
{
	struct qgrep *q = ctx;

	if (!select_test(&q->select, worker, m, r))
		return;
	atomic_fetch_add(&q->picked, 1);
	if (q->form == FORM_RECORD)
		show_put(&q->show, m, &q->records[worker], out);
	else if (q->form == FORM_BRIEF)
		exiqgrep_put_brief(out, m, q->select.all);
	else if (q->form == FORM_LONG)
		exiqgrep_put_long(out, m, q->show.now, q->select.all);
}

static int64_t
seconds(int letter, const char *text)
{
	const char option[3] = {'-', (char)letter, '\0'};
	int64_t n;

	if (when_age(span_str(text), &n) == -1)
		prog_misuse(option, "%s: no age", text);
	return n;
}

static void
choose_fields(struct qgrep *q, const char *list)
{
	struct buf why = {0};

	if (show_choose(&q->show, list, &why) == -1)
		prog_misuse("-k", "%s", buf_str(&why));
}

/* The options that are switches; false if c is none. */
static bool
read_switch(struct qgrep *q, int c)
{
	switch (c) {
	case 'E':
		return q->select.regex = true;
	case 'R':
		return q->lister.reverse = true;
	case 'a':
		return q->select.all = true;
	case 'b':
		q->form = FORM_BRIEF;
		return true;
	case 'c':
		q->form = FORM_COUNT;
		return true;
	case 'i':
		choose_fields(q, "id");
		return true;
	case 'j':
		return q->show.json = true;
	case 'l':
		q->form = FORM_LONG;
		return true;
	case 'v':
		return q->select.inverse = true;
	case 'x':
		return q->select.thawed = true;
	case 'z':
		return q->select.frozen = true;
	default:
		return false;
	}
}

static void
read_options(struct qgrep *q, int argc, char **argv)
{
	int64_t n;
	int c;

	while ((c = getopt(argc, argv, options)) != -1)
		switch (c) {
		case 'B':
		case 'H':
		case 'f':
		case 'r':
		case 's':
		case 'w':
			select_add(&q->select, (char)c, optarg);
			break;
		case 'k':
			choose_fields(q, optarg);
			break;
		case 'o':
			n = seconds(c, optarg);
			if (n > q->select.older)
				q->select.older = n;
			break;
		case 'y':
			n = seconds(c, optarg);
			if (q->select.younger < 0 || n < q->select.younger)
				q->select.younger = n;
			break;
		default:
			if (!read_switch(q, c))
				prog_source(c, &q->lister.source.dir,
				    &q->lister.source.named);
		}
	prog_operands(argv + optind);
	q->lister.source.files = argv + optind;
}

static void
settle(struct qgrep *q)
{
	struct source *source = &q->lister.source;
	char option[3] = "-";
	struct buf why = {0};

	if (!select_any(&q->select))
		prog_misuse(NULL,
		    "no criterion (-f -r -s -y -o -H -B -w -x "
		    "-z); qls lists all");
	if (select_settle(&q->select, q->threads, &option[1], &why) == -1)
		prog_misuse(option, "%s", buf_str(&why));
	source->need = select_need(&q->select);
	if (q->form == FORM_RECORD)
		source->need |= show_settle(&q->show);
	else if (q->form != FORM_COUNT)
		source->need |= NEED_FILE | NEED_SIZE | NEED_LATER;
}

int
main(int argc, char **argv)
{
	static struct qgrep q = {.lister = {.put = put_message, .ctx = &q},
	    .select = {.younger = -1, .older = -1}};
	struct source *source = &q.lister.source;
	char text[32];
	size_t i;

	prog_start(&prog);
	read_options(&q, argc, argv);
	q.threads = scan_threads(SIZE_MAX, NEED_FILE);
	settle(&q);
	if (source_open(source) == -1)
		return prog_end(EXIT_ERROR);
	q.show.now = q.select.now = source->now;
	q.select.queue = &source->queue;
	lister_run(&q.lister);
	/* A zero that may come of what could not be read is none. */
	if (q.form == FORM_COUNT && (q.picked > 0 || !err_seen())) {
		snprintf(text, sizeof text, "%zu\n", q.picked);
		out_puts(text);
	}
	for (i = 0; i < SCAN_THREADS; i++)
		record_free(&q.records[i]);
	select_free(&q.select, q.threads);
	source_close(source);
	return prog_end(q.picked > 0 ? EXIT_DONE : EXIT_NOTHING);
}
