/* postfix_p: messages as postqueue -p prints them */
#ifndef QT_POSTFIX_P_H
#define QT_POSTFIX_P_H

#include "pure/msg.h"

/* Puts the heading, in the wide form if the queue's ids are long ones. */
void postfix_p_put_heading(struct buf *b, bool wide);

/*
 * Puts the message's lines and the empty one behind them. log is the text of
 * its defer log, whose recipients come first, then those of m that it does
 * not name; expired: it was told to bounce (postsuper -e). Times are local
 * ones (tzset was called).
 */
void postfix_p_put(struct buf *b, const struct msg *m, struct span log,
    bool expired, bool wide);

/* Puts the last line, for so many messages with so many bytes in all. */
void postfix_p_put_total(struct buf *b, uint64_t messages, uint64_t bytes);

#endif
