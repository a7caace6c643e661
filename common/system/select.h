/* select: the messages that qgrep's criteria pick */
#ifndef QT_SELECT_H
#define QT_SELECT_H

#include "pure/where.h"
#include "system/queue.h"

/* One criterion: -f -r -s -H -B -w, with its value. */
struct criterion {
	char letter;
	const char *value;
	struct span name; /* of -H's header field */
	struct match match;
	struct where where;
};

struct select {
	struct criterion *v;
	size_t n, cap;
	int64_t younger, older; /* -y, -o: seconds; -1 if not given */
	bool regex; /* -E */
	bool all; /* -a: delivered recipients too */
	bool frozen, thawed; /* -z, -x */
	bool inverse; /* -v */
	int64_t now; /* epoch seconds */
	struct queue *queue;
	struct buf *texts; /* one a thread: header or body */
	bool warned; /* of what a listing does not have */
};

/* Notes a criterion as it is given. */
void select_add(struct select *s, char letter, const char *value);

/*
 * When all options are read: makes the criteria ready for as many threads.
 * Returns 0, or -1 with the option in *letter and the reason in why.
 */
int select_settle(
    struct select *s, unsigned threads, char *letter, struct buf *why);

/* Whether there is any criterion. */
bool select_any(const struct select *s);

/* What it has to know of a message, of NEED_. */
unsigned select_need(const struct select *s);

/*
 * Whether the message is picked, asked by that thread; r is what it was read
 * with, NULL if it was not. The body is read at most once.
 */
bool select_test(struct select *s, unsigned thread, const struct msg *m,
    struct queue_reader *r);

void select_free(struct select *s, unsigned threads);

#endif
