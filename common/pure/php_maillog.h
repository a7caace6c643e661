/* php_maillog: a line of PHP's mail.log, each a call of mail() */
#ifndef QT_PHP_MAILLOG_H
#define QT_PHP_MAILLOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "pure/stamp.h"

/* Spans point into the line; p NULL: not told. */
struct php_maillog {
	struct when time; /* digits -1: none, or of a zone that is not ours */
	bool local; /* it was taken as local time */
	struct span zone; /* as PHP names it, Europe/Kyiv */
	struct span path; /* of the script that calls mail() */
	int64_t line; /* in it; -1 if that is no number */
	bool evaled; /* the call is in code that eval() got there */
	struct span to, headers, subject; /* as the script gave them */
};

/*
 * Reads a line without its newline:
 *
 *	[[21-Nov-2026 16:37:18 UTC] ]mail() on [PATH:LINE]: To: TO --
 *	Headers: HEADERS[ -- Subject: SUBJECT]
 *
 * also behind a stamp, host and tag of syslog. zone is the name of this
 * process's zone (p NULL: not known): with that one, and in syslog, the time
 * is local. now, in seconds, tells the year that syslog leaves out.
 *
 * What is written by whoever fills in a form begins with TO: the path ends at
 * the first ":LINE]: To: ", so only who can name a directory can forge what
 * follows its name. Returns 0, or -1 if it is no such line.
 */
int php_maillog_read(struct span line, int64_t now, struct span zone,
    struct stamp_clock *clock, struct php_maillog *m);

/*
 * Takes the next address off the front of *to, as the script gave it ("A B
 * <a@b>, c@d"). At the end p is NULL.
 */
struct span php_maillog_address(struct span *to);

#endif
