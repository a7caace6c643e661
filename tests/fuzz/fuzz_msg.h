/* fuzz_msg: what holds of every message that a parser made, whatever of */
#ifndef QT_FUZZ_MSG_H
#define QT_FUZZ_MSG_H

#include "fuzz.h"
#include "pure/exim_bp.h"
#include "pure/exiqgrep.h"
#include "pure/json.h"
#include "pure/listing.h"
#include "pure/show.h"

/* Every span of the message lies in one of the texts that it may be of: in
 * the source's or in the message's own; words of ours may be anywhere. */
static inline void
fuzz_msg_spans(const struct msg *m, struct span text)
{
	const struct span all[] = {m->id, m->sender, m->user, m->auth, m->host,
	    m->ip, m->helo, m->proto, m->script, m->script_uid, m->cwd,
	    m->subject, m->msgid, m->reason, m->shown_age, m->shown_size,
	    m->shown_via, m->shown_origin, m->shown_hour, m->shown_day,
	    m->shown_domain};
	struct span own = fuzz_of(&m->text);
	size_t i;

	for (i = 0; i < LEN(all); i++)
		HOLDS(fuzz_inside(all[i], text) || fuzz_inside(all[i], own));
	/* A mark may stand for the queue. */
	HOLDS(fuzz_inside(m->queue, text) || fuzz_inside(m->queue, own) ||
	    span_is(m->queue, msg_state_name(m->state)));
	for (i = 0; i < m->nrcpts; i++) {
		HOLDS(fuzz_inside(m->rcpts[i].address, text) ||
		    fuzz_inside(m->rcpts[i].address, own));
		HOLDS(fuzz_inside(m->rcpts[i].reason, text) ||
		    fuzz_inside(m->rcpts[i].reason, own));
	}
}

/* Reads lines that show_put wrote and puts what they say the same way. */
static inline void
fuzz_msg_again(const struct show *s, const struct listing_format *how,
    struct span lines, struct buf *again)
{
	struct listing l = {.now = FUZZ_NOW, .need = ~0U};
	struct record record = {0};
	struct msg m = {0};
	struct span line, copy;
	int rc = 0;

	while ((line = span_upto(&lines, '\n')).n > 0) {
		copy = fuzz_copy(line);
		rc = how->parse(&l, copy, &m);
		if (rc == -1)
			unit_put(copy);
		HOLDS(rc != -1);
		if (rc == 1) {
			fuzz_msg_spans(&m, copy);
			show_put(s, &m, &record, again);
		}
		fuzz_release(copy);
	}
	HOLDS(rc == 1);
	msg_free(&m);
	record_free(&record);
}

static inline int
fuzz_msg_ignore(void *ctx, struct span key, enum json_type type, struct span p)
{
	(void)ctx, (void)key, (void)type, (void)p;
	return 0;
}

/* Both texts are the same, or they are told. */
static inline void
fuzz_msg_same(const struct buf *a, const struct buf *b)
{
	if (span_same(fuzz_of(a), fuzz_of(b)))
		return;
	unit_put(fuzz_of(a));
	fputc('\n', stderr);
	unit_put(fuzz_of(b));
	fputc('\n', stderr);
	abort();
}

/* Whether no recipient comes twice: which of them a list of all means is not
 * told. Of many that is not asked. */
static inline bool
fuzz_msg_is_single(const struct msg *m)
{
	size_t i, j;

	for (i = 0; i < m->nrcpts && m->nrcpts < 256; i++)
		for (j = 0; j < i; j++)
			if (span_caseis(
				m->rcpts[i].address, m->rcpts[j].address))
				return false;
	return m->nrcpts < 256;
}

/* Whether its JSON is read as of more than it says: postqueue's queue_name is
 * the state, too. */
static inline bool
fuzz_msg_gains(const struct msg *m, bool json)
{
	return json && m->state == MSG_NO_STATE &&
	    msg_state_of(m->queue) != MSG_NO_STATE;
}

/*
 * Puts the message with all fields, as a record under a title or in JSON,
 * which is read back twice: what was read says the same. The first time may
 * lose what no listing tells, as which of no recipients are done.
 */
static inline void
fuzz_msg_form(const struct msg *m, bool json)
{
	struct show s = {.json = json, .now = FUZZ_NOW};
	struct buf title = {0}, first = {0}, second = {0}, third = {0};
	struct record record = {0};
	const struct listing_format *how = json ? &listing_json
						: &listing_records;

	for (; s.n < FIELDS; s.n++)
		s.fields[s.n] = (int)s.n;
	if (!json)
		show_title(&s, &title);
	buf_put(&first, title.p, title.len);
	show_put(&s, m, &record, &first);
	CLEAN(&first);
	HOLDS(fuzz_is_utf8(fuzz_of(&first)));
	HOLDS(!json ||
	    json_object(
		span_of(first.p, first.len - 1), fuzz_msg_ignore, NULL) == 0);
	buf_put(&second, title.p, title.len);
	fuzz_msg_again(&s, how, fuzz_of(&first), &second);
	CLEAN(&second);
	buf_put(&third, title.p, title.len);
	fuzz_msg_again(&s, how, fuzz_of(&second), &third);
	fuzz_msg_same(&second, &third);
	/* Where it is told which recipients are done, nothing is lost. */
	if (m->has_rcpts && !m->history && fuzz_msg_is_single(m) &&
	    !fuzz_msg_gains(m, json))
		fuzz_msg_same(&first, &second);
	record_free(&record);
	buf_free(&title);
	buf_free(&first);
	buf_free(&second);
	buf_free(&third);
}

/* The message in every form that a message is shown in. */
static inline void
fuzz_msg_shown(const struct msg *m)
{
	struct show s = {.now = FUZZ_NOW};
	struct buf b = {0}, scratch = {0};

	fuzz_msg_form(m, false);
	if (m->id.p != NULL) /* JSON without one is none of a message */
		fuzz_msg_form(m, true);
	show_envelope(&s);
	show_put_lines(&s, m, &scratch, &b);
	exiqgrep_put_brief(&b, m, true);
	exiqgrep_put_long(&b, m, FUZZ_NOW, true);
	CLEAN(&b);
	exim_bp_put(&b, m, NULL, FUZZ_NOW, true, false);
	buf_free(&b);
	buf_free(&scratch);
}

/* A message that a parser made of text: 1 is what it returned. */
static inline void
fuzz_msg(const struct msg *m, struct span text)
{
	fuzz_msg_spans(m, text);
	fuzz_msg_shown(m);
}

/*
 * Gives a listing's text to its reader, by lines or paragraphs, and checks
 * each message that comes of it.
 */
static inline void
fuzz_listing(const struct listing_format *how, struct span text)
{
	struct listing l = {.now = FUZZ_NOW, .need = ~0U};
	struct msg m = {0};
	struct span rest = text, line, piece, copy;

	while ((line = span_upto(&rest, '\n')).p != NULL) {
		piece = line;
		while (how->paragraphs && line.n > 0 && rest.p != NULL) {
			line = span_upto(&rest, '\n');
			piece.n = (size_t)(line.p + line.n - piece.p);
		}
		copy = fuzz_copy(piece);
		how->fits(copy);
		if (how->parse(&l, copy, &m) == 1)
			fuzz_msg(&m, copy);
		while (how->next != NULL && how->next(&l, false, &m) == 1)
			fuzz_msg_form(&m, false);
		fuzz_release(copy);
	}
	while (how->next != NULL && how->next(&l, true, &m) == 1) {
		fuzz_msg_form(&m, false);
		fuzz_msg_form(&m, true);
	}
	if (how->free != NULL)
		how->free(&l);
	msg_free(&m);
}

typedef void fuzz_put_fn(struct buf *b, const struct msg *m);

/* Puts each message of a listing's text in that listing's form, and returns
 * how many there are. */
static inline size_t
fuzz_relist(const struct listing_format *how, struct span text,
    fuzz_put_fn *put, struct buf *b)
{
	struct listing l = {.now = FUZZ_NOW, .need = ~0U};
	struct msg m = {0};
	struct span rest = text, line;
	size_t n = 0;

	while ((line = span_upto(&rest, '\n')).p != NULL) {
		struct span piece = line;

		while (how->paragraphs && line.n > 0 && rest.p != NULL) {
			line = span_upto(&rest, '\n');
			piece.n = (size_t)(line.p + line.n - piece.p);
		}
		if (how->parse(&l, piece, &m) == 1) {
			put(b, &m);
			n++;
		}
		for (; how->next != NULL && how->next(&l, false, &m) == 1; n++)
			put(b, &m);
	}
	for (; how->next != NULL && how->next(&l, true, &m) == 1; n++)
		put(b, &m);
	if (how->free != NULL)
		how->free(&l);
	msg_free(&m);
	return n;
}

/*
 * What is put of a listing is such a listing: of as many messages, and put
 * once more it is the same. The first time may lose what the form has no place
 * for.
 */
static inline void
fuzz_listing_again(
    const struct listing_format *how, struct span text, fuzz_put_fn *put)
{
	struct buf first = {0}, second = {0}, third = {0};
	size_t n = fuzz_relist(how, text, put, &first);

	HOLDS(fuzz_relist(how, fuzz_of(&first), put, &second) == n);
	HOLDS(fuzz_relist(how, fuzz_of(&second), put, &third) == n);
	fuzz_msg_same(&second, &third);
	buf_free(&first);
	buf_free(&second);
	buf_free(&third);
}

#endif
