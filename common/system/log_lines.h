/* log_lines: the lines of Exim's main logs that are of some messages */
#ifndef QT_LOG_LINES_H
#define QT_LOG_LINES_H

#include "pure/exim_cwd.h"
#include "pure/exim_log.h"
#include "pure/idmap.h"
#include "system/logset.h"

/* A message that is looked for. */
struct log_lines_id {
	char id[IDMAP_ID];
	int64_t from; /* epoch seconds: no line of it is earlier, as a rule */
	uint64_t line; /* the number of the line last kept of those that
			  only mention it */
	bool arrived, ended; /* such lines were seen */
	bool refused; /* it was never to arrive */
	bool expected; /* the time is near, or over */
	bool again; /* to be looked for in all that the logs have */
};

/* A line that was found: in memory, or where it stands in a plain file. */
struct log_lines_line {
	uint32_t id, file;
	uint32_t seq; /* lines of one file are in this order */
	uint32_t n; /* bytes, without newline */
	bool held; /* it is in text */
	uint64_t at; /* offset there, or in the file */
};

struct log_lines {
	struct logset logs;
	struct log_lines_id *ids; /* in the order given */
	size_t nids, cap_ids;
	struct idmap map; /* from them to places in ids */
	struct log_lines_line *lines;
	size_t nlines, cap_lines;
	struct buf text; /* of lines that cannot be read again */
	uint64_t bad[2]; /* lines that were none of a log's; [1]: in files
			    that can be read again */
	uint64_t seen; /* lines that were read */

	uint32_t *order; /* places in ids, by from */
	size_t over; /* so many of them have ended, for certain */
	size_t begun; /* so many are expected */
	size_t active; /* and so many of these have not ended */
	size_t left; /* the second time: so many are still to end */
	bool disorder; /* time went back: the logs are not in order */
	bool again; /* the second time through */
	struct exim_cwd cwd;
	struct stamp_clock clock;
	struct when last; /* the last line's time */
	int64_t last_local;
};

/* Adds a message, once. False for an id that is none of Exim's. */
bool log_lines_add(struct log_lines *s, struct span id);

/*
 * Finds the lines of all messages added, in the files of s->logs: from the
 * time that an id tells on (by bisection) until Completed; where that does
 * not find how the message arrived, or the logs turn out not to be in order,
 * in all that they have. Afterwards lines are in the order of ids.
 */
void log_lines_find(struct log_lines *s);

/*
 * Calls fn with each line of ids[i] without its newline; lines are taken off
 * from s->lines[*next] on. Returns how many.
 */
typedef void log_lines_fn(void *ctx, struct span line);
size_t log_lines_each(
    struct log_lines *s, size_t i, size_t *next, log_lines_fn *fn, void *ctx);

void log_lines_free(struct log_lines *s);

#endif
