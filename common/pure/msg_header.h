/* msg_header: what a message's header fields say of the message */
#ifndef QT_MSG_HEADER_H
#define QT_MSG_HEADER_H

#include "pure/msg.h"

/*
 * Adds to m what one field with its name says: subject (as it stands), msgid,
 * script with its uid, cron. Of several of a kind the first one counts. The
 * spans point into the field.
 */
void msg_header_field(struct msg *m, struct span field);

#endif
