/* buf: a growing byte buffer */
#ifndef QT_BUF_H
#define QT_BUF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* All zero is an empty buffer; p is NULL until something was put. */
struct buf {
	char *p;
	size_t len;
	size_t cap;
};

/* Makes room for n bytes behind len and returns a pointer to them. */
char *buf_grow(struct buf *b, size_t n);

static inline char *
buf_room(struct buf *b, size_t n)
{
	return n <= b->cap - b->len && b->p != NULL ? b->p + b->len
						    : buf_grow(b, n);
}

static inline void
buf_put(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	memcpy(buf_room(b, n), p, n);
	b->len += n;
}

static inline void
buf_putc(struct buf *b, char c)
{
	*buf_room(b, 1) = c;
	b->len++;
}

void buf_puts(struct buf *b, const char *s);
void buf_putu(struct buf *b, uint64_t n); /* decimal digits */
void buf_puti(struct buf *b, int64_t n); /* decimal digits, signed */

/* printf into the buffer. */
void buf_putf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Gives back the memory behind the bytes. */
void buf_fit(struct buf *b);

/* Ends the bytes with a NUL that len does not count; returns them. */
char *buf_str(struct buf *b);

/* Empties the buffer and keeps its memory; buf_free gives that back. */
void buf_clear(struct buf *b);
void buf_free(struct buf *b);

#endif
