/* unitfile: the settings in a systemd unit's text (systemd.syntax(7)) */
#ifndef QT_UNITFILE_H
#define QT_UNITFILE_H

#include "base/buf.h"
#include "base/span.h"

/* A text in the reading; rest starts it. */
struct unitfile {
	struct span rest, section; /* section: without its brackets */
	struct buf joined; /* a value whose line goes on */
};

/*
 * The next setting: its value without blanks around it, lines that a
 * backslash continues joined by a blank. Valid until the next call.
 */
bool unitfile_next(struct unitfile *u, struct span *key, struct span *value);

void unitfile_free(struct unitfile *u);

#endif
