/* header: the fields of a message's header as decoded text, by their names */
#ifndef QT_HEADER_H
#define QT_HEADER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

/* Told a field's name and text; false ends the walk. */
typedef bool header_fn(void *ctx, struct span name, struct span value);

/*
 * Calls fn for the fields of a header (RFC 5322) in their order, all or, with
 * name, those of that name, the case of letters aside. scratch takes the
 * text, which is as rfc2047_put makes it. Returns false if fn did. A line
 * that has no colon is no field.
 */
bool header_each(struct span header, const char *name, struct buf *scratch,
    header_fn *fn, void *ctx);

#endif
