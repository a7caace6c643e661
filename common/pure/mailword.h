/* mailword: signs in commands and scripts that they send mail */
#ifndef QT_MAILWORD_H
#define QT_MAILWORD_H

#include "base/span.h"

/*
 * The first such sign in the text: the program's or function's name, as
 * *word, and the number of its line; comment lines (# // *) are passed over.
 * Also what hides code: eval( and base64_decode( of PHP, base64 -d. False if
 * there is none. A guess by words, not an understanding of the language.
 */
bool mailword_find(struct span text, struct span *word, size_t *line);

/* The words of a command that may name files, in the reading. */
struct mailword_files {
	struct span rest; /* the command: starts it */
	struct span dir; /* where a cd before has gone, if by absolute path */
};

/*
 * The next word that is an absolute path, or, behind cd DIR, may be one
 * below f->dir. What output is redirected to is none. False at the end.
 */
bool mailword_file(struct mailword_files *f, struct span *word);

/* Whether a file is a script by its name or its first bytes. */
bool mailword_is_script(struct span path, struct span text);

#endif
