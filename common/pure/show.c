#include <string.h>

#include "base/esc.h"
#include "pure/json.h"
#include "pure/num.h"
#include "pure/show.h"

static const int json_fields[] = {FIELD_QUEUE, FIELD_ID, FIELD_TIME,
    FIELD_BYTES, FIELD_SENDER, FIELD_RCPTS, FIELD_DONE, FIELD_STATE, FIELD_NEXT,
    FIELD_VIA, FIELD_ORIGIN, FIELD_USER, FIELD_UID, FIELD_AUTH, FIELD_HOST,
    FIELD_IP, FIELD_HELO, FIELD_PROTO, FIELD_SCRIPT, FIELD_CWD, FIELD_SUBJECT,
    FIELD_MSGID, FIELD_MTA, FIELD_BOX};

/* What went with the message beside its header and body, or came with it. */
static const int envelope_fields[] = {FIELD_ID, FIELD_QUEUE, FIELD_STATE,
    FIELD_TIME, FIELD_DATE, FIELD_BYTES, FIELD_SENDER, FIELD_RCPTS, FIELD_DONE,
    FIELD_NEXT, FIELD_VIA, FIELD_ORIGIN, FIELD_USER, FIELD_UID, FIELD_AUTH,
    FIELD_HOST, FIELD_IP, FIELD_HELO, FIELD_PROTO, FIELD_SCRIPT, FIELD_CWD};

int
show_choose(struct show *s, const char *list, struct buf *why)
{
	int n = keys_parse(fields_table, FIELDS, list, s->fields,
	    sizeof s->fields / sizeof s->fields[0], why);

	s->n = n > 0 ? (size_t)n : 0;
	return n > 0 ? 0 : -1;
}

unsigned
show_settle(struct show *s)
{
	size_t n = s->json ? sizeof json_fields / sizeof json_fields[0]
			   : FIELDS_DEFAULT;

	if (s->n == 0)
		for (; s->n < n; s->n++)
			s->fields[s->n] = s->json ? json_fields[s->n]
						  : (int)s->n;
	return fields_need(s->fields, s->n);
}

unsigned
show_envelope(struct show *s)
{
	memcpy(s->fields, envelope_fields, sizeof envelope_fields);
	s->n = sizeof envelope_fields / sizeof envelope_fields[0];
	return fields_need(s->fields, s->n);
}

void
show_title(const struct show *s, struct buf *b)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		buf_puts(b, i > 0 ? "\t" : "");
		buf_puts(b, fields_table[s->fields[i]].name);
	}
	buf_putc(b, '\n');
}

/* --- a record --- */

struct putting {
	struct record *record;
	enum field field;
	enum key_kind kind;
	bool last, some;
	struct buf *json;
};

static void
put_field(void *ctx, struct span value)
{
	struct putting *p = ctx;

	p->some = true;
	if (p->field == FIELD_ID)
		record_id(p->record, value);
	else if (keys_is_list(p->kind))
		record_item(p->record, p->kind, value, p->last);
	else
		record_value(p->record, p->kind, value, p->last);
}

static void
put_record(const struct show *s, const struct msg *m, struct record *r)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		enum field f = (enum field)s->fields[i];
		struct putting p = {.record = r,
		    .field = f,
		    .kind = fields_table[f].kind,
		    .last = i + 1 == s->n};

		fields_each(f, m, s->now, &r->made, put_field, &p);
		if (keys_is_list(p.kind))
			record_list_end(r);
		else if (!p.some)
			record_value(r, p.kind, span_of(NULL, 0), p.last);
	}
	record_end(r);
}

/* --- a JSON line --- */

const char *
show_json_key(enum field f)
{
	switch (f) {
	case FIELD_QUEUE:
		return "queue_name";
	case FIELD_ID:
		return "queue_id";
	case FIELD_BYTES:
		return "message_size";
	default:
		return fields_table[f].name;
	}
}

static bool
is_json_number(enum field f)
{
	return f == FIELD_TIME || f == FIELD_NEXT || f == FIELD_BYTES ||
	    f == FIELD_NRCPTS || f == FIELD_UID;
}

static void
put_json(void *ctx, struct span value)
{
	struct putting *p = ctx;

	if (keys_is_list(p->kind)) {
		buf_puts(p->json, p->some ? ", " : "");
		json_put_string(p->json, value);
	} else {
		json_put_key(p->json, show_json_key(p->field));
		if (is_json_number(p->field))
			buf_put(p->json, value.p, value.n);
		else
			json_put_string(p->json, value);
	}
	p->some = true;
}

static void
note_some(void *ctx, struct span value)
{
	struct putting *p = ctx;

	(void)value;
	p->some = true;
}

/* postqueue -j's form: [{"address": "...", "delay_reason": "..."}] */
static void
put_recipients(const struct msg *m, struct buf *b)
{
	const char *comma = "";
	size_t i;

	buf_putc(b, '[');
	for (i = 0; i < m->nrcpts; i++) {
		if (!msg_is_for(m, &m->rcpts[i]))
			continue;
		buf_puts(b, comma);
		buf_puts(b, "{\"address\": ");
		json_put_string(b, m->rcpts[i].address);
		if (m->rcpts[i].reason.p != NULL) {
			buf_puts(b, ", \"delay_reason\": ");
			json_put_string(b, m->rcpts[i].reason);
		}
		buf_putc(b, '}');
		comma = ", ";
	}
	buf_putc(b, ']');
}

static void
put_json_field(const struct show *s, const struct msg *m, enum field f,
    struct buf *scratch, struct buf *b)
{
	struct putting p = {
	    .field = f, .kind = fields_table[f].kind, .json = b};

	if (f == FIELD_TIME && m->time.digits >= 0) {
		json_put_key(b, "arrival_time");
		buf_puti(b, m->time.sec);
		if (m->time.digits == 0)
			return;
	}
	if (!keys_is_list(p.kind)) {
		fields_each(f, m, s->now, scratch, put_json, &p);
		if (f == FIELD_STATE && m->expired_known) {
			json_put_key(b, "forced_expire");
			buf_puts(b, m->expired ? "true" : "false");
		}
		return;
	}
	/* Recipients also if none is left; of other lists only items. */
	fields_each(f, m, s->now, scratch, note_some, &p);
	if (!p.some && (f != FIELD_RCPTS || !m->has_rcpts))
		return;
	p.some = false;
	json_put_key(b, f == FIELD_RCPTS ? "recipients" : show_json_key(f));
	if (f == FIELD_RCPTS) {
		put_recipients(m, b);
		return;
	}
	buf_putc(b, '[');
	fields_each(f, m, s->now, scratch, put_json, &p);
	buf_putc(b, ']');
}

struct putting_line {
	struct buf *b;
	const struct key *key;
};

static void
put_line(void *ctx, struct span value)
{
	struct putting_line *p = ctx;
	bool address = p->key->kind == KEY_ADDRESS ||
	    p->key->kind == KEY_ADDRESSES;

	buf_puts(p->b, p->key->name);
	buf_puts(p->b, ": ");
	if (address && value.n == 0)
		buf_puts(p->b, "<>");
	else
		esc_put(p->b, value.p, value.n,
		    address && span_is(value, "<>") ? ESC_FIRST : 0);
	buf_putc(p->b, '\n');
}

void
show_put_lines(const struct show *s, const struct msg *m, struct buf *scratch,
    struct buf *b)
{
	struct putting_line p = {.b = b};
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (s->fields[i] == FIELD_TIME)
			continue; /* the date says it to people */
		p.key = &fields_table[s->fields[i]];
		fields_each(
		    (enum field)s->fields[i], m, s->now, scratch, put_line, &p);
	}
}

void
show_put(const struct show *s, const struct msg *m, struct record *record,
    struct buf *b)
{
	struct buf line = {0};
	size_t i;

	if (!s->json) {
		record_clear(record);
		put_record(s, m, record);
		buf_put(b, record->line.p, record->line.len);
		return;
	}
	buf_putc(&line, '{');
	for (i = 0; i < s->n; i++)
		put_json_field(
		    s, m, (enum field)s->fields[i], &record->made, &line);
	buf_puts(&line, "}\n");
	buf_put(b, line.p, line.len);
	buf_free(&line);
}
