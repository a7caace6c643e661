/* smtpshow: the fields of a connection to a mail port by name */
#ifndef QT_SMTPSHOW_H
#define QT_SMTPSHOW_H

#include "pure/rows.h"

/* In the order of smtpshow_table. */
enum smtpshow_field {
	SMTPSHOW_PID,
	SMTPSHOW_USER,
	SMTPSHOW_EXE,
	SMTPSHOW_REMOTE,
	SMTPSHOW_STATE,
	SMTPSHOW_SINCE,
	SMTPSHOW_CWD,
	SMTPSHOW_COMMAND,
	SMTPSHOW_UID,
	SMTPSHOW_LOCAL,
	SMTPSHOW_FIELDS,
};

/* What records show without -k. */
extern const char smtpshow_default[];

extern const struct key smtpshow_table[SMTPSHOW_FIELDS];

/* The rows_fn for a struct smtpconn. */
struct span smtpshow_value(const void *row, int field, struct buf *made);

#endif
