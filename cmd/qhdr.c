/*
 * qhdr: print the header or the envelope of messages in the mail queue.
 * In: message ids. Out: for each its header, envelope, a line of fields or
 * a JSON line.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/esc.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/prog.h"
#include "pure/header.h"
#include "pure/json.h"
#include "pure/show.h"
#include "system/asked.h"

static const char options[] = "+:Vd:ehjrx:";

static const struct prog prog = {
    "qhdr",
    "qhdr [-ejr] [-d DIR] [-x NAME]... [ID...]\n",
    "  -V       the version\n"
    "  -d DIR   the queue's directory (else $QTRIAGE_QUEUE, else found)\n"
    "  -e       the envelope, as name: value\n"
    "  -h       this text\n"
    "  -j       JSON lines\n"
    "  -r       the MTA's own file, as exim -Mvh\n"
    "  -x NAME  one line a message: that header field, decoded; again for\n"
    "           more of them\n"
    "ID, or lines of standard input that name one. See qhdr(1).\n",
};

struct qhdr {
	struct asked asked;
	struct show show; /* -e: the fields of the envelope */
	struct record record;
	const char **names; /* -x */
	size_t nnames, cap;
	bool eflag; /* -e: the envelope */
	bool jflag; /* -j: JSON lines */
	bool rflag; /* -r: as the MTA keeps it */
	struct buf header, scratch, line;
	bool last; /* the field at hand is the line's last */
	const char *comma; /* before the next field of a JSON line */
};

/* --- -x: a line of fields --- */

static bool
put_item(void *ctx, struct span name, struct span value)
{
	struct qhdr *q = ctx;

	(void)name;
	record_item(&q->record, KEY_TEXTS, value, q->last);
	return true;
}

static void
put_fields(struct qhdr *q, struct span header)
{
	size_t i;

	record_clear(&q->record);
	for (i = 0; i < q->nnames; i++) {
		q->last = i + 1 == q->nnames;
		header_each(header, q->names[i], &q->scratch, put_item, q);
		record_list_end(&q->record);
	}
	record_end(&q->record);
	buf_put(&q->line, q->record.line.p, q->record.line.len);
}

/* --- -j --- */

static bool
put_json_field(void *ctx, struct span name, struct span value)
{
	struct qhdr *q = ctx;

	buf_puts(&q->line, q->comma);
	q->comma = ", ";
	buf_puts(&q->line, "{\"name\": ");
	json_put_string(&q->line, name);
	buf_puts(&q->line, ", \"value\": ");
	json_put_string(&q->line, value);
	buf_putc(&q->line, '}');
	return true;
}

static void
put_json(struct qhdr *q, struct span header)
{
	struct asked *a = &q->asked;
	size_t i;

	buf_putc(&q->line, '{');
	json_put_key(&q->line, "queue_name");
	json_put_string(&q->line, a->msg.queue);
	json_put_key(&q->line, "queue_id");
	json_put_string(&q->line, a->msg.id);
	json_put_key(&q->line, q->rflag ? "raw" : "header");
	if (q->rflag) {
		json_put_string(&q->line, header);
	} else {
		q->comma = "";
		buf_putc(&q->line, '[');
		for (i = 0; i < q->nnames; i++)
			header_each(header, q->names[i], &q->scratch,
			    put_json_field, q);
		if (q->nnames == 0)
			header_each(
			    header, NULL, &q->scratch, put_json_field, q);
		buf_putc(&q->line, ']');
	}
	buf_puts(&q->line, "}\n");
}

static void
put_message(struct qhdr *q)
{
	struct asked *a = &q->asked;
	struct span header;

	buf_clear(&q->header);
	if (!q->rflag)
		a->queue.ops->header(&a->reader, &q->header);
	else if (a->queue.ops->raw_header != NULL)
		a->queue.ops->raw_header(&a->reader, &q->header);
	else
		buf_put(&q->header, a->reader.head.p, a->reader.head.len);
	header = span_of(q->header.p, q->header.len);
	if (!q->jflag && q->nnames == 0)
		asked_put_title(a);
	if (q->eflag && q->jflag)
		show_put(&q->show, &a->msg, &q->record, &q->line);
	else if (q->eflag)
		show_put_lines(&q->show, &a->msg, &q->scratch, &q->line);
	else if (q->jflag)
		put_json(q, header);
	else if (q->nnames > 0)
		put_fields(q, header);
	else if (q->rflag)
		out_raw(header.p, header.n);
	else
		esc_put(&q->line, header.p, header.n, ESC_TEXT);
	out_take(&q->line);
}

static const char *
check_name(const char *name)
{
	if (name[0] == '\0' || strpbrk(name, ": \t") != NULL)
		prog_misuse("-x", "%s: no name of a header field", name);
	return name;
}

static void
read_options(struct qhdr *q, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, options)) != -1)
		switch (c) {
		case 'e':
			q->eflag = true;
			break;
		case 'j':
			q->jflag = true;
			break;
		case 'r':
			q->rflag = true;
			break;
		case 'x':
			q->names = mem_grow(
			    q->names, &q->cap, q->nnames + 1, sizeof *q->names);
			q->names[q->nnames++] = check_name(optarg);
			break;
		default:
			prog_source(c, &q->asked.dir, NULL);
		}
	if (q->eflag + q->rflag + (q->nnames > 0) > 1)
		prog_misuse(NULL, "only one of -e, -r and -x");
	prog_ids(argv + optind);
	q->asked.operands = argv + optind;
}

int
main(int argc, char **argv)
{
	static struct qhdr q;

	prog_start(&prog);
	read_options(&q, argc, argv);
	q.asked.need = q.eflag ? show_envelope(&q.show) : NEED_FILE;
	q.show.json = q.jflag;
	if (asked_open(&q.asked) == -1)
		return prog_end(EXIT_ERROR);
	q.show.now = q.asked.now;
	while (asked_next(&q.asked) == 1)
		put_message(&q);
	record_free(&q.record);
	buf_free(&q.header);
	buf_free(&q.scratch);
	buf_free(&q.line);
	free(q.names);
	asked_close(&q.asked);
	return prog_end(EXIT_DONE);
}
