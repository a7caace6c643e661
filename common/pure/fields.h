/* fields: the fields of a message by name, and their values */
#ifndef QT_FIELDS_H
#define QT_FIELDS_H

#include "pure/keys.h"
#include "pure/msg.h"

/* In the order of fields_table. */
enum field {
	FIELD_AGE,
	FIELD_SIZE,
	FIELD_ID,
	FIELD_SENDER,
	FIELD_STATE,
	FIELD_RCPTS,
	FIELD_TIME,
	FIELD_DATE,
	FIELD_HOUR,
	FIELD_DAY,
	FIELD_BYTES,
	FIELD_DOMAIN,
	FIELD_NRCPTS,
	FIELD_RDOMAIN,
	FIELD_REASON,
	FIELD_NEXT,
	FIELD_VIA,
	FIELD_ORIGIN,
	FIELD_USER,
	FIELD_UID,
	FIELD_AUTH,
	FIELD_HOST,
	FIELD_IP,
	FIELD_HELO,
	FIELD_PROTO,
	FIELD_SCRIPT,
	FIELD_CWD,
	FIELD_SUBJECT,
	FIELD_MSGID,
	FIELD_DONE,
	FIELD_RCPTSALL,
	FIELD_MTA,
	FIELD_QUEUE,
	FIELD_BOX,
	FIELDS,
};

/* Names and kinds; the first six are what a record shows by default. */
extern const struct key fields_table[FIELDS];

enum { FIELDS_DEFAULT = 6 };

/* What a source has to look at for some fields. */
enum {
	NEED_FILE = 1, /* the message's envelope and header */
	NEED_SIZE = 2, /* the size of its body */
	NEED_REASON = 4, /* its log */
	NEED_HEADER = 8, /* header fields that tell an origin */
	NEED_SUBJECT = 16, /* header fields as decoded text */
	NEED_LATER = 32, /* of a log: what became of the message */
	NEED_TIME = 64, /* its time, where the id does not tell it */
	NEED_LOGIN = 128, /* a login that only a log tells (Sendmail) */
};
unsigned fields_need(const int *fields, size_t n);

/*
 * If the line has names of fields only, split by tabs, as a title line has:
 * how many, and which, in columns[FIELDS]; else 0.
 */
size_t fields_title(struct span line, int *columns);

typedef void fields_fn(void *ctx, struct span value);

/*
 * Calls fn with the field's value, with each item of a list, or not at all
 * if there is none. now (epoch seconds) is what an age is counted from;
 * scratch takes values that are made, valid during the call.
 */
void fields_each(enum field f, const struct msg *m, int64_t now,
    struct buf *scratch, fields_fn *fn, void *ctx);

/*
 * The field as a number to compare by: bytes, seconds of an age,
 * microseconds since the Epoch of a time, a count, a uid. Returns 1, or 0 if
 * there is none, or the field is a text.
 */
int fields_number(enum field f, const struct msg *m, int64_t now, int64_t *n);

/* Whether fields_number has numbers of that field. */
bool fields_is_number(enum field f);

/*
 * Gives m the field's value, or one more item of a list, as fields_each told
 * it; the bytes must outlive m's use. Returns 0, or -1 for a value that is
 * none.
 */
int fields_set(enum field f, struct msg *m, struct span value);

#endif
