/* weblog_format: access logs of a format that is told, nginx's or Apache's */
#ifndef QT_WEBLOG_FORMAT_H
#define QT_WEBLOG_FORMAT_H

#include "pure/weblog.h"

struct weblog_format {
	struct buf text; /* what stands between the fields */
	enum weblog_stamp stamp; /* of every line */
	size_t n;
	struct weblog_item {
		struct span before; /* stands before the field */
		struct span form; /* of a time, for stamp_take */
		int part; /* of any other, an enum weblog_part */
	} items[64];
};

/*
 * Reads the text of nginx's log_format ('$remote_addr - ... "$request"') or
 * Apache's LogFormat ('%h %l %u %t \"%r\"'), by which of $ and % comes first;
 * a backslash before a quote or a backslash is passed over. format has to
 * last as long as f. Fields that a struct weblog does not hold are skipped.
 * Returns 0, or -1 with the reason put to why: it tells no time or no request,
 * or does not tell where a field ends. weblog_format_free either way.
 */
int weblog_format_parse(
    struct weblog_format *f, struct span format, struct buf *why);
void weblog_format_free(struct weblog_format *f);

/*
 * As weblog_read and weblog_time, of lines of that format. A field ends where
 * what stands behind it is first found, with a time that follows: there a
 * quote that is escaped is no quote. What stands behind the last of the format
 * is passed over.
 */
int weblog_format_read(const struct weblog_format *f, struct stamp_clock *clock,
    struct span line, struct buf *scratch, struct weblog *w);
bool weblog_format_time(const struct weblog_format *f,
    struct stamp_clock *clock, struct span line, int64_t *usec);

#endif
