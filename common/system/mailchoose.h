/* mailchoose: the sites that were asked for, in all files that name them */
#ifndef QT_MAILCHOOSE_H
#define QT_MAILCHOOSE_H

#include "system/mailfiles.h"

/*
 * Chooses the sites that have that name or an alias of it, with all their
 * sections; or, for NULL, the only one. Returns how many sections of files
 * that are; 0, told with the names that there are, if there is none, or no
 * name and several.
 */
size_t mailchoose(struct mailfiles *f, const char *name);

#endif
