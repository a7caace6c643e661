/* exiqgrep: a message in the forms of exiqgrep -b and -l */
#ifndef QT_EXIQGREP_H
#define QT_EXIQGREP_H

#include "pure/fields.h"

/*
 * Each puts the message with the recipients still to deliver to or, with all,
 * every one, a D before those that are done; addresses are
 * escaped.
 * brief: "ID From: <sender> To: rcpt;rcpt".
 * long: as exim -bp, without its columns for recipients.
 */
void exiqgrep_put_brief(struct buf *b, const struct msg *m, bool all);
void exiqgrep_put_long(
    struct buf *b, const struct msg *m, int64_t now, bool all);

#endif
