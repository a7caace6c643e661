/* postfix_id: where in a Postfix queue the file of a message id is */
#ifndef QT_POSTFIX_ID_H
#define QT_POSTFIX_ID_H

#include "base/buf.h"
#include "base/span.h"

enum { POSTFIX_DEPTH = 5 }; /* more levels of directories are never tried */

/*
 * Puts the path of a message's file below its queue's directory, with so many
 * levels of directories of one character (hash_queue_depth): "B/9/B9E68AA6AEB".
 * They are a short id's first characters, or those of a long id's microseconds
 * in hexadecimal.
 */
void postfix_id_put_path(struct buf *b, struct span id, unsigned depth);

/* The name of that level's directory, 0 the first one. */
char postfix_id_dir(struct span id, unsigned level);

#endif
