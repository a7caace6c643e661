/* scan: a queue's messages read by several threads, results in order */
#ifndef QT_SCAN_H
#define QT_SCAN_H

#include "system/queue.h"

enum { SCAN_THREADS = 16 }; /* the most that there are */

struct scan {
	struct queue *queue;
	unsigned need; /* of NEED_ */
	bool quiet; /* the caller shows the progress */

	/*
	 * Called in thread number worker (from 0) with the message that is
	 * index-th in the list; what it puts into out is printed in the
	 * list's order. r is what the message was read with.
	 */
	void (*each)(void *ctx, unsigned worker, size_t index, struct msg *m,
	    struct queue_reader *r, struct buf *out);
	void *ctx;
};

/* How many threads a scan of n messages takes, the caller's included. */
unsigned scan_threads(size_t n, unsigned need);

/*
 * Reads and prints all; shows its progress. Messages that have gone are
 * passed over. Returns 0, or -1 if one could not be read, which was told.
 */
int scan_run(struct scan *s, const struct queue_list *list);

#endif
