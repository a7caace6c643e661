/* out: standard output, buffered, every write checked */
#ifndef QT_OUT_H
#define QT_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Appends bytes; they are written when the buffer is full or flushed. */
void out_put(const char *p, size_t n);
void out_puts(const char *s);

/* Bytes as they are but for a terminal, which gets them escaped. */
void out_raw(const char *p, size_t n);

/* A newline, unless nothing or a newline was put last. */
void out_line_end(void);

/* Appends the buffer's bytes and empties it: one record, one call. */
void out_take(struct buf *b);

/*
 * What a failed write does: without this call it ends the tool at once with
 * a line on standard error (silently where the reader has gone away, EPIPE);
 * with it the rest is dropped and out_flush tells, for tools that must
 * finish what they do.
 */
void out_keep_going(void);

/* Writes what is buffered. Returns 0, or -1 and errno of the first failure. */
int out_flush(void);

/* Whether standard output is a terminal. */
bool out_isatty(void);

#endif
