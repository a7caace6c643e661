#include "pure/base64.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void
put_group(struct buf *b, const unsigned char *p)
{
	char *to = buf_room(b, 4);

	to[0] = digits[p[0] >> 2];
	to[1] = digits[(p[0] & 3) << 4 | p[1] >> 4];
	to[2] = digits[(p[1] & 15) << 2 | p[2] >> 6];
	to[3] = digits[p[2] & 63];
	b->len += 4;
}

void
base64_put(struct base64 *s, struct buf *b, struct span bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	size_t n = bytes.n;

	while (s->n > 0 && s->n < 3 && n > 0) {
		s->held[s->n++] = *p++;
		n--;
	}
	if (s->n == 3) {
		put_group(b, s->held);
		s->n = 0;
	}
	for (; n >= 3; p += 3, n -= 3)
		put_group(b, p);
	while (n-- > 0)
		s->held[s->n++] = *p++;
}

void
base64_end(struct base64 *s, struct buf *b)
{
	size_t i, n = s->n;

	if (n > 0) {
		for (i = n; i < 3; i++)
			s->held[i] = 0;
		put_group(b, s->held);
		for (i = n; i < 3; i++)
			b->p[b->len - 3 + i] = '=';
	}
	s->n = 0;
}
