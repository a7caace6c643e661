/* uidnames: the names of users by their numbers, found fast */
#ifndef QT_UIDNAMES_H
#define QT_UIDNAMES_H

#include "base/buf.h"
#include "pure/passwd.h"

/* All zero knows nobody. */
struct uidnames {
	struct buf text; /* of passwd(5) */
	struct passwd_entry *v; /* sorted by uid, of one only the first */
	size_t n, cap;
};

/* After text was filled. */
void uidnames_settle(struct uidnames *u);

/* The name, p NULL if there is none; points into u. */
struct span uidnames_of(const struct uidnames *u, uint32_t uid);

void uidnames_free(struct uidnames *u);

#endif
