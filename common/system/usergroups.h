/* usergroups: messages by the local user that they came from */
#ifndef QT_USERGROUPS_H
#define QT_USERGROUPS_H

#include "system/moments.h"

struct usergroup {
	struct span user; /* p NULL: all messages; n 0: others, or unknown */
	uint32_t number; /* for who fills them */
	uint32_t *places; /* of its messages in moments, ascending */
	size_t n;
};

struct usergroups {
	struct usergroup *v; /* most messages first */
	size_t n;
	uint32_t *places;
};

/*
 * Groups those that came from from to before to. With less than two users
 * that are known they are one group; of more than a hundred users those with
 * fewest messages are one.
 */
void usergroups_make(
    struct usergroups *g, const struct moments *m, int64_t from, int64_t to);

void usergroups_free(struct usergroups *g);

#endif
