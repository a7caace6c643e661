/*
 * qbody: print the body of messages in the mail queue.
 * In: message ids. Out: for each the bytes of its body, the text in it or a
 * JSON line.
 */
#include <unistd.h>

#include "base/err.h"
#include "base/esc.h"
#include "base/out.h"
#include "base/prog.h"
#include "pure/base64.h"
#include "pure/json.h"
#include "pure/mime.h"
#include "system/asked.h"

static const char options[] = "+:Vd:hjrt";

static const struct prog prog = {
    "qbody",
    "qbody [-jrt] [-d DIR] [ID...]\n",
    "  -V      the version\n"
    "  -d DIR  the queue's directory (else $QTRIAGE_QUEUE, else found)\n"
    "  -h      this text\n"
    "  -j      JSON lines, the body in base64\n"
    "  -r      the MTA's own file, as exim -Mvb\n"
    "  -t      the text: parts decoded, attachments named\n"
    "ID, or lines of standard input that name one. See qbody(1).\n",
};

struct qbody {
	struct asked asked;
	struct base64 base64;
	struct buf header, body, text, line;
	bool jflag; /* -j: JSON lines */
	bool rflag; /* -r: as the MTA keeps it */
	bool tflag; /* -t: decoded text */
	bool started; /* some of the JSON line was printed */
};

static void
warn_gone(struct qbody *q, int rc)
{
	if (rc == 0)
		err_warn(q->asked.entry.id, "no body");
}

static void
put_piece(void *ctx, struct span piece)
{
	(void)ctx;
	out_raw(piece.p, piece.n);
}

static void
put_base64(void *ctx, struct span piece)
{
	struct qbody *q = ctx;

	base64_put(&q->base64, &q->line, piece);
	out_take(&q->line);
	q->started = true;
}

/* The text of the body into q->text. Returns as queue_body. */
static int
read_text(struct qbody *q)
{
	struct asked *a = &q->asked;
	int rc = queue_body(&a->queue, &a->entry, &q->body);

	buf_clear(&q->text);
	if (rc != 1)
		return rc;
	buf_clear(&q->header);
	a->queue.ops->header(&a->reader, &q->header);
	mime_put_text(&q->text, span_of(q->header.p, q->header.len),
	    span_of(q->body.p, q->body.len), MIME_SHOW);
	return 1;
}

static void
start_json(struct qbody *q, const char *key)
{
	buf_putc(&q->line, '{');
	json_put_key(&q->line, "queue_name");
	json_put_string(&q->line, q->asked.msg.queue);
	json_put_key(&q->line, "queue_id");
	json_put_string(&q->line, q->asked.msg.id);
	json_put_key(&q->line, key);
}

static int
put_text(struct qbody *q)
{
	int rc = read_text(q);

	if (rc != 1)
		return rc;
	if (q->jflag) {
		start_json(q, "text");
		json_put_string(&q->line, span_of(q->text.p, q->text.len));
		buf_puts(&q->line, "}\n");
	} else {
		asked_put_title(&q->asked);
		esc_put(&q->line, q->text.p, q->text.len, ESC_TEXT);
	}
	out_take(&q->line);
	return 1;
}

static int
put_bytes(struct qbody *q)
{
	struct asked *a = &q->asked;
	const struct queue_ops *ops = a->queue.ops;
	int rc;

	if (!q->jflag) {
		asked_put_title(a);
		return ops->body(
		    &a->queue, &a->entry, q->rflag, put_piece, NULL);
	}
	q->started = false;
	start_json(q, q->rflag ? "raw" : "body");
	buf_putc(&q->line, '"');
	rc = ops->body(&a->queue, &a->entry, q->rflag, put_base64, q);
	base64_end(&q->base64, &q->line);
	if (rc != 1 && !q->started) {
		buf_clear(&q->line);
		return rc;
	}
	/* Of a body that broke off the line is no JSON. */
	buf_puts(&q->line, rc == 1 ? "\"}\n" : "\n");
	out_take(&q->line);
	return rc;
}

static void
read_options(struct qbody *q, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, options)) != -1)
		switch (c) {
		case 'j':
			q->jflag = true;
			break;
		case 'r':
			q->rflag = true;
			break;
		case 't':
			q->tflag = true;
			break;
		default:
			prog_source(c, &q->asked.dir, NULL);
		}
	if (q->rflag && q->tflag)
		prog_misuse(NULL, "only one of -r and -t");
	prog_ids(argv + optind);
	q->asked.operands = argv + optind;
}

int
main(int argc, char **argv)
{
	static struct qbody q;

	prog_start(&prog);
	read_options(&q, argc, argv);
	if (asked_open(&q.asked) == -1)
		return prog_end(EXIT_ERROR);
	while (asked_next(&q.asked) == 1)
		warn_gone(&q, q.tflag ? put_text(&q) : put_bytes(&q));
	buf_free(&q.header);
	buf_free(&q.body);
	buf_free(&q.text);
	buf_free(&q.line);
	asked_close(&q.asked);
	return prog_end(EXIT_DONE);
}
