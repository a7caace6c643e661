/* where: a message against FIELD OP VALUE, as qgrep -w has it */
#ifndef QT_WHERE_H
#define QT_WHERE_H

#include "pure/fields.h"
#include "pure/match.h"

enum where_op {
	WHERE_IS, /* = : a list's: any item */
	WHERE_IS_NOT, /* != : a list's: no item */
	WHERE_HAS, /* ~ : a regular expression matches */
	WHERE_HAS_NOT, /* !~ */
	WHERE_LESS,
	WHERE_LESS_SAME,
	WHERE_MORE,
	WHERE_MORE_SAME,
};

struct where {
	enum field field;
	enum where_op op;
	struct match match; /* of a text */
	bool number; /* compare value, not match */
	int64_t value;
};

/*
 * Reads an expression: sizes with K or M, ages with s m h d w, times as epoch
 * seconds or ISO 8601. Returns 0, or -1 with the reason in why.
 */
int where_parse(
    struct where *w, const char *text, unsigned threads, struct buf *why);

/* Whether it holds of the message. What is not there is equal to nothing. */
bool where_test(
    const struct where *w, unsigned thread, const struct msg *m, int64_t now);

#endif
