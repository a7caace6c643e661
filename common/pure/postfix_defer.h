/* postfix_defer: the recipients in a Postfix message's defer or bounce log */
#ifndef QT_POSTFIX_DEFER_H
#define QT_POSTFIX_DEFER_H

#include "base/span.h"

#include <stdint.h>

struct postfix_defer {
	struct span rcpt; /* quoted, as listings show it */
	struct span reason; /* if it gives none, "(description unavailable)" */
	uint64_t at; /* the offset of its record in the queue file, or 0 */
};

/*
 * Takes the next recipient off the front of a log's text: lines of name=value,
 * an empty one after the last (bounce(8) writes them); blanks around = and
 * after a value are not parts of them. 1, 0 at the end.
 */
int postfix_defer_next(struct span *text, struct postfix_defer *d);

#endif
