/* esc: bytes to visible text that a terminal can be trusted with, and back */
#ifndef QT_ESC_H
#define QT_ESC_H

#include <stddef.h>

#include "base/buf.h"

/*
 * What is escaped beside the bytes that always are: C0 and DEL, C1, bytes
 * that are not UTF-8, bidirectional controls, U+2028 and U+2029 (each byte
 * as \xHH). Without ESC_TEXT also the backslash (\\), tab (\t) and newline
 * (\n), so that esc_undo gives the bytes back.
 */
enum {
	ESC_BLANK = 1, /* a space is \x20 */
	ESC_COMMA = 2, /* a comma is \x2C */
	ESC_TEXT = 4, /* tab, newline and backslash stay as they are */
	ESC_FIRST = 8, /* the first byte is \xHH whatever it is */
};

/* Puts the n bytes at p, escaped as how says. */
void esc_put(struct buf *b, const char *p, size_t n, unsigned how);

/*
 * Puts what the n bytes at p stand for. Returns 0, or -1 at an escape that
 * esc_put never writes; b then holds what came before it.
 */
int esc_undo(struct buf *b, const char *p, size_t n);

#endif
