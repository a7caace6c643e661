/* show: a message as a record, or as a JSON line */
#ifndef QT_SHOW_H
#define QT_SHOW_H

#include "pure/fields.h"
#include "pure/record.h"

/* The fields that are shown; n is 0 until some were chosen. */
struct show {
	int fields[64];
	size_t n;
	bool json;
	int64_t now;
};

/* Reads -k's argument. Returns 0, or -1 with the reason in why. */
int show_choose(struct show *s, const char *list, struct buf *why);

/*
 * Without a choice: the default record's fields, for JSON all that a message
 * itself tells, its log aside. Returns what they need.
 */
unsigned show_settle(struct show *s);

/* Chooses the fields of a message's envelope. Returns what they need. */
unsigned show_envelope(struct show *s);

/* A field's key in JSON: its name, or postqueue -j's for the same. */
const char *show_json_key(enum field f);

/* Puts the names as a record: -t. */
void show_title(const struct show *s, struct buf *b);

/* Puts the message's line. record is memory for it. */
void show_put(const struct show *s, const struct msg *m, struct record *record,
    struct buf *b);

/*
 * Puts a line "name: value" for each value of each field, escaped; nothing
 * for a field that is not there.
 */
void show_put_lines(const struct show *s, const struct msg *m,
    struct buf *scratch, struct buf *b);

#endif
