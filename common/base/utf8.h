/* utf8: one character from bytes (RFC 3629), and one to bytes */
#ifndef QT_UTF8_H
#define QT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The length, 1 to 4, of the well-formed character at p, its code point in
 * *cp; 0 if p (n > 0 bytes) does not start with one: overlong forms,
 * surrogates and values above U+10FFFF are not well-formed.
 */
size_t utf8_get(const char *p, size_t n, uint32_t *cp);

/* Writes cp (at most U+10FFFF) to to[4]; returns how many bytes it took. */
size_t utf8_put(char *to, uint32_t cp);

/*
 * Whether the character changes how a line looks or where it ends: C1, the
 * Bidi_Control characters of Unicode 15 (UAX #9), line and paragraph
 * separator.
 */
bool utf8_hostile(uint32_t cp);

#endif
