/* postfix_list: a Postfix queue's messages in order of their arrival */
#ifndef QT_POSTFIX_LIST_H
#define QT_POSTFIX_LIST_H

#include "system/queue.h"

/*
 * As queue_ops' list. The time of a short id is read from the message's file,
 * that of a long one is in it: of one that postsuper -r queued again it is
 * when it did so.
 */
int postfix_list(struct queue *q, struct queue_list *list);

#endif
