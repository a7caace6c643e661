/* format: what a text that lists messages is, told from one of its lines */
#ifndef QT_FORMAT_H
#define QT_FORMAT_H

#include "base/span.h"

enum format {
	FORMAT_NONE,
	FORMAT_IDS, /* ids, to be looked up in the queue */
	FORMAT_EMPTY, /* a listing that says that it lists nothing */
};

/* The format that a line without its newline fits, FORMAT_NONE if none. */
enum format format_of(struct span line);

/* Whether bytes are the start of a file of gzip's (RFC 1952, 2.3.1). */
bool format_is_gzip(struct span bytes);

#endif
