/* order: messages sorted by one of their fields */
#ifndef QT_ORDER_H
#define QT_ORDER_H

#include "pure/fields.h"

struct order_key {
	size_t index; /* of the message; SIZE_MAX: none came */
	int64_t number;
	char *text; /* NULL: there is none */
	size_t len;
	char *line; /* what was kept of it, NULL nothing */
	size_t line_len;
};

struct order {
	enum field field;
	int64_t now;
	struct order_key *keys; /* by index; sorted: in order */
	size_t n, cap;
};

/*
 * Makes room for n messages in all. Then order_take of different messages
 * may be called by different threads.
 */
void order_room(struct order *o, size_t n);

/* Notes the key of the index-th message, and keeps line (p NULL: none). */
void order_take(
    struct order *o, size_t index, const struct msg *m, struct span line);

/*
 * Sorts: numbers as numbers, else bytes; messages without the field first;
 * those that are equal as they came. Entries that were never taken go last.
 */
void order_sort(struct order *o);

void order_free(struct order *o);

#endif
