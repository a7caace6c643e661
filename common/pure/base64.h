/* base64: bytes to the text of RFC 4648, section 4 */
#ifndef QT_BASE64_H
#define QT_BASE64_H

#include "base/buf.h"
#include "base/span.h"

/* Bytes that do not fill a group yet; all zero at the start of a text. */
struct base64 {
	unsigned char held[3];
	size_t n;
};

/* Puts the text of further bytes, as far as they fill groups of three. */
void base64_put(struct base64 *s, struct buf *b, struct span bytes);

/* Puts what is left, padded, and is ready for another text. */
void base64_end(struct base64 *s, struct buf *b);

#endif
