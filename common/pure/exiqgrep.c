#include "base/esc.h"
#include "pure/exiqgrep.h"

static void
put_address(struct buf *b, struct span address)
{
	esc_put(b, address.p, address.n, 0);
}

/* What a listing calls an id need not have the syntax of one. */
static void
put_id(struct buf *b, const struct msg *m)
{
	esc_put(b, m->id.p, m->id.n, ESC_BLANK);
}

/* The recipients that are of interest, each with text before it. */
static void
put_rcpts(const struct msg *m, bool all, const char *before,
    const char *between, struct buf *b)
{
	bool some = false;
	size_t i;

	for (i = 0; i < m->nrcpts; i++) {
		if (!msg_is_for(m, &m->rcpts[i]) && !all)
			continue;
		buf_puts(b, some ? between : before);
		buf_puts(b, m->rcpts[i].done ? "D " : "");
		put_address(b, m->rcpts[i].address);
		some = true;
	}
}

void
exiqgrep_put_brief(struct buf *b, const struct msg *m, bool all)
{
	put_id(b, m);
	buf_puts(b, " From: <");
	put_address(b, m->sender);
	buf_puts(b, "> To: ");
	put_rcpts(m, all, "", ";", b);
	buf_putc(b, '\n');
}

static void
put_value(void *ctx, struct span value)
{
	esc_put(ctx, value.p, value.n, 0);
}

void
exiqgrep_put_long(struct buf *b, const struct msg *m, int64_t now, bool all)
{
	struct buf age = {0}, size = {0}, scratch = {0};

	fields_each(FIELD_AGE, m, now, &scratch, put_value, &age);
	fields_each(FIELD_SIZE, m, now, &scratch, put_value, &size);
	buf_putf(b, "%3s %5s ", buf_str(&age), buf_str(&size));
	put_id(b, m);
	buf_puts(b, " <");
	put_address(b, m->sender);
	buf_puts(b, m->frozen ? "> *** frozen ***" : ">");
	put_rcpts(m, all, "\n\t  ", "\n\t  ", b);
	buf_puts(b, "\n\n");
	buf_free(&age);
	buf_free(&size);
	buf_free(&scratch);
}
