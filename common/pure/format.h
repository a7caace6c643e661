/* format: what a text that lists messages is, told from one of its lines */
#ifndef QT_FORMAT_H
#define QT_FORMAT_H

#include "pure/listing.h"

enum format {
	FORMAT_NONE,
	FORMAT_IDS, /* ids, to be looked up in the queue */
	FORMAT_EMPTY, /* a listing that says that it lists nothing */
	FORMAT_TALLY, /* counts of qcount -j */
	FORMAT_LISTING, /* messages, by a struct listing_format */
};

/*
 * The format that a line without its newline fits, FORMAT_NONE if none; for
 * FORMAT_LISTING also which one.
 */
enum format format_of(struct span line, const struct listing_format **how);

/* Whether bytes are the start of a file of gzip's (RFC 1952, 2.3.1). */
bool format_is_gzip(struct span bytes);

#endif
