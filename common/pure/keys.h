/* keys: tables of field names, and the lists of them that -k takes */
#ifndef QT_KEYS_H
#define QT_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/span.h"

/* What a field holds, which says how it is printed and compared. */
enum key_kind {
	KEY_TEXT,
	KEY_NUMBER, /* also times, ages, words of ours: never escaped */
	KEY_ADDRESS,
	KEY_TEXTS, /* a list */
	KEY_ADDRESSES,
};

/* Whether a field of that kind has any number of values. */
bool keys_is_list(enum key_kind kind);

struct key {
	const char *name;
	enum key_kind kind;
};

/* The place of name in the table of n keys, or -1. */
int keys_find(const struct key *table, size_t n, struct span name);

/*
 * Reads FIELD,... into picked[max], places in the table. Returns how many, or
 * -1 with the reason, which lists the valid names, in why.
 */
int keys_parse(const struct key *table, size_t n, const char *list, int *picked,
    size_t max, struct buf *why);

#endif
