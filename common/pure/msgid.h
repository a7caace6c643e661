/* msgid: message ids: which MTA's an id can be, and the time that it tells */
#ifndef QT_MSGID_H
#define QT_MSGID_H

#include <stdbool.h>

#include "base/span.h"
#include "pure/when.h"

/* The kinds of ids; a text can be read as more than one. */
enum {
	MSGID_EXIM_OLD = 1, /* 6-6-2 characters, to 4.96 */
	MSGID_EXIM_NEW = 2, /* 6-11-4 characters, from 4.97 */
	MSGID_POSTFIX_SHORT = 4, /* microseconds and inode, hexadecimal */
	MSGID_POSTFIX_LONG = 8, /* seconds, microseconds, z, inode */
	MSGID_SENDMAIL = 16, /* YMDhmsNNppppp of version 8 */

	MSGID_EXIM = MSGID_EXIM_OLD | MSGID_EXIM_NEW,
	MSGID_POSTFIX = MSGID_POSTFIX_SHORT | MSGID_POSTFIX_LONG,
	MSGID_ANY = MSGID_EXIM | MSGID_POSTFIX | MSGID_SENDMAIL,

	MSGID_MAX = 64, /* no id is longer */
};

/*
 * The kinds that text has the syntax of, 0 for none. An id holds letters,
 * digits and hyphens only, so it is safe as a part of a file name.
 */
unsigned msgid_kinds(struct span text);

/*
 * When reception of the message began, as exact as an id of that one kind
 * tells: Exim's old ids give the second (their fraction's unit depends on
 * version and configuration), the new ones microseconds, Postfix's short ids
 * nothing; Sendmail's leave out the century, so the latest fitting year that
 * is not more than a day after now (epoch seconds) is taken. 0 or -1.
 */
int msgid_time(unsigned kind, struct span id, int64_t now, struct when *w);

#endif
