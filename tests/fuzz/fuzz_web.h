/* fuzz_web: what holds of every request that was read from a log's line */
#ifndef QT_FUZZ_WEB_H
#define QT_FUZZ_WEB_H

#include "fuzz.h"
#include "pure/rows.h"
#include "pure/webshow.h"
#include "pure/webwindow.h"

static inline void
fuzz_web_spans(const struct weblog *w, struct span line, struct span scratch)
{
	const struct span all[] = {w->vhost, w->ip, w->user, w->method, w->path,
	    w->query, w->proto, w->referer, w->agent, w->xff};
	size_t i;

	for (i = 0; i < LEN(all); i++)
		HOLDS(
		    fuzz_inside(all[i], line) || fuzz_inside(all[i], scratch));
	HOLDS(w->time.digits >= 0 && w->time.digits <= 6);
	HOLDS(w->time.usec >= 0 && w->time.usec < 1000000);
	HOLDS(w->took_us >= -1 && w->status >= -1 && w->bytes >= -1);
	HOLDS(w->method.p == NULL || w->method.n > 0);
}

/* The windows are in order, the narrow one in the usual one's reach. */
static inline void
fuzz_web_windows(const struct weblog *w)
{
	struct webwindow how;
	int64_t start, end;
	int stamp;

	HOLDS(webwindow_parse(&how, span_str("5,60")) == 0);
	for (stamp = 0; stamp <= WEBLOG_STAMP_START; stamp++) {
		webwindow_of(&how, (enum weblog_stamp)stamp, w, &start, &end);
		HOLDS(start < end);
		if (webwindow_narrow(
			&how, (enum weblog_stamp)stamp, w, &start, &end))
			HOLDS(start < end);
	}
}

/* As a record and in JSON: clean whatever the line says. */
static inline void
fuzz_web(const struct weblog *w, struct span line, struct span scratch)
{
	struct webshow row = {.request = w, .line = -1};
	struct buf b = {0}, why = {0};
	int json;

	fuzz_web_spans(w, line, scratch);
	fuzz_web_windows(w);
	for (json = 0; json < 2; json++) {
		struct rows r = {.table = webshow_table,
		    .ntable = WEBSHOW_FIELDS,
		    .value = webshow_value,
		    .json = json};

		HOLDS(rows_choose(&r, NULL, webshow_default, &why) == 0);
		buf_clear(&b);
		rows_put(&r, &row, &b);
		CLEAN(&b);
		HOLDS(memchr(b.p, '\n', b.len) == b.p + b.len - 1);
		rows_free(&r);
	}
	buf_free(&b);
	buf_free(&why);
}

#endif
