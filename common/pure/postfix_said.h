/* postfix_said: what postsuper -d, -h and -H say of messages */
#ifndef QT_POSTFIX_SAID_H
#define QT_POSTFIX_SAID_H

#include "base/span.h"

enum postfix_said {
	POSTFIX_SAID_OTHER,
	POSTFIX_SAID_REMOVED,
	POSTFIX_SAID_HELD,
	POSTFIX_SAID_RELEASED,
	POSTFIX_SAID_DENIED, /* only root may */
	POSTFIX_SAID_FAILED, /* it ended before its end */
};

/*
 * Reads a line of standard error (as Postfix 3.7 prints them, held by
 * tests/mta/postfix.bats) and finds the message that it speaks of; id.p is
 * NULL if it names none.
 */
enum postfix_said postfix_said_read(struct span line, struct span *id);

#endif
