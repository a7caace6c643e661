/* mailbox: the address in what Sendmail writes of a sender or recipient */
#ifndef QT_MAILBOX_H
#define QT_MAILBOX_H

#include "base/span.h"

/*
 * The address in text: what stands in angle brackets at its end, behind a
 * name or not; without such brackets all of it.
 */
struct span mailbox_of(struct span text);

#endif
