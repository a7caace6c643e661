/* whose_plainly: what postfix_whose finds, by a look at each recipient */
#ifndef QT_WHOSE_PLAINLY_H
#define QT_WHOSE_PLAINLY_H

#include "pure/postfix_whose.h"

static inline int64_t
whose_plainly(
    const struct msg *m, const uint64_t *at, const struct postfix_defer *d)
{
	size_t i;

	for (i = 0; i < m->nrcpts; i++)
		if (d->at > 0 ? at[i] == d->at
			      : span_same(m->rcpts[i].address, d->rcpt))
			return (int64_t)i;
	return -1;
}

#endif
