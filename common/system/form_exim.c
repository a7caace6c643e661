/* As exim -bp lists messages; also those that only a listing showed. */
#include "pure/exim_bp.h"
#include "pure/fields.h"
#include "system/form.h"

static void
put(struct form *f, const struct msg *m, struct queue_reader *r, struct buf *b)
{
	exim_bp_put(
	    b, m, r == NULL ? NULL : &r->exim, f->now, f->all, f->undelivered);
}

const struct form_ops form_exim = {
    .need = NEED_FILE | NEED_SIZE | NEED_LATER, .put = put};
