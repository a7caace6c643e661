/* mailedit: the changes to a text that block sites' mail, or undo that */
#ifndef QT_MAILEDIT_H
#define QT_MAILEDIT_H

#include "pure/edits.h"
#include "pure/mailsites.h"

/* Why a text cannot be changed, and the line of it. */
struct mailedit_fault {
	size_t line;
	const char *why;
};

/*
 * Makes the edits for those sites of m (chosen[i]), in the text's order; e is
 * empty if there is nothing to do. name is as for mailsites_read. What they
 * make of the text has been read again: the chosen sites are blocked in it,
 * the others as they were, and unblocked it is the same text. Returns 0, or
 * -1.
 */
int mailedit_block(const struct mailsites *m, const bool *chosen,
    const char *name, struct edits *e, struct mailedit_fault *f);

/*
 * The same to undo what mailedit_block has done. A site that is blocked in
 * another way is a fault.
 */
int mailedit_unblock(const struct mailsites *m, const bool *chosen,
    const char *name, struct edits *e, struct mailedit_fault *f);

/* Says why: -1. */
int mailedit_refuse(struct mailedit_fault *f, size_t line, const char *why);

/* The edits of one site, in any order, that nobody has looked at yet. */
int mailedit_block_site(const struct mailsites *m, const struct mailsite *s,
    struct edits *e, struct mailedit_fault *f);
int mailedit_unblock_site(const struct mailsites *m, const struct mailsite *s,
    struct edits *e, struct mailedit_fault *f);

#endif
