/* apacheconf: the logical lines of Apache's configuration, as it reads them */
#ifndef QT_APACHECONF_H
#define QT_APACHECONF_H

#include "base/buf.h"
#include "base/span.h"

/* A text in the reading; text starts it, the rest is zero. */
struct apacheconf {
	struct span text;
	size_t at; /* where the next line starts in it */
	size_t line; /* the number of the last one's last physical line */
	struct buf joined;
};

enum apacheconf_kind {
	APACHECONF_BLANK,
	APACHECONF_COMMENT,
	APACHECONF_DIRECTIVE,
	APACHECONF_OPEN, /* <Name args> */
	APACHECONF_CLOSE, /* </Name> */
};

/* Physical lines that backslashes join are one, also those of a comment. */
struct apacheconf_line {
	enum apacheconf_kind kind;
	size_t start, end; /* its bytes in the text, newlines and all */
	size_t line; /* number of its first physical line */
	struct span name, args; /* valid until the next call */
	bool unclosed; /* a section's > is missing: Apache refuses that */
	bool unended; /* its last byte, and the text's, is a backslash */
};

bool apacheconf_next(struct apacheconf *c, struct apacheconf_line *l);

/*
 * Takes the next word off args into word, without its quotes. Returns 1, 0 if
 * there is none, or -1 if its quote is not closed, which Apache takes: word
 * is then all the rest.
 */
int apacheconf_word(struct span *args, struct buf *word);

void apacheconf_free(struct apacheconf *c);

#endif
