/* mailload: one configuration, opened with care, and its sites */
#ifndef QT_MAILLOAD_H
#define QT_MAILLOAD_H

#include "system/mailfiles.h"

/* How a file comes in. */
struct mailload_way {
	enum mailsites_kind kind; /* MAILSITES_NONE: told by its text */
	bool found; /* not named by the user: its links are looked at */
	bool only_set; /* left out if it sets nothing */
	bool part; /* of a site that includes it: taken once more each time */
	const char *root; /* Apache's ServerRoot; NULL: not known yet */
	int depth;
};

/*
 * Reads its text into sites; f takes notice but not the file. Returns NULL if
 * it is known or, told, none of ours or not to be read.
 */
struct mailfile *mailload_read(
    struct mailfiles *f, const char *path, const struct mailload_way *way);

void mailload_free(struct mailfile *file);

#endif
