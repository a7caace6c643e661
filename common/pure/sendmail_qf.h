/* sendmail_qf: a Sendmail message's envelope and header, from its qf file */
#ifndef QT_SENDMAIL_QF_H
#define QT_SENDMAIL_QF_H

#include <stdbool.h>

#include "base/buf.h"
#include "pure/msg.h"

/* What the file says beyond a struct msg, as it stands there. */
struct sendmail_qf {
	bool whole; /* it ends as it has to, and every line is known */
	int64_t tries; /* deliveries so far; -1: not told */
	bool warned; /* the sender was told of the delay */
	struct span data_dir; /* the queue directory of its body */
	struct span quarantine; /* why it is held */
	struct span status; /* of the last try, of the message as a whole */
};

/*
 * Reads the text of the file by Sendmail's operation guide, "Queue files", and
 * adds to m what it says. text must outlive m's use. The header's fields are
 * read only if fields is set. Of a damaged file, what can be read is there.
 */
void sendmail_qf_read(
    struct sendmail_qf *qf, struct msg *m, struct span text, bool fields);

/*
 * The next line, with the lines that continue it: takes it off the front of
 * *rest, and tells its letter and what stands behind that, without the last
 * newline. Returns 1, 0 at the end or behind the line that says so.
 */
int sendmail_qf_line(struct span *rest, char *letter, struct span *value);

/*
 * The field of a header line's value ("?FLAGS?Name: text", the flags perhaps
 * left out), p NULL if it is not sent: Sendmail's own for some mailers only.
 */
struct span sendmail_qf_field(struct span value);

/* The address of a recipient line's value, as it was given: "FLAGS:address".
 */
struct span sendmail_qf_rcpt(struct span value);

/* Puts the header, as it would be sent. */
void sendmail_qf_put_header(struct buf *b, struct span text);

#endif
