/* syslog_lines: the lines of syslog's files that are of some messages */
#ifndef QT_SYSLOG_LINES_H
#define QT_SYSLOG_LINES_H

#include "pure/idmap.h"
#include "pure/stamp.h"
#include "system/logset.h"

/* A message that is looked for. */
struct syslog_lines_id {
	char id[IDMAP_ID];
	int64_t from; /* epoch seconds: lines before are another message's;
			 INT64_MIN: not known */
	uint64_t line; /* the number of the line last kept of it */
	bool ended; /* with a time known: it has left the queue */
};

/* A line that was found, in text. */
struct syslog_lines_line {
	uint32_t id;
	size_t at, n;
};

/* map.seed is to be random, the rest zero. */
struct syslog_lines {
	struct syslog_lines_id *ids; /* in the order given */
	size_t nids, cap_ids;
	struct idmap map;
	struct syslog_lines_line *lines; /* after find: in the order of ids */
	size_t nlines, cap_lines;
	struct buf text;
	uint64_t bad; /* lines that were too long */
	uint64_t seen;
	struct stamp_clock clock;
};

/* Adds a message, once. False for an id that is too long. */
bool syslog_lines_add(struct syslog_lines *s, struct span id, int64_t from);

/*
 * Finds their lines in all files: those that name the message first ("ID: "),
 * and those that name it elsewhere. Where the time is known they are those
 * from then on up to its removal, so that an id which was used again is told
 * from this one.
 */
void syslog_lines_find(struct syslog_lines *s, struct logset *logs);

void syslog_lines_free(struct syslog_lines *s);

#endif
