/* idline: the message id that a line of text names */
#ifndef QT_IDLINE_H
#define QT_IDLINE_H

#include "base/buf.h"
#include "base/span.h"
#include "pure/when.h"

/*
 * What a line says of a message. time and sender only from a JSON line,
 * where they must still match the queue: digits < 0 and p NULL if absent.
 */
struct idline {
	struct span id;
	unsigned kinds; /* of MSGID_ */
	struct when time;
	struct span sender; /* points into the buffer given */
	/* A record's sender that its listing cut, so that nothing can be
	 * compared with it; it, too, points there. p NULL: whole, or none. */
	struct span cut;
};

/*
 * Reads a line without its newline: the id is field 1 if that has the syntax
 * of one, else the field after an age and a size (our records and listings of
 * Exim) or after a log line's date and time; or a JSON object's queue_id.
 * scratch takes decoded text. Returns 1, 0 for a line with nothing on it, -1
 * for a line that names no id.
 */
int idline_read(struct span line, struct buf *scratch, struct idline *to);

/*
 * Whether a word that follows a log's date and time is no more than its zone
 * (+0300) or process id ([1234]).
 */
bool idline_is_log_extra(struct span word);

#endif
