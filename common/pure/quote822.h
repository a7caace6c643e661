/* quote822: mail addresses quoted where RFC 5322 asks for it */
#ifndef QT_QUOTE822_H
#define QT_QUOTE822_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

/*
 * Whether the local part of an address that stands without quotes, what is
 * before the last @, has to be quoted. Bytes from 0x80 on have not.
 */
bool quote822_needed(struct span address);

/* Puts the address, its local part quoted: as Postfix's listings show it. */
void quote822_put(struct buf *b, struct span address);

#endif
