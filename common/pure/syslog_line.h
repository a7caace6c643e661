/* syslog_line: a line of syslog's, and the message ids in it */
#ifndef QT_SYSLOG_LINE_H
#define QT_SYSLOG_LINE_H

#include "base/span.h"
#include "pure/stamp.h"

/* The spans point into the line. */
struct syslog_line {
	struct span stamp; /* "Nov 21 16:59:33", or ISO 8601 */
	struct span tag; /* the program: "postfix/smtpd[190]" */
	struct span text; /* what it says */
};

/*
 * Reads a line without its newline, in the traditional form or with a time in
 * ISO 8601. Returns 0, or -1 if it is none of syslog's.
 */
int syslog_line_read(struct span line, struct syslog_line *l);

/*
 * Its time in epoch seconds (tzset was called). The traditional form names no
 * year: the latest one is taken with which it is not later than latest (epoch
 * seconds, when the file was written last) and a day. 0, or -1.
 */
int syslog_line_time(const struct syslog_line *l, int64_t latest,
    struct stamp_clock *clock, int64_t *sec);

/*
 * Takes the next word off the front of *text that can be an id: letters and
 * digits, by themselves, as many as an id has or more. p NULL at the end.
 */
struct span syslog_line_word(struct span *text);

#endif
