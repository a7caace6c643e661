/* mailq_line: the lines that Sendmail's mailq lists messages in */
#ifndef QT_MAILQ_LINE_H
#define QT_MAILQ_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* What a message's first line says. */
struct mailq_first {
	struct span id, sender; /* as they stand there */
	char mark; /* of " *?-X" */
	bool verbose; /* as -v has it */
	bool whole; /* all columns are there */
	bool gone; /* it left the queue meanwhile */
	int64_t bytes; /* -1: not known */
};

/*
 * Reads a message's first line: 0, -1 if it is none. Behind the id may stand
 * why the message's file could not be read, in place of all else or of the
 * mark; then the columns are the next line.
 */
int mailq_first_read(struct span line, struct mailq_first *f);

/* What stands behind the mark: 0, -1 if it is not all there. */
int mailq_columns(struct span rest, struct mailq_first *f);

/* Whether a line says why of the message above nothing is shown. */
bool mailq_is_failure(struct span line);

/*
 * Whether a line starts a queue, "\t\t/DIR (N requests)": then *dir is its
 * name, what DIR ends with.
 */
bool mailq_is_title(struct span line, struct span *dir);

/* Whether a line is one of those that stand around the messages. */
bool mailq_is_frame(struct span line);

#endif
