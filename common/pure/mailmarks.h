/* mailmarks: the lines that mailblock writes into a configuration */
#ifndef QT_MAILMARKS_H
#define QT_MAILMARKS_H

#include "pure/mailsites.h"

/* Where the physical line at at ends: behind its newline. */
size_t mailmarks_line(enum mailsites_kind kind, struct span text, size_t at);

/* How many of a physical line's bytes are its newline: 0, 1 or 2. */
size_t mailmarks_newline(enum mailsites_kind kind, struct span line);

/* The line that blocks, without blanks before it and a newline. */
const char *mailmarks_block(enum mailsites_kind kind);

/* Put what makes a comment of an old line, and the comment over new ones. */
void mailmarks_put_was(struct buf *b, enum mailsites_kind kind);
void mailmarks_put_added(struct buf *b, enum mailsites_kind kind, size_t n);

/* How many bytes of a line are what mailmarks_put_was puts; 0: it has none. */
size_t mailmarks_was(enum mailsites_kind kind, struct span line);

/*
 * Looks for a mark in the comment that starts a line at at. Returns 1 and
 * sets mark (but for its line), 0 if there is none, or -1 if what has to
 * stand behind it does not.
 */
int mailmarks_read(enum mailsites_kind kind, struct span text, size_t at,
    struct mailmark *mark);

#endif
