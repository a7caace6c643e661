/* passwd: the users in the text of a passwd(5) file */
#ifndef QT_PASSWD_H
#define QT_PASSWD_H

#include <stdint.h>

#include "base/span.h"

struct passwd_entry {
	struct span name, home, shell;
	uint32_t uid;
};

/* Takes the next user off; lines that are none are passed over. */
bool passwd_next(struct span *text, struct passwd_entry *e);

/* The first of that name, or with that uid. */
bool passwd_name(struct span text, struct span name, struct passwd_entry *e);
bool passwd_uid(struct span text, uint32_t uid, struct passwd_entry *e);

#endif
