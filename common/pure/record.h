/* record: one line of fields split by tabs: values to it, and out of it */
#ifndef QT_RECORD_H
#define QT_RECORD_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"
#include "pure/keys.h"

/* Ids are read in none but the first fields. */
enum { RECORD_KINDS = 8 };

/*
 * Records in the making, in line; all zero starts. Each function up to
 * record_end puts one field.
 */
struct record {
	struct buf line;
	struct buf scratch;
	struct buf made; /* for who makes the values */
	size_t start; /* where the record at the end starts in line */
	size_t id_at; /* where its id is, if has_id */
	enum key_kind kinds[RECORD_KINDS]; /* of its first fields */
	size_t nkinds;
	bool has_id;
	bool has_item; /* its last field has an item of a list */
};

/*
 * A value. Without one (p NULL, or empty, but for the null sender) '-'.
 * last is whether the record ends with it: there a blank stays a blank.
 */
void record_value(
    struct record *r, enum key_kind kind, struct span value, bool last);

/* The message's own id. */
void record_id(struct record *r, struct span id);

/* A list's item; record_list_end after the last one, or for an empty list. */
void record_item(
    struct record *r, enum key_kind kind, struct span item, bool last);
void record_list_end(struct record *r);

/*
 * Ends the record with a newline. Text of the sender's choice that makes a
 * reader of ids (idline) see another message's id in it has that id's first
 * byte escaped, so that none is seen; so has text that reads as JSON, as a
 * title or as word of an empty queue.
 */
void record_end(struct record *r);

void record_clear(struct record *r); /* keeps the memory */
void record_free(struct record *r);

/*
 * Reads a field's text, one value or one item of a list, as the above wrote
 * it, into b. Returns 1, 0 for one that is not there, -1 for a text that is
 * none of ours.
 */
int record_read(struct span text, enum key_kind kind, struct buf *b);

#endif
