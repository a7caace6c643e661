#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/out.h"

#include "pure/charset.h"
#include "pure/idline.h"
#include "pure/msgid.h"
#include "system/confine.h"
#include "system/entropy.h"
#include "system/input.h"
#include "system/progress.h"
#include "system/source.h"

enum { BLOCK = 8192 }; /* ids of a file that are looked up, then read */

static bool
from_queue(const struct source *s)
{
	return s->files[0] == NULL;
}

int
source_open(struct source *s)
{
	bool named = s->dir != NULL || s->named != NULL;
	char *const *file;

	s->now = time(NULL);
	if (gethostname(s->box, sizeof s->box - 1) == -1)
		s->box[0] = '\0';
	tzset();
	if (s->need & NEED_SUBJECT)
		charset_load();
	if (from_queue(s) && (s->need & NEED_FILE))
		confine_free_reads();
	if (queue_open(&s->queue, s->dir, s->named, &s->no_queue) == 0)
		s->queue.ops->allow(&s->queue);
	else if (from_queue(s) || named)
		err_warn(NULL, "%s", buf_str(&s->no_queue));
	for (file = s->files; *file != NULL; file++)
		confine_allow(*file);
	confine_now();
	return s->no_queue.len > 0 && (from_queue(s) || named) ? -1 : 0;
}

int
source_list(struct source *s)
{
	int rc = s->queue.ops->list(&s->queue, &s->list);

	if (rc == 0)
		queue_note_others(&s->queue);
	return rc;
}

/* --- messages of the queue --- */

/* Counts on over the blocks of a file, and says which host it was. */
static void
each_queued(void *ctx, unsigned worker, size_t index, struct msg *m,
    struct queue_reader *r, struct buf *out)
{
	struct source *s = ctx;

	m->box = span_str(s->box);
	s->each(s->ctx, worker, s->index + index, m, r, out);
}

static void
run_list(struct source *s, const struct queue_list *list)
{
	struct scan scan = {
	    .queue = &s->queue,
	    .need = s->need,
	    .quiet = !from_queue(s),
	    .each = each_queued,
	    .ctx = s,
	};

	scan_run(&scan, list);
}

/* --- ids of a file, looked up --- */

static void
warn_id(struct span id, const char *reason)
{
	char *text = mem_dupn(id.p, id.n);

	err_warn(text, "%s", reason);
	free(text);
}

/* Of a message that no queue has the id tells when it came, if it does. */
static void
run_gone(struct source *s, struct span id)
{
	struct buf out = {0};
	struct msg m = {0};
	unsigned kinds = msgid_kinds(id), kind;

	msg_clear(&m);
	m.id = id;
	for (kind = 1; kind <= MSGID_ANY && m.time.digits < 0; kind *= 2)
		if ((kinds & kind) &&
		    msgid_time(kind, id, s->now, &m.time) == -1)
			m.time.digits = -1;
	if (s->room != NULL)
		s->room(s->ctx, s->index + 1);
	s->each(s->ctx, 0, s->index++, &m, NULL, &out);
	out_take(&out);
	buf_free(&out);
	msg_free(&m);
}

static void
add_entry(struct queue_list *block, const struct queue_entry *e)
{
	block->v = mem_grow(
	    block->v, &block->cap, block->n + 1, sizeof *block->v);
	block->v[block->n++] = *e;
}

static void
add_id(struct source *s, struct queue_list *block, struct span id)
{
	struct queue_entry e;
	enum queue_found found = s->no_queue.len > 0
	    ? QUEUE_NONE
	    : s->queue.ops->find(&s->queue, id, &e);

	if (found == QUEUE_NONE && s->gone_too) {
		run_gone(s, id);
		return;
	}
	if (found != QUEUE_FOUND) {
		warn_id(id,
		    found == QUEUE_ERROR ? strerror(errno) : "no such message");
		return;
	}
	add_entry(block, &e);
}

static void
run_block(struct source *s, struct queue_list *block)
{
	if (block->n == 0)
		return;
	if (s->room != NULL)
		s->room(s->ctx, s->index + block->n);
	run_list(s, block);
	s->index += block->n;
	block->n = 0;
}

static void
run_ids(struct source *s, struct input *in)
{
	struct queue_list block = {0};
	struct buf scratch = {0};
	struct idline idline;
	struct span line;
	int rc;

	if (s->no_queue.len > 0 && !s->gone_too) {
		err_warn(NULL, "%s", buf_str(&s->no_queue));
		return;
	}
	while (input_line(in, &line) == 1) {
		progress(in->line, 0, "messages");
		rc = idline_read(line, &scratch, &idline);
		if (rc == 1)
			add_id(s, &block, idline.id);
		else if (rc == -1)
			input_warn(in, "no message id");
		if (block.n == BLOCK)
			run_block(s, &block);
	}
	run_block(s, &block);
	free(block.v);
	buf_free(&scratch);
}

/* --- messages of a listing --- */

struct listed {
	struct source *s;
	struct listing listing;
	const struct listing_format *how;
	struct buf text, out; /* the paragraph so far; what each puts */
	struct msg msg;
	struct queue_list block; /* messages that are looked up */
	uint64_t line; /* where the paragraph began */
	uint64_t bad; /* lines not in order, if they are only counted */
};

/* Whether the queue tells more of the message, and does so in time. */
static bool
look_up(struct listed *l)
{
	struct source *s = l->s;
	struct queue_entry e;

	if (!s->gone_too || s->no_queue.len > 0 || l->msg.history ||
	    l->msg.user.p != NULL || l->msg.id.n == 0 ||
	    s->queue.ops->find(&s->queue, l->msg.id, &e) != QUEUE_FOUND)
		return false;
	add_entry(&l->block, &e);
	if (l->block.n == BLOCK)
		run_block(s, &l->block);
	return true;
}

static void
run_message(struct listed *l)
{
	if (look_up(l))
		return;
	if (l->s->room != NULL)
		l->s->room(l->s->ctx, l->s->index + 1);
	l->s->each(l->s->ctx, 0, l->s->index++, &l->msg, NULL, &l->out);
	out_take(&l->out);
}

/* What a format whose messages are whole only later has by now. */
static void
run_whole(struct listed *l, bool last)
{
	if (l->how->next == NULL)
		return;
	while (l->how->next(&l->listing, last, &l->msg) == 1)
		run_message(l);
}

static void
warn_text(struct listed *l, struct input *in)
{
	uint64_t line = in->line;

	l->bad++;
	if (l->how->lenient)
		return;
	in->line = l->how->paragraphs ? l->line : line;
	input_warn(in, "not in order, left out");
	in->line = line;
}

static void
run_text(struct listed *l, struct input *in, struct span text)
{
	switch (l->how->parse(&l->listing, text, &l->msg)) {
	case -1:
		warn_text(l, in);
		break;
	case 1:
		run_message(l);
		break;
	default:
		run_whole(l, false);
	}
}

/* Puts lines together up to an empty one. */
static void
join_line(struct listed *l, struct input *in, struct span line)
{
	if (span_chomp(line).n > 0) {
		if (l->text.len == 0)
			l->line = in->line;
		buf_put(&l->text, line.p, line.n);
		buf_putc(&l->text, '\n');
		return;
	}
	if (l->text.len > 0)
		run_text(l, in, span_of(l->text.p, l->text.len));
	buf_clear(&l->text);
}

static void
run_listing(
    struct source *s, struct input *in, const struct listing_format *how)
{
	struct listed l = {.s = s,
	    .how = how,
	    .listing.now = s->now,
	    .listing.need = s->need,
	    .listing.seed = {entropy_number(), entropy_number()}};
	struct span line;

	while (input_line(in, &line) == 1) {
		progress(in->line, 0, "lines");
		if (how->paragraphs)
			join_line(&l, in, line);
		else if (span_chomp(line).n > 0)
			run_text(&l, in, span_chomp(line));
	}
	if (how->paragraphs)
		join_line(&l, in, span_of("", 0));
	run_whole(&l, true);
	run_block(s, &l.block);
	if (l.bad > 0 && how->lenient)
		err_note(in->name, "lines not in order, left out: %ju",
		    (uintmax_t)l.bad);
	if (how->free != NULL)
		how->free(&l.listing);
	buf_free(&l.text);
	buf_free(&l.out);
	free(l.block.v);
	msg_free(&l.msg);
}

static void
run_tally(struct source *s, struct input *in)
{
	struct span line;

	if (s->tally == NULL) {
		err_warn(in->name, "counts, not messages");
		return;
	}
	while (input_line(in, &line) == 1)
		if (span_chomp(line).n > 0 &&
		    s->tally(s->ctx, span_chomp(line)) == -1)
			input_warn(in, "no count");
}

static void
run_file(struct source *s, const char *operand)
{
	const struct listing_format *how;
	struct input in;

	if (input_open(&in, operand) == -1)
		return;
	switch (input_format(&in, &how)) {
	case FORMAT_IDS:
		run_ids(s, &in);
		break;
	case FORMAT_LISTING:
		run_listing(s, &in, how);
		break;
	case FORMAT_TALLY:
		run_tally(s, &in);
		break;
	case FORMAT_EMPTY:
	case FORMAT_NONE:
		break;
	}
	input_close(&in);
}

void
source_run(struct source *s)
{
	char *const *file;

	s->index = 0;
	if (from_queue(s))
		run_list(s, &s->list);
	for (file = s->files; *file != NULL; file++)
		run_file(s, *file);
}

void
source_close(struct source *s)
{
	queue_close(&s->queue);
	free(s->list.v);
	buf_free(&s->no_queue);
}
