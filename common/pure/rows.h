/* rows: things with one value a field, as records or as JSON lines */
#ifndef QT_ROWS_H
#define QT_ROWS_H

#include "pure/record.h"

/*
 * The field's value, p NULL if there is none; made takes a value that is
 * made. Valid until the next call.
 */
typedef struct span rows_fn(const void *row, int field, struct buf *made);

/* What is shown of each; table, value and json are the caller's. */
struct rows {
	const struct key *table;
	size_t ntable;
	rows_fn *value;
	bool json;
	int fields[40];
	size_t n; /* 0: not yet chosen */
	bool has_id; /* the first one is the id of a message of ours */
	struct record record;
};

/*
 * Reads -k's argument; NULL: the fields of usual, for JSON all of the table.
 * Returns 0, or -1 with the reason in why.
 */
int rows_choose(
    struct rows *r, const char *list, const char *usual, struct buf *why);

/* Puts two more before them: a message's id, and another one. */
void rows_of_message(struct rows *r, int id, int second);

/*
 * Puts a row's line. In JSON fields without a value are left out, and a
 * KEY_NUMBER that is one in decimal is a number.
 */
void rows_put(struct rows *r, const void *row, struct buf *b);

void rows_free(struct rows *r);

#endif
