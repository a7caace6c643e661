#include "pure/mailedit.h"
#include "pure/mailmarks.h"

/* Whether the lines set sendmail_path, and do nothing else. */
static bool
is_setting(enum mailsites_kind kind, struct span lines)
{
	struct buf text = {0};
	struct mailsites m;
	const struct mailsite *s;
	size_t skip;
	bool is;

	/* Pools' lines stand in a pool. */
	buf_puts(&text, kind == MAILSITES_FPM ? "[pool]\n" : "");
	skip = text.len;
	buf_put(&text, lines.p, lines.n);
	mailsites_read(&m, kind, span_of(text.p, text.len), "*");
	s = &m.v[m.n - 1];
	is = m.fault == NULL && s->nsets == 1 && s->sets[0].start == skip &&
	    s->sets[0].end == text.len;
	mailsites_free(&m);
	buf_free(&text);
	return is;
}

/* Puts the old lines back; they have to be what this tool makes a comment. */
static int
restore(const struct mailsites *m, const struct mailmark *mark, struct edits *e,
    struct mailedit_fault *f)
{
	struct buf b = {0};
	size_t at = mark->start, end, n, skip;
	int rc = 0;

	while (at < mark->fresh) {
		end = mailmarks_line(m->kind, m->text, at);
		skip = mailmarks_was(m->kind, span_from(m->text, at));
		buf_put(&b, m->text.p + at + skip, end - at - skip);
		at = end;
	}
	b.len -= mailmarks_newline(m->kind, span_of(b.p, b.len));
	n = mailmarks_newline(m->kind, span_of(m->text.p, mark->end));
	buf_put(&b, m->text.p + mark->end - n, n);
	if (!is_setting(m->kind, span_of(buf_str(&b), b.len)))
		rc = mailedit_refuse(f, mark->line,
		    "what this comment has is no line that was blocked");
	else
		edits_put(e, mark->start, mark->end - mark->start,
		    span_of(b.p, b.len));
	buf_free(&b);
	return rc;
}

/* Takes away what was added, with the newline that had to be before it. */
static void
take_away(
    const struct mailsites *m, const struct mailmark *mark, struct edits *e)
{
	size_t start = mark->start;

	if (mark->end == m->text.n && mailmarks_newline(m->kind, m->text) == 0)
		start -= mailmarks_newline(m->kind, span_of(m->text.p, start));
	edits_put(e, start, mark->end - start, span_of("", 0));
}

int
mailedit_unblock_site(const struct mailsites *m, const struct mailsite *s,
    struct edits *e, struct mailedit_fault *f)
{
	const struct mailset *set;
	size_t i;

	if (s->nmarks == 0 && mailsites_state(m, s, &set) == MAILPATH_BLOCKED &&
	    set->file == NULL)
		return mailedit_refuse(f, set->line,
		    "it was not mailblock that blocked it: change this line");
	for (i = 0; i < s->nmarks; i++)
		if (s->marks[i].added)
			take_away(m, &s->marks[i], e);
		else if (restore(m, &s->marks[i], e, f) == -1)
			return -1;
	return 0;
}
