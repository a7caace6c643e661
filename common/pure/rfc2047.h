/* rfc2047: header fields, and the text that encoded words in them stand for */
#ifndef QT_RFC2047_H
#define QT_RFC2047_H

#include "base/buf.h"
#include "base/span.h"

/*
 * Takes the next field of a header (RFC 5322, lines end with LF or CRLF) off
 * the front of *rest, with its continuation lines and newline. At the end, or
 * at the empty line that ends a header, p is NULL. Any line that is not empty
 * and continues none counts as a field.
 */
struct span rfc2047_next(struct span *rest);

/*
 * The raw body of a field, what stands behind "name:" (blanks before the
 * colon are taken: RFC 5322, 4.5), if it has that name, the case of letters
 * aside; else p is NULL.
 */
struct span rfc2047_field(struct span field, const char *name);

/*
 * Puts a field's raw body as text in UTF-8: without white space at its ends,
 * unfolded (RFC 5322, 2.2.3), encoded words (RFC 2047, with the language of
 * RFC 2231, 5) decoded. White space between two of them goes; those of one
 * charset are joined before it is converted, as mailers split characters.
 * Like mailers it takes words of any length, anywhere, even in quotes, and in
 * Q also blanks and question marks. A word that is malformed, or whose
 * charset charset_put_utf8 does not know, and bytes outside of words stay as
 * they are. What words decode to may hold any byte, NUL and newline, too.
 */
void rfc2047_put(struct buf *b, struct span raw);

/*
 * Puts the bytes that base64 text stands for (RFC 2045, 6.8): bytes that are
 * not of its alphabet are passed over, and what ends with = may go on.
 */
void rfc2047_put_base64(struct buf *b, struct span text);

/* The byte that two hexadecimal digits at p stand for, or -1. */
int rfc2047_hex(const char *p);

#endif
