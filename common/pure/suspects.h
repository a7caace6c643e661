/* suspects: keys of requests, by how well their times explain messages */
#ifndef QT_SUSPECTS_H
#define QT_SUSPECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"
#include "pure/cover.h"
#include "pure/names.h"
#include "pure/score.h"

enum {
	SUSPECT_CLIENTS = 4,
	SUSPECTS_FEW = 10, /* requests, which can leave a log's time free */
	SUSPECTS_TO = 8, /* recipients of a call that are looked at */
};

/* Of which kind requests are. Those of one key and several kinds are several
 * suspects, of which one is told: that of calls, else that of the usual window
 * if its lift is 2, else that of the narrow one. */
enum suspects_kind {
	SUSPECTS_WIDE, /* with the usual window; by who wrote the line, */
	SUSPECTS_NARROW = SUSPECTS_WIDE + 3, /* and with a narrow one */
	SUSPECTS_CALL = SUSPECTS_NARROW + 3, /* a call of mail() */
};

/* All that is kept of the requests of one key and kind. */
struct suspect {
	struct span key;
	enum suspects_kind kind;
	uint64_t requests;
	uint64_t near; /* messages in their windows, once for each */
	struct cover cover;
	struct suspect_client {
		char *ip;
		uint64_t n;
	} clients[SUSPECT_CLIENTS];
};

/*
 * The first part is the caller's, and names.seed: times are the messages',
 * sorted, in microseconds since the Epoch. The rest is zero to begin with.
 */
struct suspects {
	const int64_t *times;
	size_t ntimes;
	/* Whether message i is for one of so many recipients, as far as is
	 * known; NULL: that is never known. */
	bool (*is_for)(
	    const void *ctx, size_t i, const uint32_t *to, size_t nto);
	const void *ctx;

	struct names names; /* kind and key; by its numbers: */
	struct suspect *v;
	size_t cap;
	struct buf name;
	size_t bytes; /* of memory, about */
	uint64_t seen; /* keys; again if they come back after they were */
	uint64_t dropped; /* let go */
	int64_t gap; /* windows so near each other were made one */
	uint32_t *claims; /* of each message: 1 + the suspect that it is of */
	uint32_t *free; /* the next message that is of none */
};

/* One request. Spans are copied. */
struct suspects_request {
	struct span key; /* of which 4 KiB count */
	struct span ip; /* p NULL: not known */
	int64_t start, end; /* its window, to before end */
	/* A call sent one message, the first in the window that is for one of
	 * its recipients and that no other call has sent. */
	enum suspects_kind kind;
	uint32_t to[SUSPECTS_TO]; /* hashes of a call's recipients */
	size_t nto; /* 0: not known */
};

/*
 * Adds a request to its key. Memory is bounded, whatever the log: at 24 MiB
 * the keys with the fewest messages near are let go, then windows are joined.
 */
void suspects_add(struct suspects *s, const struct suspects_request *r);

/* A key's score by some of the messages. */
struct suspects_row {
	const struct suspect *suspect;
	uint64_t hits;
	struct score score;
	bool certain; /* calls of mail() that are a tenth of the messages */
};

/* Messages, by their places in times, and what comes of them. */
struct suspects_group {
	int64_t span; /* the time that p is a share of, */
	int64_t covered; /* and that which the log covers, if it is less: then
			    keys of more than SUSPECTS_FEW requests, which a
			    longer log would have as well, have that */
	const uint32_t *places; /* ascending */
	size_t n;
	bool all; /* also of a lift under 2 */
	struct suspects_row *rows; /* best first */
	size_t nrows;
	size_t unexplained; /* by no row that score_explains, and by no call of
			       a key that was kept */
};

/* After the last request: windows outside of from to before to are cut. */
void suspects_settle(struct suspects *s, int64_t from, int64_t to);

/* After that, any number of times; free rows. */
void suspects_rank(const struct suspects *s, struct suspects_group *g);

/*
 * The client of most requests with messages near, if it made more than a fifth
 * of them, else one of many; p NULL: not known.
 */
struct span suspects_client(const struct suspect *suspect);

void suspects_free(struct suspects *s);

#endif
