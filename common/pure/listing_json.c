/*
 * JSON lines: postqueue -j's keys, by its manual page, and our fields' names
 * for the rest.
 */
#include "pure/json.h"
#include "pure/listing.h"
#include "pure/msgid.h"
#include "pure/num.h"

/* Our field that has another name in postqueue -j. */
static int
field_of(struct span key)
{
	static const struct {
		const char *key;
		enum field field;
	} names[] = {{"queue_id", FIELD_ID}, {"arrival_time", FIELD_TIME},
	    {"message_size", FIELD_BYTES}, {"queue_name", FIELD_QUEUE}};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (span_is(key, names[i].key))
			return (int)names[i].field;
	return keys_find(fields_table, FIELDS, key);
}

/* A string's bytes, behind the others in m->text, which has room for all. */
static struct span
text_of(struct msg *m, struct span raw)
{
	size_t at = m->text.len;

	json_string(&m->text, raw);
	return span_of(m->text.p + at, m->text.len - at);
}

/*
 * From 3.11 a recipient that was bounced, with the message still in the queue,
 * has a bounce_reason; its orig_address, often empty, says nothing of whom the
 * message is still for.
 */
static int
read_item(void *ctx, struct span key, enum json_type type, struct span raw)
{
	struct msg *m = ctx;

	if (type != JSON_STRING)
		return span_is(key, "address") ? -1 : 0;
	if (span_is(key, "address"))
		m->rcpts[m->nrcpts - 1].address = text_of(m, raw);
	else if (span_is(key, "delay_reason") ||
	    span_is(key, "bounce_reason")) {
		m->reason = text_of(m, raw);
		m->rcpts[m->nrcpts - 1].reason = m->reason;
		m->rcpts[m->nrcpts - 1].done = span_is(key, "bounce_reason");
	}
	return 0;
}

static int
read_recipient(void *ctx, struct span key, enum json_type type, struct span raw)
{
	struct msg *m = ctx;

	(void)key;
	if (type != JSON_OBJECT)
		return -1;
	msg_add_rcpt(m, span_of(NULL, 0), false);
	if (json_object(raw, read_item, m) == -1)
		return -1;
	return m->rcpts[m->nrcpts - 1].address.p == NULL ? -1 : 0;
}

static int
read_done(void *ctx, struct span key, enum json_type type, struct span raw)
{
	(void)key;
	if (type != JSON_STRING)
		return -1;
	msg_add_rcpt(ctx, text_of(ctx, raw), true);
	return 0;
}

static int
read_listed(void *ctx, struct span key, enum json_type type, struct span raw)
{
	struct msg *m = ctx;

	if (read_done(ctx, key, type, raw) == -1)
		return -1;
	m->rcpts[m->nrcpts - 1].listed = true;
	return 0;
}

/* What postqueue writes for a null sender; nobody's address is that. */
static struct span
sender_of(struct span sender)
{
	return span_is(sender, "MAILER-DAEMON") ? span_of("", 0) : sender;
}

/* postqueue's queues, each of which is a state of its own. */
static void
state_of_queue(struct msg *m)
{
	if (m->state == MSG_NO_STATE && (msgid_kinds(m->id) & MSGID_EXIM) == 0)
		m->state = msg_state_of(m->queue);
}

struct reading {
	struct msg *m;
	bool pending, done, all; /* the lists of recipients there are */
};

static int
read_member(void *ctx, struct span key, enum json_type type, struct span raw)
{
	struct reading *r = ctx;
	struct msg *m = r->m;
	struct span value = raw;
	int f = field_of(key);

	if (span_is(key, "recipients")) {
		r->pending = true;
		return type == JSON_ARRAY ? json_array(raw, read_recipient, m)
					  : -1;
	}
	if (f == FIELD_DONE && type == JSON_ARRAY) {
		r->done = true;
		return json_array(raw, read_done, m);
	}
	if (f == FIELD_RCPTSALL && type == JSON_ARRAY) {
		r->all = true;
		return json_array(raw, read_listed, m);
	}
	if (f == -1 || (type != JSON_STRING && type != JSON_NUMBER))
		return f == FIELD_ID || f == FIELD_SENDER ? -1 : 0;
	if (type == JSON_STRING)
		value = text_of(m, raw);
	if (f == FIELD_SENDER)
		value = sender_of(value);
	return fields_set((enum field)f, m, value);
}

static int
parse(struct listing *l, struct span text, struct msg *m)
{
	struct reading r = {.m = m};

	msg_clear(m);
	buf_room(&m->text, text.n);
	if (json_object(text, read_member, &r) == -1 || m->id.p == NULL)
		return -1;
	m->has_rcpts = r.pending || r.done;
	if (r.all)
		msg_settle_rcpts(m, r.pending, r.done);
	state_of_queue(m);
	listing_time_of_id(l, m);
	return 1;
}

static int
is_message(void *ctx, struct span key, enum json_type type, struct span raw)
{
	bool *id = ctx;

	(void)raw;
	*id = *id || (span_is(key, "queue_id") && type == JSON_STRING);
	return 0;
}

static bool
fits(struct span line)
{
	bool id = false;

	return line.n > 0 && line.p[0] == '{' &&
	    json_object(line, is_message, &id) == 0 && id;
}

const struct listing_format listing_json = {
    .name = "JSON lines", .fits = fits, .parse = parse};
