/* exim_said: what exim -Mrm, -Mf and -Mt say of messages */
#ifndef QT_EXIM_SAID_H
#define QT_EXIM_SAID_H

#include "base/span.h"

enum exim_said {
	EXIM_SAID_OTHER,
	EXIM_SAID_REMOVED,
	EXIM_SAID_REMOVED_OR_NONE, /* its body was not there */
	EXIM_SAID_LOCKED,
	EXIM_SAID_FROZEN,
	EXIM_SAID_WAS_FROZEN,
	EXIM_SAID_THAWED,
	EXIM_SAID_NO_BODY,
	EXIM_SAID_NO_HEAD,
	EXIM_SAID_DAMAGED,
	EXIM_SAID_DENIED,
};

/*
 * Reads a line of standard output or error (as Exim 4.96 prints them, held by
 * tests/qrm.bats) and finds the message that it speaks of; id.p is NULL if it
 * names none.
 */
enum exim_said exim_said_read(struct span line, struct span *id);

#endif
