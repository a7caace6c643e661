/* shadow: an account's password in the text of a shadow(5) file */
#ifndef QT_SHADOW_H
#define QT_SHADOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

struct shadow {
	bool locked; /* the password is: passwd -l, usermod -L */
	int64_t changed; /* day since the Epoch; -1: not told */
	int64_t expires; /* the same: usermod -e */
};

/* The account of that name: 0, or -1 if there is none. */
int shadow_find(struct span text, struct span name, struct shadow *s);

#endif
