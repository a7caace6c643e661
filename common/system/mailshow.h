/* mailshow: what is known of a site's mail, by names of fields */
#ifndef QT_MAILSHOW_H
#define QT_MAILSHOW_H

#include "pure/rows.h"
#include "system/mailfiles.h"

/* In the order of mailshow_table. */
enum mailshow_field {
	MAILSHOW_FILE,
	MAILSHOW_SITE,
	MAILSHOW_KIND,
	MAILSHOW_PATH,
	MAILSHOW_STATE,
	MAILSHOW_WARNINGS,
	MAILSHOW_FIELDS,
};

extern const struct key mailshow_table[MAILSHOW_FIELDS];

extern const char mailshow_default[]; /* all of them */

/* What a row is. */
struct mailshow {
	const struct mailfiles *files;
	const struct mailfile *file;
	const struct mailsite *site;
};

/* The rows_fn for a struct mailshow. */
struct span mailshow_value(const void *row, int field, struct buf *made);

#endif
