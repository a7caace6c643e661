/* webwindow: when messages came, if a request's script sent them */
#ifndef QT_WEBWINDOW_H
#define QT_WEBWINDOW_H

#include "pure/weblog.h"

/* Microseconds that a message may come before and after a line's time. */
struct webwindow {
	int64_t before, after;
	bool fixed; /* -w: for every line */
};

/* Reads -w's BEFORE,AFTER in seconds: 0, -1 if it is none or too long. */
int webwindow_parse(struct webwindow *w, struct span text);

/*
 * The window of a request, microseconds since the Epoch: from *start to before
 * *end. stamp is which end of requests its server logs, if the line does not
 * tell. A line that tells how long its request took has the window of that.
 */
void webwindow_of(const struct webwindow *w, enum weblog_stamp stamp,
    const struct weblog *request, int64_t *start, int64_t *end);

/*
 * A narrow one, for scripts that are called so often that their usual windows
 * cover all of the time. False: the request has none but the above, by -w or
 * by its length.
 */
bool webwindow_narrow(const struct webwindow *w, enum weblog_stamp stamp,
    const struct weblog *request, int64_t *start, int64_t *end);

/* Which end of the request its line's time is of, by the line or else stamp. */
enum weblog_stamp webwindow_stamp(
    enum weblog_stamp stamp, const struct weblog *request);

/* The widest window that a line can have; of one that tells how long its
 * request took, as much wider as that. */
struct webwindow webwindow_widest(const struct webwindow *w);

#endif
