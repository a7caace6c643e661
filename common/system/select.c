#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/header.h"
#include "pure/mime.h"
#include "pure/msgid.h"
#include "pure/rfc2047.h"
#include "system/select.h"

/* Letters of which several values mean any of them, the cheap ones first. */
static const char any_of[] = "frsHB";

void
select_add(struct select *s, char letter, const char *value)
{
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof *s->v);
	s->v[s->n++] = (struct criterion){.letter = letter, .value = value};
}

/* A substring, or with -E a regular expression. */
static int
settle_text(struct select *s, struct criterion *c, const char *text,
    unsigned threads, struct buf *why)
{
	if (s->regex)
		return match_regex(&c->match, text, true, threads, why);
	c->match = (struct match){.kind = MATCH_PART, .text = span_str(text)};
	if (*text != '\0')
		return 0;
	buf_puts(why, "an empty value");
	return -1;
}

/* "NAME:TEXT"; a blank behind the colon is no part of the text. */
static int
settle_header(
    struct select *s, struct criterion *c, unsigned threads, struct buf *why)
{
	const char *colon = strchr(c->value, ':');

	if (colon == NULL || colon == c->value) {
		buf_puts(why, "not NAME:TEXT");
		return -1;
	}
	c->name = span_of(c->value, (size_t)(colon - c->value));
	colon += 1 + strspn(colon + 1, " ");
	return settle_text(s, c, colon, threads, why);
}

static int
settle(struct select *s, struct criterion *c, unsigned threads, struct buf *why)
{
	switch (c->letter) {
	case 'f':
	case 'r':
		if (s->regex)
			return match_regex(
			    &c->match, c->value, true, threads, why);
		return match_address(&c->match, c->value, why);
	case 's':
		return match_regex(&c->match, c->value, false, threads, why);
	case 'H':
		return settle_header(s, c, threads, why);
	case 'B':
		return settle_text(s, c, c->value, threads, why);
	default:
		return where_parse(&c->where, c->value, threads, why);
	}
}

int
select_settle(struct select *s, unsigned threads, char *letter, struct buf *why)
{
	size_t i;

	s->texts = mem_alloc(threads * sizeof *s->texts);
	memset(s->texts, 0, threads * sizeof *s->texts);
	for (i = 0; i < s->n; i++) {
		*letter = s->v[i].letter;
		if (settle(s, &s->v[i], threads, why) == -1)
			return -1;
	}
	return 0;
}

bool
select_any(const struct select *s)
{
	return s->n > 0 || s->younger >= 0 || s->older >= 0 || s->frozen ||
	    s->thawed;
}

unsigned
select_need(const struct select *s)
{
	unsigned need = s->frozen || s->thawed ? NEED_FILE : 0;
	size_t i;
	int f;

	for (i = 0; i < s->n; i++) {
		f = (int)s->v[i].where.field;
		if (s->v[i].letter == 's')
			need |= NEED_FILE | NEED_SIZE;
		else if (s->v[i].letter == 'H' || s->v[i].letter == 'B')
			need |= NEED_FILE | NEED_SUBJECT;
		else if (s->v[i].letter == 'r')
			need |= NEED_FILE | NEED_LATER;
		else
			need |= s->v[i].letter == 'w' ? fields_need(&f, 1)
						      : NEED_FILE;
	}
	return need;
}

/* As exiqgrep, whose expressions see the sender in its brackets. */
static bool
test_sender(struct select *s, const struct criterion *c, unsigned thread,
    const struct msg *m)
{
	struct buf text = {0};
	bool yes;

	if (!s->regex || m->sender.p == NULL)
		return match_test(&c->match, thread, m->sender);
	buf_putc(&text, '<');
	buf_put(&text, m->sender.p, m->sender.n);
	buf_putc(&text, '>');
	yes = match_test(&c->match, thread, span_of(text.p, text.len));
	buf_free(&text);
	return yes;
}

static bool
test_rcpts(struct select *s, const struct criterion *c, unsigned thread,
    const struct msg *m)
{
	size_t i;

	for (i = 0; i < m->nrcpts; i++)
		if ((s->all || msg_is_for(m, &m->rcpts[i])) &&
		    match_test(&c->match, thread, m->rcpts[i].address))
			return true;
	return false;
}

struct testing {
	const struct match *match;
	unsigned thread;
	bool any, yes;
};

static void
test_value(void *ctx, struct span value)
{
	struct testing *t = ctx;

	t->any = true;
	t->yes = t->yes || match_test(t->match, t->thread, value);
}

static bool
test_size(struct select *s, const struct criterion *c, unsigned thread,
    const struct msg *m)
{
	struct testing t = {.match = &c->match, .thread = thread};
	struct buf scratch = {0};

	fields_each(FIELD_SIZE, m, s->now, &scratch, test_value, &t);
	buf_free(&scratch);
	/* exiqgrep sees the blanks of a message without a body. */
	return t.any ? t.yes : match_test(t.match, thread, span_of("", 0));
}

/* A header_fn that ends the walk at a field that matches. */
static bool
misses_field(void *ctx, struct span name, struct span value)
{
	struct testing *t = ctx;

	(void)name;
	return !match_test(t->match, t->thread, value);
}

/* The name is of a message's header or, for a listing, of its subject. */
static bool
test_header(struct select *s, const struct criterion *c, unsigned thread,
    const struct msg *m, struct queue_reader *r)
{
	struct testing t = {.match = &c->match, .thread = thread};
	struct buf *text = &s->texts[thread], value = {0};
	char *name;
	bool yes;

	if (r == NULL)
		return span_caseis(c->name, span_str("subject")) &&
		    match_test(&c->match, thread, m->subject);
	buf_clear(text);
	s->queue->ops->header(r, text);
	name = mem_dupn(c->name.p, c->name.n);
	yes = !header_each(
	    span_of(text->p, text->len), name, &value, misses_field, &t);
	free(name);
	buf_free(&value);
	return yes;
}

/* The text of the body, decoded: true if it is there. */
static bool
read_body(struct select *s, unsigned thread, struct queue_reader *r)
{
	struct buf *text = &s->texts[thread], header = {0}, body = {0};
	bool there = queue_body(s->queue, r->entry, &body) == 1;

	buf_clear(text);
	if (there) {
		s->queue->ops->header(r, &header);
		mime_put_text(text, span_of(header.p, header.len),
		    span_of(body.p, body.len), MIME_ALL);
		buf_str(text);
	}
	buf_free(&header);
	buf_free(&body);
	return there;
}

static bool
test_one(struct select *s, const struct criterion *c, unsigned thread,
    const struct msg *m, struct queue_reader *r)
{
	switch (c->letter) {
	case 'f':
		return test_sender(s, c, thread, m);
	case 'r':
		return test_rcpts(s, c, thread, m);
	case 's':
		return test_size(s, c, thread, m);
	case 'H':
		return test_header(s, c, thread, m, r);
	default:
		return match_test(&c->match, thread,
		    span_of(s->texts[thread].p, s->texts[thread].len));
	}
}

/* Any of the letter's values; true if it has none. */
static bool
test_letter(struct select *s, char letter, unsigned thread, const struct msg *m,
    struct queue_reader *r)
{
	bool given = false;
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (s->v[i].letter != letter)
			continue;
		if (letter == 'B' && !given && !read_body(s, thread, r))
			return false;
		given = true;
		if (test_one(s, &s->v[i], thread, m, r))
			return true;
	}
	return !given;
}

/* The time that counts for -y and -o: for Exim its id's, as exiqgrep's. */
static struct when
arrival(const struct select *s, const struct msg *m)
{
	unsigned kind = msgid_kinds(m->id) & MSGID_EXIM;
	struct when when = m->time;

	if (kind != 0)
		msgid_time(kind, m->id, s->now, &when);
	return when;
}

static void
warn_listing(struct select *s, char letter)
{
	const char option[3] = {'-', letter, '\0'};

	if (!s->warned)
		err_warn(
		    option, "a listing does not have that of its messages");
	s->warned = true;
}

/*
 * Whether the source tells what the criteria ask for. What is not known is
 * never picked, by -v neither: a remover may read on.
 */
static bool
is_known(struct select *s, const struct msg *m, struct queue_reader *r)
{
	bool known = true;
	size_t i;

	if ((s->frozen || s->thawed) && !m->frozen_known)
		known = false;
	if ((s->younger >= 0 || s->older >= 0) && arrival(s, m).digits < 0)
		known = false;
	for (i = 0; i < s->n; i++) {
		const struct criterion *c = &s->v[i];

		if ((c->letter == 'f' && m->sender.p == NULL) ||
		    (c->letter == 'r' && !m->has_rcpts))
			known = false;
		if (r != NULL || (c->letter != 'B' && c->letter != 'H'))
			continue;
		if (c->letter == 'B' ||
		    !span_caseis(c->name, span_str("subject"))) {
			warn_listing(s, c->letter);
			known = false;
		} else if (m->subject.p == NULL) {
			known = false;
		}
	}
	return known;
}

static bool
picks(struct select *s, unsigned thread, const struct msg *m,
    struct queue_reader *r)
{
	int64_t age = s->now - arrival(s, m).sec;
	const char *letter;
	size_t i;

	if ((s->frozen && !m->frozen) || (s->thawed && m->frozen) ||
	    (s->younger >= 0 && age >= s->younger) ||
	    (s->older >= 0 && age <= s->older))
		return false;
	for (i = 0; i < s->n; i++)
		if (s->v[i].letter == 'w' &&
		    !where_test(&s->v[i].where, thread, m, s->now))
			return false;
	for (letter = any_of; *letter != '\0'; letter++)
		if (!test_letter(s, *letter, thread, m, r))
			return false;
	return true;
}

bool
select_test(struct select *s, unsigned thread, const struct msg *m,
    struct queue_reader *r)
{
	return is_known(s, m, r) && picks(s, thread, m, r) != s->inverse;
}

void
select_free(struct select *s, unsigned threads)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		match_free(&s->v[i].match);
		match_free(&s->v[i].where.match);
	}
	for (i = 0; s->texts != NULL && i < threads; i++)
		buf_free(&s->texts[i]);
	free(s->texts);
	free(s->v);
}
