/* mailchange: sites' mail blocked, or unblocked, in all files that name them */
#ifndef QT_MAILCHANGE_H
#define QT_MAILCHANGE_H

#include "pure/edits.h"
#include "system/mailfiles.h"

/* A file with a chosen site, and what becomes of it. */
struct mailchange_file {
	struct mailfile *file;
	struct edits edits; /* none: it stays as it is */
	struct buf text; /* with them */
};

struct mailchange {
	struct mailfiles *files;
	bool block; /* else unblock */
	struct mailchange_file *v;
	size_t n, cap;
};

/* Makes the texts for all chosen sites. Returns 0, or -1, told. */
int mailchange_make(struct mailchange *c);

/* Puts the unified diff of a file. */
void mailchange_diff(const struct mailchange *c, size_t i, struct buf *b);

/*
 * Writes them in place, all or none, and reads them once more. Returns 0, or
 * -1 with the reason in why.
 */
int mailchange_write(struct mailchange *c, struct buf *why);

void mailchange_free(struct mailchange *c);

#endif
