/* pssessions: the ssh sessions that saved output of ps tells of */
#ifndef QT_PSSESSIONS_H
#define QT_PSSESSIONS_H

#include "system/sessions.h"

/*
 * Adds those of the file, or of standard input ("-"), by the titles alone:
 * there is nothing else. A process whose title names another user than it
 * has is a SESSION_TITLE. 0, or -1, told; also if it is no output of ps.
 */
int pssessions_read(struct sessions *s, const char *file);

#endif
