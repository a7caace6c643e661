/* sendmail_spool: the messages in the directories of a Sendmail queue */
#ifndef QT_SENDMAIL_SPOOL_H
#define QT_SENDMAIL_SPOOL_H

#include "system/sendmail_dirs.h"

/* Puts the name of a message's file: qfID. */
void sendmail_spool_put_name(
    struct buf *b, const struct queue_entry *e, enum sendmail_part part);

/*
 * Where the message's file can be: n is 0 for the likely directory, 1 for
 * another. -1 if there is none.
 */
int sendmail_spool_at(const struct sendmail_spool *s,
    const struct queue_entry *e, enum sendmail_part part, unsigned n);

/* Calls fn for each message, those of which the file is locked active. Returns
 * fn's result, or -1 if something was not read, which was told. */
int sendmail_spool_walk(struct queue *q, queue_fn *fn, void *ctx);

/* Finds a message by its control file, or else what is left of it. */
enum queue_found sendmail_spool_find(
    struct queue *q, struct span id, struct queue_entry *e);

#endif
