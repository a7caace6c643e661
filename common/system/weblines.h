/* weblines: the lines of one log: what each tells, how many tell nothing */
#ifndef QT_WEBLINES_H
#define QT_WEBLINES_H

#include "pure/php_maillog.h"
#include "pure/weblog_format.h"
#include "pure/webwindow.h"

enum weblog_kind {
	WEBLOG_UNTOLD, /* no line could be read yet */
	WEBLOG_ACCESS,
	WEBLOG_CALLS, /* PHP's mail.log */
	WEBLOG_BYTES, /* cPanel's count of bytes */
};

struct webfile {
	const char *name;
	int fd; /* -1: not open */
	enum weblog_kind kind;
	enum weblog_stamp stamp; /* as its path or its lines tell */
	struct span site; /* as its path tells */
};

/* What a line tells. Of a call of mail() method is "mail()", path and line
 * are the script's. */
struct webrequest {
	struct weblog w;
	int64_t line; /* -1: not a call */
	bool call;
	struct span to; /* of a call: as php_maillog has it */
	const struct webfile *file;
	struct span text; /* the line itself */
};

/* The first part is the caller's, the rest zero to begin with. */
struct weblines {
	struct webfile *file;
	const struct weblog_format *format; /* -F, or NULL */
	const char *method; /* NULL: any */
	int64_t now; /* epoch seconds */

	struct stamp_clock clock;
	struct stamp_clock there; /* of a zone that calls are logged in */
	char zone[64]; /* its name */
	struct buf scratch;
	uint64_t lines, bad;
	struct buf first; /* line that could not be read */
	bool local; /* a time had no zone and was taken as local */
	bool any; /* some line tells a time: */
	int64_t first_time, last_time; /* their span, in microseconds */
	const char *start; /* of the next that can be of the method */
	/* The first and the last bytes that lines which could be read had. */
	unsigned char starts[256], ends[256];
};

/* The time of a line, in microseconds. */
bool weblines_time(struct weblines *s, struct span line, int64_t *usec);

/* Counts a time among those that there are. */
void weblines_see(struct weblines *s, int64_t usec);

/* What kind of log it is, if the file's is not told yet and this line tells. */
void weblines_tell(struct weblines *s, struct span line);

/*
 * Takes lines off the front of *rest, a text of whole lines (the last one may
 * lack its newline), up to one that is a request of the method, or a call:
 * then r tells it, until the next one. False when all are taken. Lines that
 * cannot be read are counted; of those of other methods only those that do not
 * look like one. begin: it is another text than before.
 */
bool weblines_next(
    struct weblines *s, struct span *rest, bool begin, struct webrequest *r);

/* Reads a line again, of a file whose kind is told: 1, or as weblog_read. */
int weblines_read(struct weblines *s, struct span line, struct webrequest *r);

/*
 * When a message of its script came, from *start to before *end: of a request
 * by w; of a call within its second or the five after it.
 */
void webrequest_window(const struct webrequest *r, const struct webwindow *w,
    int64_t *start, int64_t *end);

/* Adds what another one counted. */
void weblines_add(struct weblines *s, const struct weblines *other);

void weblines_free(struct weblines *s);

#endif
