/* mtaname: whether a program and a user are a mail server's own */
#ifndef QT_MTANAME_H
#define QT_MTANAME_H

#include "base/span.h"

/*
 * Whether the path is that of a mail server's program, in a directory that
 * only root writes to. It may end with " (deleted)", as that of a program
 * that was replaced. A user can have that path in a mount namespace of his
 * own: the user has to be asked for, too.
 */
bool mtaname_program(struct span path);

/* Whether a user of that name is one that mail servers run as. */
bool mtaname_user(struct span name);

#endif
