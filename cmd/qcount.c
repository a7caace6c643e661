/*
 * qcount: count the messages in the mail queue.
 * In: this machine's queue, or files that list messages. Out: the number.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"
#include "base/prog.h"
#include "pure/idline.h"
#include "sys/confine.h"
#include "sys/input.h"
#include "sys/progress.h"
#include "sys/queue.h"

static const struct prog prog = {
    "qcount",
    "qcount [-d DIR] [-G NAME] [FILE...|-]\n",
    "  -d DIR   the queue's directory (else $QTRIAGE_QUEUE, else found)\n"
    "  -G NAME  an Exim named queue; '*' for all of them\n"
    "  -h       this text\n"
    "  -V       the version\n"
    "FILE, or - for standard input: what lists messages, in place of\n"
    "this machine's queue. See qcount(1).\n",
};

struct count {
	struct queue queue;
	struct buf no_queue; /* why there is no queue; empty if there is */
	uint64_t n;
};

static int
count_message(void *ctx, const struct queue_item *item)
{
	struct count *c = ctx;

	(void)item;
	if (++c->n % 4096 == 0)
		progress(c->n, 0, "messages");
	return 0;
}

/* An id counts if its message is in the queue. */
static void
count_id(struct count *c, struct span id)
{
	struct queue_item item;
	struct buf text = {0};
	int rc;

	if (c->no_queue.len > 0)
		err_die(NULL, "%s", buf_str(&c->no_queue));
	progress(c->n, 0, "messages");
	rc = c->queue.ops->find(&c->queue, id, &item);
	if (rc == 1) {
		c->n++;
		return;
	}
	buf_put(&text, id.p, id.n);
	err_warn(buf_str(&text), "%s",
	    rc == 0 ? "no such message" : strerror(errno));
	buf_free(&text);
}

static void
count_ids(struct count *c, struct input *in)
{
	struct buf scratch = {0};
	struct idline idline;
	struct span line;

	while (input_line(in, &line) == 1) {
		int rc = idline_read(line, &scratch, &idline);

		if (rc == 1)
			count_id(c, idline.id);
		else if (rc == -1)
			input_warn(in, "no message id");
	}
	buf_free(&scratch);
}

static void
count_file(struct count *c, const char *operand)
{
	struct input in;

	if (input_open(&in, operand) == -1)
		return;
	if (input_format(&in) == FORMAT_IDS)
		count_ids(c, &in);
	input_close(&in);
}

static void
count_queue(struct count *c)
{
	if (c->queue.ops->walk(&c->queue, count_message, c) == 0)
		queue_note_others(&c->queue);
}

int
main(int argc, char **argv)
{
	const char *dir = NULL, *named = NULL;
	struct count count = {0};
	char *const *file;
	char text[32];
	int c;

	prog_start(&prog);
	while ((c = getopt(argc, argv, "+:G:Vd:h")) != -1)
		switch (c) {
		case 'G':
			named = optarg;
			if (*named == '\0')
				prog_misuse("-G", "an empty name");
			break;
		case 'd':
			dir = optarg;
			break;
		default:
			prog_option(c);
		}
	prog_operands(argv + optind);
	if (dir != NULL && *dir == '\0')
		prog_misuse("-d", "an empty name");
	if (queue_open(&count.queue, dir, named, &count.no_queue) == -1 &&
	    (argv[optind] == NULL || dir != NULL || named != NULL))
		err_die(NULL, "%s", buf_str(&count.no_queue));
	if (count.no_queue.len == 0)
		count.queue.ops->allow(&count.queue);
	for (file = argv + optind; *file != NULL; file++)
		confine_allow(*file);
	confine_now();
	for (file = argv + optind; *file != NULL; file++)
		count_file(&count, *file);
	if (argv[optind] == NULL)
		count_queue(&count);
	/* A zero that may come of what could not be read is none. */
	if (count.n > 0 || !err_seen()) {
		snprintf(text, sizeof text, "%" PRIu64 "\n", count.n);
		out_puts(text);
	}
	queue_close(&count.queue);
	buf_free(&count.no_queue);
	return prog_end(EXIT_DONE);
}
