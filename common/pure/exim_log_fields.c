/*
 * Sources of the format: Exim's specification, "Log files"; its sources of
 * 4.50 to 4.99 (receive.c, deliver.c, log.c, tod.c, parse.c); and lines that
 * exim 4.96 was made to write (tests/unit/exim_log.c).
 */
#include "pure/address.h"
#include "pure/exim_log_fields.h"
#include "pure/msgid.h"
#include "pure/num.h"

static const struct span nothing = {NULL, 0};

static const char *const names[EXIM_LOG_FIELDS] = {"", "", "R=", "DS",
    "H=", "I=", "TFO", "U=", "Ci=", "P=", "L", "SPF",
    "X=", "CV=", "DN=", "SNI=", "A=", "PRDR", "PRX=", "K",
    "S=", "M8S=", "DKIM=", "ARC", "DMARC", "RT=", "Q=", "id=", "T=", "from",
    "for"};

/*
 * Values can be of anybody's making: HELO names, idents, names of
 * certificates and of servers are not quoted, or not safely. The first
 * reading of a line is that a value ends where a field starts that can follow
 * it. If then something comes that cannot, a field a second time or words that
 * are none, a value before it is the culprit that all of that was in.
 */
struct item {
	enum exim_log_field field;
	struct span word, value;
	bool read; /* value is, not only up to a blank */
	bool sure; /* if not: only if nothing else explains it */
};

struct span
exim_log_field(const struct exim_log_fields *r, enum exim_log_field field)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->seen[i].field == field)
			return r->seen[i].value;
	return nothing;
}

/* What can stand behind a field's name: flags have signs, or values. */
static bool
is_tail(enum exim_log_field field, struct span tail)
{
	size_t i;

	if (names[field][strlen(names[field]) - 1] == '=' || tail.n == 0)
		return true;
	if (field == EXIM_LOG_F_SPF || field == EXIM_LOG_F_DMARC)
		return tail.p[0] == '=';
	for (i = 0; i < tail.n; i++)
		if (field == EXIM_LOG_F_FROM || field == EXIM_LOG_F_FOR ||
		    strchr("*.-", tail.p[i]) == NULL)
			return false;
	return true;
}

static enum exim_log_field
field_of(struct span word, struct span *value)
{
	int f;

	*value = word;
	if (span_starts(word, "id*=")) {
		span_skip(value, 4);
		return EXIM_LOG_F_ID;
	}
	for (f = EXIM_LOG_F_R; word.n > 0 && f < EXIM_LOG_FIELDS; f++) {
		if (names[f][0] != word.p[0] || !span_starts(word, names[f]))
			continue;
		*value = word;
		span_skip(value, strlen(names[f]));
		if (is_tail((enum exim_log_field)f, *value))
			return (enum exim_log_field)f;
	}
	return EXIM_LOG_F_NONE;
}

bool
exim_log_is_cut(struct span list)
{
	return list.n >= 7 && memcmp(list.p + list.n - 7, "<trunc>", 7) == 0;
}

/* What " for " is followed by: addresses. */
static bool
is_list(struct span list)
{
	size_t n;

	do {
		n = address_end(list, false);
		if (n == 0 || !span_is_edge(list, n))
			return exim_log_is_cut(list);
		span_skip(&list, n < list.n ? n + 1 : n);
	} while (list.n > 0);
	return true;
}

/* T="..." ends the line, or one of two lists follows. */
static void
read_subject(struct item *it, struct span text)
{
	size_t n;

	if (it->value.n == 0 || it->value.p[0] != '"') {
		it->field = EXIM_LOG_F_NONE;
		return;
	}
	n = address_quoted_end(text, 0);
	it->value = span_of(text.p, n > 0 ? n : text.n);
	span_skip(&text, it->value.n);
	it->sure = n > 0 &&
	    (text.n == 0 || span_starts(text, " from <") ||
		span_starts(text, " for "));
}

/* The values that have another end than a blank, or have to be of a kind. */
static void
read_value(struct item *it, struct span text)
{
	uint64_t number;
	size_t n = 0;

	switch (it->field) {
	case EXIM_LOG_F_R:
		if ((msgid_kinds(it->value) & MSGID_EXIM) == 0)
			it->field = EXIM_LOG_F_NONE;
		return;
	case EXIM_LOG_F_S:
	case EXIM_LOG_F_M8S:
		if (num_u(it->value, INT64_MAX, &number) == -1)
			it->field = EXIM_LOG_F_NONE;
		return;
	case EXIM_LOG_F_H:
		n = address_host_end(text, 0);
		break;
	case EXIM_LOG_F_ID:
		n = address_end(text, true);
		break;
	case EXIM_LOG_F_T:
		read_subject(it, text);
		return;
	case EXIM_LOG_F_FROM:
		span_skip(&text, text.n > 0);
		n = address_bracketed_end(text);
		it->sure = n > 0;
		break;
	case EXIM_LOG_F_FOR:
		span_skip(&text, text.n > 0);
		it->sure = is_list(text);
		it->value = text;
		return;
	default:
		return;
	}
	if (n > 0 && span_is_edge(text, n))
		it->value = span_of(text.p, n);
	else if (it->field == EXIM_LOG_F_FROM)
		it->sure = false;
}

/* A field or flag that some later Exim may write. */
static bool
looks_new(struct span word)
{
	size_t i = 0;
	bool small = false;

	if (word.n == 0 || word.p[0] < 'A' || word.p[0] > 'Z')
		return false;
	for (; i < word.n && word.p[i] != '='; i++) {
		if (!address_is_atom(word.p[i]))
			return false;
		small = small || (word.p[i] >= 'a' && word.p[i] <= 'z');
	}
	return i < word.n || !small;
}

bool
exim_log_is_free(const struct exim_log_fields *r, const struct exim_log_seen *s)
{
	switch (s->field) {
	case EXIM_LOG_F_U:
		return exim_log_field(r, EXIM_LOG_F_H).p != NULL;
	case EXIM_LOG_F_DN:
		return true;
	case EXIM_LOG_F_SNI:
		/* Exim before 4.95 quotes it, and leaves its blanks. */
		return s->value.n > 0 && s->value.p[0] == '"';
	default:
		return false;
	}
}

/* A value that a name with blanks can be. */
static bool
takes_words(const struct exim_log_fields *r, const struct exim_log_seen *s,
    const struct item *it)
{
	if (it->field != EXIM_LOG_F_NONE)
		return false;
	if (s->field == EXIM_LOG_F_U || s->field == EXIM_LOG_F_P ||
	    (s->field == EXIM_LOG_F_SENDER && r->loose))
		return !looks_new(it->word);
	return s->field == EXIM_LOG_F_A;
}

static bool
is_whole(const struct exim_log_seen *s)
{
	struct span v = s->value;

	if (s->field == EXIM_LOG_F_DN ||
	    (s->field == EXIM_LOG_F_SNI && v.n > 0 && v.p[0] == '"'))
		return v.n >= 2 && v.p[v.n - 1] == '"';
	return true;
}

static void
stretch(struct exim_log_seen *s, const char *end)
{
	s->value.n = (size_t)(end - s->value.p);
}

/* Whether it ends in ") [1.2.3.4]". */
static bool
ends_as_host(struct span v)
{
	size_t n = v.n, least = v.n > 64 ? v.n - 64 : 0;

	while (n > least && v.p[n - 1] != '[')
		n--;
	return n > 2 && v.p[n - 2] == ' ' && v.p[n - 3] == ')' &&
	    address_ip_end(v, n - 1) == v.n;
}

/* Whether a field that comes after H= stands there. */
static bool
follows_host(struct span text)
{
	struct span value;
	enum exim_log_field field;

	if (text.n < 2)
		return false;
	span_skip(&text, 1);
	field = field_of(span_upto(&text, ' '), &value);
	return field >= EXIM_LOG_F_I && field <= EXIM_LOG_F_P;
}

/*
 * The HELO name, allowed to be junk, can have looked like H='s end and fields
 * after it: takes H= on to the next end that can be, and forgets what was
 * read since. Returns where reading goes on, NULL if there is no such end.
 */
static const char *
stretch_host(struct exim_log_fields *r)
{
	struct span text;
	size_t i = 0, at;

	while (i < r->n && r->seen[i].field != EXIM_LOG_F_H)
		i++;
	if (i == r->n || r->host_ends)
		return NULL;
	text = r->seen[i].value;
	at = text.n;
	r->host_ends = at == 0 || memchr(text.p, '(', at) == NULL;
	text.n = (size_t)(r->end - text.p);
	while (!r->host_ends && (at = address_host_end(text, at)) != 0) {
		if (!follows_host(span_from(text, at)))
			continue;
		r->seen[i].value.n = at;
		r->n = i + 1;
		return text.p + at;
	}
	r->host_ends = true;
	return NULL;
}

/* Goes back to the last field that is free, or else is A=: 0, or -1. */
static int
blame(struct exim_log_fields *r, bool login, const char *before)
{
	size_t i = r->n - 1;

	while (i-- > 0) {
		if (login ? r->seen[i].field != EXIM_LOG_F_A
			  : !exim_log_is_free(r, &r->seen[i]))
			continue;
		r->n = i + 1;
		stretch(&r->seen[i], before - 1);
		return 0;
	}
	return -1;
}

static const char *
push(struct exim_log_fields *r, const struct item *it)
{
	r->seen[r->n++] = (struct exim_log_seen){it->field, it->value};
	return it->value.p + it->value.n;
}

/* Whether an item can be the next field. */
static bool
fits(const struct exim_log_fields *r, struct item *it)
{
	const struct exim_log_seen *top = &r->seen[r->n - 1];

	if (it->field <= top->field || !is_whole(top))
		return false;
	if (!it->read)
		read_value(
		    it, span_of(it->value.p, (size_t)(r->end - it->value.p)));
	it->read = true;
	return it->field != EXIM_LOG_F_NONE;
}

/* Takes an item as the next field or as a part of one before; returns where
 * reading goes on. */
static const char *
place(struct exim_log_fields *r, struct item *it)
{
	const char *on, *word_end = it->word.p + it->word.n;
	struct exim_log_seen *top;
	bool next;

	for (;;) {
		top = &r->seen[r->n - 1];
		next = fits(r, it);
		/* An ident that ends as H= does is rather a HELO name's. */
		if (next && top->field == EXIM_LOG_F_U &&
		    ends_as_host(top->value) && (on = stretch_host(r)) != NULL)
			return on;
		if (next && it->sure)
			return push(r, it);
		if (exim_log_is_free(r, top) || takes_words(r, top, it)) {
			stretch(top, word_end);
			return word_end;
		}
		if (it->field == EXIM_LOG_F_NONE && looks_new(it->word))
			return word_end;
		if (blame(r, false, it->word.p) == 0)
			continue;
		on = stretch_host(r);
		if (on != NULL)
			return on;
		if (next)
			return push(r, it);
		if (it->field == EXIM_LOG_F_NONE ||
		    blame(r, true, it->word.p) == -1)
			return word_end;
	}
}

static void
read_fields(struct exim_log_fields *r, struct span text)
{
	struct item it;
	struct span rest;
	const char *on;

	r->end = text.p + text.n;
	while (text.n > 0) {
		if (text.p[0] == ' ') {
			span_skip(&text, 1);
			continue;
		}
		rest = text;
		it = (struct item){.word = span_upto(&rest, ' '), .sure = true};
		it.field = field_of(it.word, &it.value);
		on = place(r, &it);
		text = span_of(on, (size_t)(r->end - on));
	}
}

/* "<>", an address, or what stands up to a blank; no field. */
static int
read_sender(struct exim_log_fields *r, struct span *text)
{
	struct span word, value, rest = *text;
	size_t n = address_end(*text, false);

	word = span_upto(&rest, ' ');
	if (word.n == 0)
		return -1;
	if (n == 0 || !span_is_edge(*text, n)) {
		if (field_of(word, &value) != EXIM_LOG_F_NONE)
			return -1;
		r->loose = !span_is(word, "<>");
		n = word.n;
	}
	r->seen[r->n++] = (struct exim_log_seen){
	    EXIM_LOG_F_SENDER, span_of(text->p, n)};
	span_skip(text, n);
	return 0;
}

int
exim_log_fields_read(struct exim_log_fields *r, struct span text)
{
	*r = (struct exim_log_fields){.n = 0};
	if (read_sender(r, &text) == -1)
		return -1;
	read_fields(r, text);
	return 0;
}
