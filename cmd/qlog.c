/*
 * qlog: print what the MTA logged about messages.
 * In: message ids. Out: for each the lines of its own log or, with -m, of the
 * main logs.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/esc.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/prog.h"
#include "pure/json.h"
#include "system/asked.h"
#include "system/confine.h"
#include "system/main_lines.h"
#include "system/main_log.h"

static const char options[] = "+:L:Vd:hjm";

static const struct prog prog = {
    "qlog",
    "qlog [-jm] [-L FILE]... [-d DIR] [ID...]\n",
    "  -L FILE  a main log, with those rotated from it; for -m\n"
    "  -V       the version\n"
    "  -d DIR   the queue's directory (else $QTRIAGE_QUEUE, else found)\n"
    "  -h       this text\n"
    "  -j       JSON lines\n"
    "  -m       from the main logs; else from the message's own\n"
    "ID, or lines of standard input that name one. See qlog(1).\n",
};

struct qlog {
	struct asked asked;
	struct main_lines lines;
	const char **files; /* -L */
	size_t nfiles, cap;
	bool jflag; /* -j: JSON lines */
	bool mflag; /* -m: the main logs */
	struct buf text, line;
};

/* --- a log's lines --- */

static void
start(struct qlog *q, const char *id, bool several)
{
	if (!q->jflag) {
		asked_title(id, several);
		return;
	}
	buf_putc(&q->line, '{');
	json_put_key(&q->line, "queue_id");
	json_put_string(&q->line, span_str(id));
	json_put_key(&q->line, "log");
	buf_putc(&q->line, '[');
}

static void
put_line(void *ctx, struct span line)
{
	struct qlog *q = ctx;

	if (q->jflag) {
		if (q->line.p[q->line.len - 1] != '[')
			buf_puts(&q->line, ", ");
		json_put_string(&q->line, line);
	} else {
		esc_put(&q->line, line.p, line.n, ESC_TEXT);
		buf_putc(&q->line, '\n');
		out_take(&q->line);
	}
}

static void
end(struct qlog *q)
{
	if (q->jflag)
		buf_puts(&q->line, "]}\n");
	out_take(&q->line);
}

/* --- a message's own log --- */

static void
hold_piece(void *ctx, struct span piece)
{
	struct qlog *q = ctx;

	buf_put(&q->text, piece.p, piece.n);
}

static void
put_own(struct qlog *q)
{
	struct asked *a = &q->asked;
	struct span rest;
	int rc;

	buf_clear(&q->text);
	rc = a->queue.ops->log(&a->queue, &a->entry, hold_piece, q);
	if (rc == 0)
		err_warn(a->entry.id, "no log of its own; try -m");
	if (rc != 1)
		return;
	start(q, a->entry.id, asked_several(a));
	rest = span_of(q->text.p, q->text.len);
	while (rest.n > 0)
		put_line(q, span_upto(&rest, '\n'));
	end(q);
}

/* --- the main logs --- */

static void
add_ids(struct qlog *q)
{
	struct asked *a = &q->asked;
	struct idline line;
	const char *operand;
	int rc;

	while ((rc = ids_next(&a->ids, &line, &operand)) != 0)
		if (rc == 1)
			main_lines_add(&q->lines, &a->queue, &line);
}

static void
put_main(struct qlog *q)
{
	struct main_lines *s = &q->lines;
	size_t i, n = main_lines_count(s);

	for (i = 0; i < n; i++) {
		if (!main_lines_any(s, i)) {
			err_warn(main_lines_id(s, i), "not in the logs");
			continue;
		}
		start(q, main_lines_id(s, i), n > 1);
		main_lines_each(s, i, put_line, q);
		end(q);
	}
}

/* The queue, if there is one, tells when a message came. */
static void
run_main(struct qlog *q)
{
	struct asked *a = &q->asked;
	struct buf why = {0};
	uintmax_t bad;

	ids_start(&a->ids, a->operands);
	tzset();
	main_lines_start(&q->lines);
	main_log_open(&q->lines.exim.logs, q->files, q->nfiles, a->dir);
	if (q->lines.exim.logs.n == 0)
		return;
	if (queue_open(&a->queue, a->dir, NULL, &why) == 0)
		a->queue.ops->allow(&a->queue);
	buf_free(&why);
	confine_now();
	add_ids(q);
	bad = main_lines_find(&q->lines);
	if (bad > 0)
		err_note(NULL, "lines not in order, left out: %ju", bad);
	put_main(q);
}

static void
run_own(struct qlog *q)
{
	if (asked_open(&q->asked) == -1)
		return;
	while (asked_next(&q->asked) == 1)
		put_own(q);
}

/* Standard input is ids, or a log, not both. */
static void
check_input(const struct qlog *q)
{
	char *const *operand = q->asked.operands;
	bool ids = *operand == NULL;
	size_t i;

	for (; *operand != NULL; operand++)
		ids = ids || strcmp(*operand, "-") == 0;
	for (i = 0; ids && i < q->nfiles; i++)
		if (strcmp(q->files[i], "-") == 0)
			prog_misuse("-L", "standard input gives the ids");
}

static void
read_options(struct qlog *q, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, options)) != -1)
		switch (c) {
		case 'L':
			q->files = mem_grow(
			    q->files, &q->cap, q->nfiles + 1, sizeof *q->files);
			q->files[q->nfiles++] = prog_argument(c);
			q->mflag = true;
			break;
		case 'j':
			q->jflag = true;
			break;
		case 'm':
			q->mflag = true;
			break;
		default:
			prog_source(c, &q->asked.dir, NULL);
		}
	prog_ids(argv + optind);
	q->asked.operands = argv + optind;
	check_input(q);
}

int
main(int argc, char **argv)
{
	static struct qlog q = {.asked.queue.fd = -1};

	prog_start(&prog);
	read_options(&q, argc, argv);
	if (q.mflag)
		run_main(&q);
	else
		run_own(&q);
	asked_close(&q.asked);
	main_lines_free(&q.lines);
	buf_free(&q.text);
	buf_free(&q.line);
	free(q.files);
	return prog_end(EXIT_DONE);
}
