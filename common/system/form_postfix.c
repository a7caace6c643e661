/* As postqueue -p lists messages. */
#include "pure/fields.h"
#include "pure/msgid.h"
#include "pure/postfix_p.h"
#include "system/form.h"
#include "system/postfix_message.h"

static bool
is_long(const struct queue_entry *e)
{
	return (msgid_kinds(span_str(e->id)) & MSGID_POSTFIX_LONG) != 0;
}

static void
start(struct form *f, const struct queue_list *list, struct buf *b)
{
	size_t i;

	for (i = 0; i < list->n && !f->wide; i++)
		f->wide = is_long(&list->v[i]);
	if (list->n > 0)
		postfix_p_put_heading(b, f->wide);
}

static void
put(struct form *f, const struct msg *m, struct queue_reader *r, struct buf *b)
{
	const struct postfix_message *own = r == NULL ? NULL : r->own;

	atomic_fetch_add(&f->messages, 1);
	if (m->bytes > 0)
		atomic_fetch_add(&f->bytes, (uint64_t)m->bytes);
	postfix_p_put(b, m,
	    own == NULL ? span_of(NULL, 0) : span_of(own->log.p, own->log.len),
	    m->expired, f->wide);
}

static void
end(struct form *f, struct buf *b)
{
	postfix_p_put_total(b, f->messages, f->bytes);
}

const struct form_ops form_postfix = {
    .need = NEED_FILE | NEED_SIZE | NEED_REASON,
    .start = start,
    .put = put,
    .end = end,
};
