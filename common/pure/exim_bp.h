/* exim_bp: a message as exim -bp prints it */
#ifndef QT_EXIM_BP_H
#define QT_EXIM_BP_H

#include "pure/exim_h.h"

/*
 * Puts the message's paragraph, with its raw bytes. h is what its -H said,
 * NULL for one that a listing showed. all: as -bpa, with other addresses
 * that were delivered; undelivered: as -bpu, without those that were.
 */
void exim_bp_put(struct buf *b, const struct msg *m, struct exim_h *h,
    int64_t now, bool all, bool undelivered);

#endif
