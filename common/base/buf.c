#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

char *
buf_grow(struct buf *b, size_t n)
{
	if (n > SIZE_MAX - b->len)
		err_nomem();
	b->p = mem_grow(b->p, &b->cap, b->len + n, 1);
	return b->p + b->len;
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void
buf_putu(struct buf *b, uint64_t n)
{
	char digits[20];
	size_t i = sizeof digits;

	do
		digits[--i] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	buf_put(b, digits + i, sizeof digits - i);
}

void
buf_puti(struct buf *b, int64_t n)
{
	if (n < 0)
		buf_putc(b, '-');
	buf_putu(b, n < 0 ? -(uint64_t)n : (uint64_t)n);
}

void
buf_putf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	buf_room(b, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(b->p + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

char *
buf_str(struct buf *b)
{
	*buf_room(b, 1) = '\0';
	return b->p;
}

void
buf_fit(struct buf *b)
{
	char *p = b->len > 0 && b->len < b->cap ? realloc(b->p, b->len) : NULL;

	if (p == NULL)
		return;
	b->p = p;
	b->cap = b->len;
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
}

void
buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){0};
}
