/* phpini: the sections and settings of a php.ini or a pool of PHP-FPM */
#ifndef QT_PHPINI_H
#define QT_PHPINI_H

#include "base/buf.h"
#include "base/span.h"

/* A text in the reading; text starts it, the rest is zero. */
struct phpini {
	struct span text;
	size_t at; /* where the next item starts in it */
	size_t line; /* the number of lines before that */
};

enum phpini_kind {
	PHPINI_BLANK,
	PHPINI_COMMENT,
	PHPINI_SECTION,
	PHPINI_SETTING,
	PHPINI_WORD, /* no = in it: of no effect */
};

struct phpini_item {
	enum phpini_kind kind;
	size_t start, end; /* its bytes in the text, with the newline */
	size_t line; /* number of its first line; quotes may span several */
	bool inside; /* it starts behind a section's ], in the same line */
	struct span name; /* of the section, or the setting */
	struct span key; /* of name[key]; p NULL: none */
	struct span raw; /* the value as it is written, and a comment */
	const char *fault; /* PHP reads no further than here, for that reason */
};

bool phpini_next(struct phpini *p, struct phpini_item *item);

/*
 * Puts the value that PHP makes of raw. What it computes from variables and
 * operators is put as it stands.
 */
void phpini_value(struct buf *b, struct span raw);

/* How many bytes at the line's end end it: CR, LF, or both; 0 at the end. */
size_t phpini_newline(struct span text, size_t at);

#endif
