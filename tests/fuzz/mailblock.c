/*
 * Configurations of Apache, PHP and PHP-FPM, whose sites are blocked and
 * unblocked: one by one and all at once. A text is taken for each of the
 * three, as -t may say.
 */
#include "fuzz.h"
#include "pure/mailedit.h"
#include "pure/mailmarks.h"

enum { SITES = 4 }; /* of more than so many the last one, too */

typedef int edit_fn(const struct mailsites *m, const bool *chosen,
    const char *name, struct edits *e, struct mailedit_fault *f);

static enum mailsites_kind kind;

/* --- diffs --- */

/* Takes a line off the front, with its newline if it has one. */
static struct span
take_line(struct span *rest)
{
	const char *nl = memchr(rest->p, '\n', rest->n);
	size_t n = nl == NULL ? rest->n : (size_t)(nl - rest->p) + 1;
	struct span line = span_of(rest->p, n);

	span_skip(rest, n);
	return line;
}

/* The line number in "@@ -1,2 +3,4 @@" behind that sign. */
static size_t
line_number(struct span hunk, char sign)
{
	char *at = memchr(hunk.p, sign, hunk.n);
	size_t n = strtoul(at + 1, NULL, 10);

	/* Of no lines it is the one before. */
	at += strcspn(at, ", ");
	return *at == ',' && at[1] == '0' ? n + 1 : n;
}

/* Puts what patch(1) would make of the text; away: with -R. */
static void
patch(struct span text, struct span diff, bool away, struct buf *to)
{
	char gone = away ? '+' : '-', new = away ? '-' : '+';
	struct span line, old,
	    none = span_str("\\ No newline at end of file\n");
	size_t at = 1;

	if (diff.n > 0) {
		take_line(&diff);
		take_line(&diff);
	}
	while (diff.n > 0) {
		line = take_line(&diff);
		if (span_starts(line, "@@ ")) {
			for (; at < line_number(line, gone); at++) {
				old = take_line(&text);
				HOLDS(old.n > 0);
				buf_put(to, old.p, old.n);
			}
			continue;
		}
		HOLDS(line.n > 1 && strchr(" -+", line.p[0]) != NULL);
		old = span_from(line, 1);
		if (diff.n >= none.n && memcmp(diff.p, none.p, none.n) == 0) {
			take_line(&diff);
			old.n--;
		}
		if (line.p[0] != new) {
			HOLDS(span_same(take_line(&text), old));
			at++;
		}
		if (line.p[0] != gone)
			buf_put(to, old.p, old.n);
	}
	buf_put(to, text.p, text.n);
}

static void
check_diff(const struct edits *e, struct span was, struct span text)
{
	struct buf diff = {0}, made = {0};

	edits_diff(e, was, span_str("file"), &diff);
	buf_str(&diff);
	patch(was, fuzz_of(&diff), false, &made);
	HOLDS(span_same(fuzz_of(&made), text));
	buf_clear(&made);
	patch(text, fuzz_of(&diff), true, &made);
	HOLDS(span_same(fuzz_of(&made), was));
	buf_free(&diff);
	buf_free(&made);
}

/* --- edits --- */

/* Makes a text of it: the number of edits, or -1, which is explained. */
static int
edit(struct span text, const bool *chosen, edit_fn *fn, struct buf *to)
{
	struct mailedit_fault fault = {0};
	struct edits e = {0};
	struct mailsites m;
	size_t i, end = 0;
	int n;

	mailsites_read(&m, kind, text, "*");
	n = fn(&m, chosen, "*", &e, &fault) == -1 ? -1 : (int)e.n;
	buf_clear(to);
	for (i = 0; n >= 0 && i < e.n; i++) {
		HOLDS(e.v[i].at >= end && e.v[i].n <= text.n - e.v[i].at);
		end = e.v[i].at + e.v[i].n;
	}
	if (n >= 0) {
		edits_apply(&e, text, to);
		check_diff(&e, text, fuzz_of(to));
		HOLDS((n == 0) == span_same(text, fuzz_of(to)));
	} else {
		HOLDS(fault.why != NULL && fault.line > 0);
		HOLDS(fault.line <= text.n + 1);
	}
	edits_free(&e);
	mailsites_free(&m);
	return n;
}

static void
check_states(struct span text, const bool *chosen)
{
	const struct mailset *set;
	struct mailsites m;
	enum mailpath_state state;
	size_t i;

	mailsites_read(&m, kind, text, "*");
	HOLDS(m.fault == NULL);
	for (i = 0; i < m.n; i++) {
		state = mailsites_state(&m, &m.v[i], &set);
		HOLDS(!chosen[i] || state == MAILPATH_BLOCKED ||
		    (kind != MAILSITES_INI && m.v[i].whole &&
			state == MAILPATH_DEFAULT));
	}
	mailsites_free(&m);
}

/* A line without the blanks before it and its end. */
static struct span
content(struct span line)
{
	while (line.n > 0 && strchr("\r\n", line.p[line.n - 1]) != NULL)
		line.n--;
	while (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
		span_skip(&line, 1);
	return line;
}

/* A line that blocking adds: what it can be is few. */
static bool
is_added(struct span line)
{
	struct span c = content(line);

	return span_is(c, mailmarks_block(kind)) ||
	    span_starts(line,
		kind == MAILSITES_APACHE ? "# mailblock added: "
					 : "; mailblock added: ") ||
	    (kind == MAILSITES_APACHE &&
		(span_is(c, "</IfModule>") ||
		    span_is(c, "<IfModule php_module>") ||
		    span_is(c, "<IfModule php7_module>") ||
		    span_is(c, "<IfModule php5_module>")));
}

/* Each old line is there in its order, as it was or as a comment; between
 * them is nothing but what blocking adds. */
static void
check_lines(struct span was, struct span text)
{
	struct span old, line;
	size_t n;

	while (text.n > 0) {
		line = take_line(&text);
		old = was;
		old = content(take_line(&old));
		n = mailmarks_was(kind, line);
		/* The newline is looked at by is_undone's like. */
		if (was.n > 0 &&
		    (span_same(content(line), old) ||
			(n > 0 && span_same(content(span_from(line, n)), old))))
			take_line(&was);
		else
			HOLDS(is_added(line));
	}
	HOLDS(was.n == 0);
}

/* Whether carriage returns end lines that newlines do not. */
static bool
has_lone_cr(struct span text)
{
	size_t i;

	for (i = 0; i < text.n; i++)
		if (text.p[i] == '\r' &&
		    (i + 1 == text.n || text.p[i + 1] != '\n'))
			return true;
	return false;
}

/* marked: some of them had a mark before. */
static void
check_blocked(
    struct span was, struct span text, const bool *chosen, bool marked)
{
	struct buf b = {0};

	check_states(text, chosen);
	HOLDS(edit(text, chosen, mailedit_block, &b) == 0);
	if (!has_lone_cr(was))
		check_lines(was, text);
	if (!marked) {
		HOLDS(edit(text, chosen, mailedit_unblock, &b) > 0);
		HOLDS(span_same(fuzz_of(&b), was));
	}
	buf_free(&b);
}

/* Unblocked it has no marks, so that there is no more to undo. */
static void
check_unblocked(struct span text, const bool *chosen)
{
	struct mailsites m;
	struct buf b = {0};
	size_t i;

	mailsites_read(&m, kind, text, "*");
	for (i = 0; i < m.n; i++)
		HOLDS(!chosen[i] || m.v[i].nmarks == 0);
	mailsites_free(&m);
	HOLDS(edit(text, chosen, mailedit_unblock, &b) <= 0);
	buf_free(&b);
}

static void
check_sites(struct span text, const bool *chosen, bool marked)
{
	struct buf b = {0};
	struct span copy;
	int n;

	n = edit(text, chosen, mailedit_block, &b);
	copy = fuzz_copy(fuzz_of(&b));
	if (n > 0)
		check_blocked(text, copy, chosen, marked);
	else if (n == 0)
		check_states(text, chosen);
	fuzz_release(copy);
	n = edit(text, chosen, mailedit_unblock, &b);
	copy = fuzz_copy(fuzz_of(&b));
	if (n > 0)
		check_unblocked(copy, chosen);
	fuzz_release(copy);
	buf_free(&b);
}

/* --- what was read --- */

/* At the start of a line, or the end of all. */
static bool
is_start(struct span text, size_t at)
{
	return at == 0 || at == text.n ||
	    (at < text.n && mailmarks_newline(kind, span_of(text.p, at)) > 0);
}

static void
check_read(const struct mailsites *m, struct span text)
{
	const struct mailsite *s;
	const struct mailset *set;
	size_t i, j;

	HOLDS(m->n > 0 && (m->fault == NULL) == (m->fault_line == 0));
	for (i = 0; i < m->n; i++) {
		s = &m->v[i];
		HOLDS(s->name != NULL && s->add_at <= text.n);
		HOLDS(m->fault != NULL || is_start(text, s->add_at));
		for (j = 0; j < s->nsets; j++) {
			set = &s->sets[j];
			HOLDS(set->start < set->end && set->end <= text.n);
			HOLDS(set->file == NULL && set->line > 0);
			HOLDS(set->shared || is_start(text, set->start));
			HOLDS(m->fault != NULL || is_start(text, set->end));
			HOLDS(j == 0 || set[-1].end <= set->start);
		}
		for (j = 0; j < s->nmarks; j++) {
			HOLDS(s->marks[j].start < s->marks[j].fresh);
			HOLDS(s->marks[j].fresh < s->marks[j].end);
			HOLDS(s->marks[j].end <= text.n);
		}
		mailsites_state(m, s, &set);
		HOLDS(set == NULL ||
		    !mailpath_lies(span_of(set->value, set->n)) ||
		    set->open_quote ||
		    mailsites_set_state(set) == MAILPATH_BLOCKED);
	}
	for (i = 0; i < m->nincludes; i++)
		HOLDS(m->includes[i].start < text.n &&
		    m->includes[i].site < m->n);
}

static void
check_text(struct span text)
{
	struct mailsites m;
	bool *chosen, marked = false;
	size_t i, n;

	mailsites_read(&m, kind, text, "*");
	check_read(&m, text);
	n = m.n;
	chosen = calloc(n, sizeof *chosen);
	for (i = 0; i < n; i++) {
		marked = marked || m.v[i].nmarks > 0;
		if (i >= SITES && i + 1 < n)
			continue;
		chosen[i] = true;
		check_sites(text, chosen, m.v[i].nmarks > 0);
		chosen[i] = false;
	}
	for (i = 0; i < n; i++)
		chosen[i] = true;
	check_sites(text, chosen, marked);
	mailsites_free(&m);
	free(chosen);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text;

	/* Such a file is not read. */
	if (size > 0 && memchr(data, '\0', size) != NULL)
		return 0;
	text = fuzz_copy(fuzz_span(data, size));
	kind = mailsites_tell(text);
	HOLDS(kind <= MAILSITES_FPM);
	for (kind = MAILSITES_APACHE; kind <= MAILSITES_FPM; kind++)
		check_text(text);
	fuzz_release(text);
	return 0;
}
