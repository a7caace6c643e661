/* main_lines: the lines of the main logs that are of some messages */
#ifndef QT_MAIN_LINES_H
#define QT_MAIN_LINES_H

#include "pure/idline.h"
#include "system/log_lines.h"
#include "system/queue.h"
#include "system/syslog_lines.h"

struct main_lines {
	struct log_lines exim; /* its logs are those of all */
	struct syslog_lines syslog; /* of Postfix and Sendmail */
	size_t next; /* of exim.lines and then syslog.lines */
};

/* After main_log_open on &s->exim.logs. */
void main_lines_start(struct main_lines *s);

/*
 * Adds a message, once. q (its ops NULL: none) is asked when it came, where
 * neither the line nor the id tells that. What is no log's id is told.
 */
void main_lines_add(
    struct main_lines *s, struct queue *q, const struct idline *line);

/* Finds the lines of all; returns how many lines were none of a log's. */
uint64_t main_lines_find(struct main_lines *s);

/* How many messages there are, and the id of one. */
size_t main_lines_count(const struct main_lines *s);
const char *main_lines_id(const struct main_lines *s, size_t i);

/* Whether the message, which is to be asked for in order, has lines. */
bool main_lines_any(const struct main_lines *s, size_t i);

/* Calls fn with each line of it, without newline; likewise in order. */
void main_lines_each(
    struct main_lines *s, size_t i, log_lines_fn *fn, void *ctx);

void main_lines_free(struct main_lines *s);

#endif
