/* chunks: work done piece by piece in several threads, its output in order */
#ifndef QT_CHUNKS_H
#define QT_CHUNKS_H

#include <stddef.h>

#include "base/buf.h"

/* All is the caller's. */
struct chunks {
	size_t n;
	unsigned threads; /* 1: the caller's; there may be fewer */
	unsigned ahead; /* pieces a thread may be ahead of the output */

	/* Does a piece in thread number worker (from 0); what it puts into out
	 * is printed in the order of the pieces. */
	void (*each)(void *ctx, unsigned worker, size_t chunk, struct buf *out);
	/* Told by the caller's thread how many are printed; or NULL. */
	void (*printed)(void *ctx, size_t chunks);
	void *ctx;
};

void chunks_run(const struct chunks *c);

#endif
