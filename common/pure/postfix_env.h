/* postfix_env: the envelope of a Postfix message, from its queue file */
#ifndef QT_POSTFIX_ENV_H
#define QT_POSTFIX_ENV_H

#include "pure/msg.h"
#include "pure/postfix_rec.h"

enum postfix_fault {
	POSTFIX_WHOLE,
	POSTFIX_ENVELOPE, /* not even that can be read to its end */
	POSTFIX_CONTENT, /* the envelope can, what follows cannot */
};

/* What the file says beyond a struct msg. */
struct postfix_env {
	enum postfix_fault fault;
	bool sized; /* it has a size record, so cleanup(8) has seen it */
	bool client; /* it came in by SMTP */
	int64_t bytes; /* the message's size by its record */
	uint64_t content; /* where that begins, behind the envelope */
	uint64_t *at; /* the offset of the record of each of m's recipients */
	size_t cap_at;
	struct buf text; /* of addresses that had to be quoted */
};

/*
 * Reads the envelope, and behind the content the recipients that were taken
 * from the header, and adds to m what they say: time, sender, recipients (D
 * are done; those that a milter took back are left out), auth, host, ip, helo,
 * proto. Addresses are quoted where RFC 5322 asks for it. m's spans point into
 * the file's pieces and into e->text. A damaged file is read up to its damage.
 */
void postfix_env_read(
    struct postfix_env *e, struct msg *m, struct postfix_file *f);

/* Only when it came in; digits are -1 if the first records do not tell. */
struct when postfix_env_time(struct postfix_file *f);

/* Gives the memory back. postfix_env_read uses it again without. */
void postfix_env_free(struct postfix_env *e);

#endif
