/* json: JSON texts (RFC 8259), read a value at a time, and strings written */
#ifndef QT_JSON_H
#define QT_JSON_H

#include "base/buf.h"
#include "base/span.h"

enum json_type {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

/*
 * Called for each member of an object (key decoded, valid during the call)
 * or element of an array (key.p NULL). raw is the value's text as it stands,
 * a string without its quotes. A return of -1 ends the reading.
 */
typedef int json_fn(
    void *ctx, struct span key, enum json_type type, struct span raw);

/*
 * Read a text that is one whole object, or array: 0, or -1 if it is not
 * well-formed (also: nested deeper than 32), or fn said so. All of the text
 * is checked, but fn may have been called before a fault is found.
 */
int json_object(struct span text, json_fn *fn, void *ctx);
int json_array(struct span text, json_fn *fn, void *ctx);

/*
 * Puts the bytes that the raw text of a JSON_STRING stands for. A lone
 * \udcHH is the byte 0xHH, as json_put_string writes it; another lone
 * surrogate becomes U+FFFD.
 */
void json_string(struct buf *b, struct span raw);

/*
 * Puts the bytes as a JSON string with its quotes: control characters and
 * those that esc_put would not show as \uHHHH, a byte 0xHH that is not UTF-8
 * as \udcHH, so that json_string gives the bytes back.
 */
void json_put_string(struct buf *b, struct span bytes);

/* Puts a member's key (that needs no escaping) and what stands around it:
 * the comma before it, unless it is the object's first. */
void json_put_key(struct buf *b, const char *key);

#endif
