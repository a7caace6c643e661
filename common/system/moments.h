/* moments: when messages came, and from which local user */
#ifndef QT_MOMENTS_H
#define QT_MOMENTS_H

#include <pthread.h>

#include "pure/msgid.h"
#include "pure/names.h"
#include "system/source.h"

enum { MOMENTS_RCPTS = 3 };

struct moment {
	int64_t usec; /* since the Epoch; to the second: its middle */
	uint32_t user; /* its number in users, MOMENTS_NO_USER: not known */
	char id[MSGID_MAX / 2]; /* empty: not known */
	uint32_t rcpts[MOMENTS_RCPTS]; /* moments_hash of each, then 0; all 0:
					  not known, or there are more */
};

#define MOMENTS_NO_USER UINT32_MAX

struct moments {
	struct source source;
	pthread_mutex_t lock;
	struct moment *v; /* sorted by time */
	size_t n, cap;
	size_t timeless; /* messages of which no time is known */
	struct names users; /* of local messages */
};

/*
 * Opens the list of messages ("-" is standard input): ids, records or
 * whatever else tells messages; of ids that are no longer in a queue the
 * time that they tell. Confines the process, so that all else that is to be
 * read has to be allowed before. Returns 0, or -1, told.
 */
int moments_open(struct moments *m, const char *file);

/* Reads them all. Returns 0, or -1, told, if no time of any is known. */
int moments_read(struct moments *m);

/* A number for a recipient, case aside; never 0. */
uint32_t moments_hash(const struct moments *m, struct span address);

/* The time from the first message, of one or more, to behind the last; if that
 * is less than least microseconds, so long with them in its middle. */
void moments_span(
    const struct moments *m, int64_t least, int64_t *from, int64_t *to);

void moments_close(struct moments *m);

#endif
