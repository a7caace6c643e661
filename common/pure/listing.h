/* listing: messages from the text that some program lists them in */
#ifndef QT_LISTING_H
#define QT_LISTING_H

#include <stdbool.h>

#include "pure/fields.h"

/* What a listing's earlier lines said: all zero at its start, but for now. */
struct listing {
	int64_t now; /* epoch seconds */
	unsigned need; /* of NEED_: what will be asked of the messages */
	int columns[FIELDS]; /* of records */
	size_t ncolumns;
	uint64_t seed[2]; /* random */
	struct listing_log *log; /* what a log's earlier lines told */
	struct listing_mailq *mailq; /* what Sendmail's earlier lines told */
};

struct listing_format {
	const char *name;
	bool paragraphs; /* a message is lines up to an empty one, not one */

	/* Whether the line tells this format. */
	bool (*fits)(struct span line);

	/*
	 * Reads one line or paragraph into m, whose spans point into text
	 * and m->text. Returns 1, 0 if it is no message but in order, -1 if
	 * it is not in order.
	 */
	int (*parse)(struct listing *l, struct span text, struct msg *m);

	/*
	 * Of formats whose messages are whole only lines later, else NULL:
	 * the next one that is, 1 or 0, to be called after each line; at the
	 * text's end (last) until there is none.
	 */
	int (*next)(struct listing *l, bool last, struct msg *m);

	/* Gives back what l was made to hold; NULL: nothing. */
	void (*free)(struct listing *l);
	bool lenient; /* lines that are not in order are only counted */
};

/* Each in a file of its own, listing_NAME.c. */
extern const struct listing_format listing_records; /* of qls, qgrep */
extern const struct listing_format listing_json; /* qls -j, postqueue -j */
extern const struct listing_format listing_exim_bp; /* exim -bp and variants */
extern const struct listing_format listing_exim_log; /* Exim's main log */
extern const struct listing_format listing_postqueue; /* postqueue -p */
extern const struct listing_format listing_mailq; /* Sendmail's mailq */

/* What stands behind a value that a listing shows only the start of. */
#define LISTING_CUT "..."

/* What a listing of no messages says (mailq of several MTAs). */
extern const char listing_empty[];

/* The time that an id tells, for listings that give only an age. */
void listing_time_of_id(const struct listing *l, struct msg *m);

#endif
