/*
 * As mailq (sendmail -bp) lists messages; its queue directories as one, and
 * what is held or lost, which mailq lists only when it is asked to, among them.
 */
#include "pure/fields.h"
#include "pure/mailq_form.h"
#include "system/form.h"

static void
start(struct form *f, const struct queue_list *list, struct buf *b)
{
	mailq_form_put_title(b, span_str(f->queue->dir), list->n);
}

static void
put(struct form *f, const struct msg *m, struct queue_reader *r, struct buf *b)
{
	char mark = r->entry->kind == 'Q' ? '?' : r->active ? '*' : ' ';

	atomic_fetch_add(&f->messages, 1);
	mailq_form_put(b, m, span_of(r->head.p, r->head.len), mark);
}

static void
end(struct form *f, struct buf *b)
{
	mailq_form_put_total(b, f->messages);
}

const struct form_ops form_sendmail = {
    .need = NEED_FILE | NEED_SIZE, .start = start, .put = put, .end = end};
