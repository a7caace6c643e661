#include "pure/msgid.h"
#include "pure/postfix_id.h"

enum { USEC = 5 }; /* digits */

char
postfix_id_dir(struct span id, unsigned level)
{
	unsigned digit;
	struct when w;

	if ((msgid_kinds(id) & MSGID_POSTFIX_LONG) == 0)
		return level < id.n ? id.p[level] : '_';
	if (level >= USEC)
		return '_';
	msgid_time(MSGID_POSTFIX_LONG, id, 0, &w);
	digit = (unsigned)w.usec >> 4 * (USEC - 1 - level) & 0xF;
	return "0123456789ABCDEF"[digit];
}

void
postfix_id_put_path(struct buf *b, struct span id, unsigned depth)
{
	unsigned i;

	for (i = 0; i < depth; i++) {
		buf_putc(b, postfix_id_dir(id, i));
		buf_putc(b, '/');
	}
	buf_put(b, id.p, id.n);
}
