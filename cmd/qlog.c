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
#include "system/entropy.h"
#include "system/log_lines.h"
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
	struct log_lines lines;
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
	struct span rest, line;
	int rc;

	buf_clear(&q->text);
	rc = a->queue.ops->log(&a->queue, &a->entry, hold_piece, q);
	if (rc == 0)
		err_warn(a->entry.id, "no log of its own; try -m");
	if (rc != 1)
		return;
	start(q, a->entry.id, asked_several(a));
	rest = span_of(q->text.p, q->text.len);
	while (rest.n > 0) {
		line = span_upto(&rest, '\n');
		put_line(q, line);
	}
	end(q);
}

/* --- the main logs --- */

static void
warn_absent(struct span id)
{
	char *text = mem_dupn(id.p, id.n);

	err_warn(text, "not in the logs");
	free(text);
}

static void
add_ids(struct qlog *q)
{
	struct idline line;
	const char *operand;
	int rc;

	while ((rc = ids_next(&q->asked.ids, &line, &operand)) != 0)
		if (rc == 1 && !log_lines_add(&q->lines, line.id))
			warn_absent(line.id);
}

static void
put_main(struct qlog *q)
{
	struct log_lines *s = &q->lines;
	size_t i, next = 0;

	for (i = 0; i < s->nids; i++) {
		if (next == s->nlines || s->lines[next].id != i) {
			warn_absent(span_str(s->ids[i].id));
			continue;
		}
		start(q, s->ids[i].id, s->nids > 1);
		log_lines_each(s, i, &next, put_line, q);
		end(q);
	}
}

static void
run_main(struct qlog *q)
{
	uintmax_t bad;

	ids_start(&q->asked.ids, q->asked.operands);
	tzset();
	q->lines.map.seed[0] = entropy_number();
	q->lines.map.seed[1] = entropy_number();
	main_log_open(&q->lines.logs, q->files, q->nfiles, q->asked.dir);
	if (q->lines.logs.n == 0)
		return;
	confine_now();
	add_ids(q);
	log_lines_find(&q->lines);
	bad = q->lines.bad[0] + q->lines.bad[1];
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
	log_lines_free(&q.lines);
	buf_free(&q.text);
	buf_free(&q.line);
	free(q.files);
	return prog_end(EXIT_DONE);
}
