/* match: one text against a pattern: an address, a substring, a regex */
#ifndef QT_MATCH_H
#define QT_MATCH_H

#include <regex.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

enum match_kind {
	MATCH_MAILBOX, /* user@domain, whole */
	MATCH_LOCAL, /* user@ anywhere */
	MATCH_DOMAIN, /* domain or @domain, whole */
	MATCH_SUBDOMAIN, /* .domain: itself and what is below it */
	MATCH_NULL, /* <>: the null sender */
	MATCH_WHOLE, /* the whole text */
	MATCH_PART, /* a part of the text */
	MATCH_REGEX, /* an extended regular expression, anywhere */
};

struct match {
	enum match_kind kind;
	struct span text;
	char *copy; /* of a regex, NUL-terminated */
	regex_t *regs; /* compiled once a thread: regexec locks */
	unsigned nregs;
};

/*
 * An address as administrators write it: see the kinds above; whole and blind
 * to the case of ASCII letters. A value that looks like a regular expression
 * is refused. text must outlive m. Returns 0, or -1 with the reason in why.
 */
int match_address(struct match *m, const char *text, struct buf *why);

/*
 * An extended regular expression of POSIX, unanchored, case-blind if blind,
 * for as many threads. What Perl has and POSIX would read otherwise is
 * refused. 0, or -1 with the reason in why.
 */
int match_regex(struct match *m, const char *text, bool blind, unsigned threads,
    struct buf *why);

/* Whether value (p NULL never) matches, asked by that thread. */
bool match_test(const struct match *m, unsigned thread, struct span value);

void match_free(struct match *m);

#endif
