/* postfix_text: a Postfix message's header and body, from its queue file */
#ifndef QT_POSTFIX_TEXT_H
#define QT_POSTFIX_TEXT_H

#include "base/buf.h"
#include "pure/postfix_rec.h"

/* Given a text piece by piece; a line's end is a piece of its own. */
typedef void postfix_text_fn(void *ctx, struct span piece);

/*
 * Puts the header that begins at offset content: whole lines, up to the first
 * one that is empty or can be none of a header's, at most most bytes of them.
 * *body is where the body begins, and *blank whether that is the empty line.
 * Returns 0, or -1 if the file is damaged before that: *body is then behind
 * what was put.
 */
int postfix_text_header(struct postfix_file *f, uint64_t content, size_t most,
    struct buf *b, uint64_t *body, bool *blank);

/*
 * Gives fn the content from an offset on up to its end. Returns 0, -1 if the
 * file is damaged before that.
 */
int postfix_text_each(
    struct postfix_file *f, uint64_t from, postfix_text_fn *fn, void *ctx);

/* Takes the next field off a header's text, with its folded lines and its
 * newline. p is NULL at the end. */
struct span postfix_text_field(struct span *header);

/*
 * The uid that handed the message in, by the field Received that pickup(8)
 * puts on top of the header. It is Postfix's own, owner, if the message was
 * queued again (postsuper -r): then the next such field tells. -1: none.
 */
int64_t postfix_text_uid(struct span header, int64_t owner);

#endif
