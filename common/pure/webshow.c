#include "pure/webshow.h"

const struct key webshow_table[WEBSHOW_AROUND] = {
    {"time", KEY_NUMBER},
    {"vhost", KEY_TEXT},
    {"ip", KEY_TEXT},
    {"method", KEY_TEXT},
    {"path", KEY_TEXT},
    {"status", KEY_NUMBER},
    {"user", KEY_TEXT},
    {"file", KEY_TEXT},
    {"date", KEY_NUMBER},
    {"hour", KEY_NUMBER},
    {"day", KEY_NUMBER},
    {"query", KEY_TEXT},
    {"proto", KEY_TEXT},
    {"bytes", KEY_NUMBER},
    {"took", KEY_NUMBER},
    {"referer", KEY_TEXT},
    {"agent", KEY_TEXT},
    {"xff", KEY_TEXT},
    {"line", KEY_NUMBER},
    {"queue_id", KEY_TEXT},
    {"offset", KEY_NUMBER},
};

const char webshow_default[] = "time,vhost,ip,method,path,status,user,file";
const char webshow_key[] = "vhost,method,path";

static struct span
text_of(const struct webshow *s, enum webshow_field field)
{
	const struct weblog *r = s->request;

	switch (field) {
	case WEBSHOW_VHOST:
		return r->vhost.p != NULL ? r->vhost : s->vhost;
	case WEBSHOW_IP:
		return r->ip;
	case WEBSHOW_METHOD:
		return r->method;
	case WEBSHOW_PATH:
		return r->path;
	case WEBSHOW_USER:
		return r->user;
	case WEBSHOW_FILE:
		return s->file;
	case WEBSHOW_QUERY:
		return r->query;
	case WEBSHOW_PROTO:
		return r->proto;
	case WEBSHOW_REFERER:
		return r->referer;
	case WEBSHOW_AGENT:
		return r->agent;
	default:
		return r->xff;
	}
}

/* Seconds with three digits of a fraction, or with six. */
static void
put_seconds(struct buf *b, int64_t usec, bool exact)
{
	int64_t all = usec < 0 ? -usec : usec;

	if (!exact)
		all = (all + 500) / 1000 * 1000;
	if (usec < 0 && all > 0)
		buf_putc(b, '-');
	buf_puti(b, all / 1000000);
	if (exact)
		buf_putf(b, ".%06d", (int)(all % 1000000));
	else
		buf_putf(b, ".%03d", (int)(all % 1000000 / 1000));
}

static void
put_made(struct buf *b, const struct webshow *s, enum webshow_field field)
{
	const struct weblog *r = s->request;

	if (field == WEBSHOW_TIME)
		when_put_epoch(b, r->time);
	else if (field == WEBSHOW_DATE)
		when_put_iso(b, r->time);
	else if (field == WEBSHOW_HOUR)
		when_put_hour(b, r->time);
	else if (field == WEBSHOW_DAY)
		when_put_day(b, r->time);
	else if (field == WEBSHOW_STATUS && r->status >= 0)
		buf_puti(b, r->status);
	else if (field == WEBSHOW_BYTES && r->bytes >= 0)
		buf_puti(b, r->bytes);
	else if (field == WEBSHOW_LINE && s->line >= 0)
		buf_puti(b, s->line);
	else if (field == WEBSHOW_TOOK && r->took_us >= 0)
		put_seconds(b, r->took_us, true);
	else if ((int)field == WEBSHOW_OFFSET)
		put_seconds(b, s->offset, false);
}

struct span
webshow_value(const void *row, int field, struct buf *made)
{
	const struct webshow *s = row;

	if (field == WEBSHOW_ID)
		return s->id;
	if (s->request == NULL)
		return span_of(NULL, 0);
	if (webshow_table[field].kind == KEY_TEXT)
		return text_of(s, (enum webshow_field)field);
	buf_clear(made);
	put_made(made, s, (enum webshow_field)field);
	return made->len == 0 ? span_of(NULL, 0) : span_of(made->p, made->len);
}
