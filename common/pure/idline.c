#include "pure/idline.h"
#include "pure/json.h"
#include "pure/msgid.h"
#include "pure/num.h"

/* Exim's own overflows to a negative number from 2 GiB on. */
static bool
is_size(struct span t)
{
	uint64_t bytes;

	if (t.n > 1 && t.p[0] == '-')
		t = span_of(t.p + 1, t.n - 1);
	return span_is(t, "-") || num_size(t, &bytes) == 0;
}

static bool
is_age(struct span t)
{
	return span_is(t, "-") || when_is_shown_age(t);
}

bool
idline_is_log_extra(struct span t)
{
	uint64_t n;

	if (t.n == 5 && (t.p[0] == '+' || t.p[0] == '-'))
		return num_u(span_of(t.p + 1, 4), 9999, &n) == 0;
	return t.n > 2 && t.p[0] == '[' && t.p[t.n - 1] == ']' &&
	    num_u(span_of(t.p + 1, t.n - 2), UINT64_MAX, &n) == 0;
}

/*
 * Behind an age stands a size, which Exim leaves blank for a message without
 * a body: then the id is next, and only an id of Exim's, whose hyphens no
 * size has, is taken there.
 */
static struct span
find_id(struct span rest)
{
	struct span one = span_field(&rest), two = span_field(&rest);

	if (msgid_kinds(one) != 0)
		return one;
	if (is_age(one) && (msgid_kinds(two) & MSGID_EXIM))
		return two;
	if (is_age(one) && is_size(two))
		return span_field(&rest);
	if (!when_is_date(one) || !when_is_clock(two))
		return span_of(NULL, 0);
	one = span_field(&rest);
	while (one.p != NULL && idline_is_log_extra(one))
		one = span_field(&rest);
	return one;
}

struct line_json {
	struct idline *to;
	struct buf *scratch;
	size_t id_at, id_len, sender_at, sender_len;
	bool id, sender;
};

static int
json_member(void *ctx, struct span key, enum json_type type, struct span raw)
{
	struct line_json *j = ctx;
	size_t at = j->scratch->len;
	uint64_t sec;

	if (span_is(key, "arrival_time")) {
		if (type != JSON_NUMBER || num_u(raw, WHEN_MOST, &sec) == -1)
			return -1;
		j->to->time = (struct when){(int64_t)sec, 0, 0};
		return 0;
	}
	if (!span_is(key, "queue_id") && !span_is(key, "sender"))
		return 0;
	if (type != JSON_STRING)
		return -1;
	json_string(j->scratch, raw);
	if (span_is(key, "queue_id")) {
		j->id = true;
		j->id_at = at;
		j->id_len = j->scratch->len - at;
	} else {
		j->sender = true;
		j->sender_at = at;
		j->sender_len = j->scratch->len - at;
	}
	return 0;
}

/* postqueue -j writes a null sender so; nobody else's address is that. */
static struct span
json_sender(struct span sender)
{
	return span_is(sender, "MAILER-DAEMON") ? span_of("", 0) : sender;
}

static int
read_json(struct span line, struct buf *scratch, struct idline *to)
{
	struct line_json j = {.to = to, .scratch = scratch};

	if (json_object(line, json_member, &j) == -1 || !j.id)
		return -1;
	buf_str(scratch);
	to->id = span_of(scratch->p + j.id_at, j.id_len);
	if (j.sender)
		to->sender = json_sender(
		    span_of(scratch->p + j.sender_at, j.sender_len));
	return 0;
}

int
idline_read(struct span line, struct buf *scratch, struct idline *to)
{
	struct span rest = span_chomp(line), first = rest;

	*to = (struct idline){.time = {0, 0, -1}};
	buf_clear(scratch);
	first = span_field(&first);
	if (first.p == NULL)
		return 0;
	if (first.p[0] != '{')
		to->id = find_id(rest);
	else if (read_json(rest, scratch, to) == -1)
		return -1;
	to->kinds = msgid_kinds(to->id);
	return to->kinds == 0 ? -1 : 1;
}
