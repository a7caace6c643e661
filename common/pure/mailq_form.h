/* mailq_form: messages as Sendmail's mailq prints them */
#ifndef QT_MAILQ_FORM_H
#define QT_MAILQ_FORM_H

#include "pure/msg.h"

/* What stands before the messages of a queue directory, and behind all. */
void mailq_form_put_title(struct buf *b, struct span dir, uint64_t n);
void mailq_form_put_total(struct buf *b, uint64_t n);

/*
 * Puts a message's lines, with their raw bytes. text is its control file's;
 * mark stands behind its id: '*' in delivery, '?' lost, ' '.
 */
void mailq_form_put(
    struct buf *b, const struct msg *m, struct span text, char mark);

#endif
