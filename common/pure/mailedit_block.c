#include "pure/mailedit.h"
#include "pure/mailmarks.h"

/* The newline of the text around at. */
static struct span
newline_at(const struct mailsites *m, size_t at)
{
	struct span line;
	size_t n, end;

	/* Of the line before; without one of the line there. */
	end = at > 0 ? at : mailmarks_line(m->kind, m->text, 0);
	line = span_of(m->text.p, end);
	n = mailmarks_newline(m->kind, line);
	if (n == 0 && at > 0) {
		end = mailmarks_line(m->kind, m->text, 0);
		n = mailmarks_newline(m->kind, span_of(m->text.p, end));
	}
	return n > 0 ? span_of(m->text.p + end - n, n) : span_of("\n", 1);
}

/* The blanks that the line at at starts with. */
static struct span
indent(struct span text, size_t at)
{
	size_t n = 0;

	while (at + n < text.n &&
	    (text.p[at + n] == ' ' || text.p[at + n] == '\t'))
		n++;
	return span_of(text.p + at, n);
}

/* The old lines as comments; the new one ends as the last of them did. */
static void
replace(const struct mailsites *m, const struct mailset *set, struct edits *e)
{
	struct buf b = {0};
	size_t at, end, n = 0;
	struct span line, blanks = indent(m->text, set->start);

	for (at = set->start; at < set->end; at = end) {
		end = mailmarks_line(m->kind, m->text, at);
		line = span_of(m->text.p + at, end - at);
		n = mailmarks_newline(m->kind, line);
		mailmarks_put_was(&b, m->kind);
		buf_put(&b, line.p, line.n);
	}
	if (n == 0) {
		line = newline_at(m, set->start);
		buf_put(&b, line.p, line.n);
	}
	buf_put(&b, blanks.p, blanks.n);
	buf_puts(&b, mailmarks_block(m->kind));
	buf_put(&b, m->text.p + set->end - n, n);
	edits_put(e, set->start, set->end - set->start, span_of(b.p, b.len));
	buf_free(&b);
}

/* A line of what is added. */
struct adding {
	const struct mailsites *m;
	struct buf b;
	struct span newline, blanks;
};

static void
add_line(struct adding *a, const char *deeper, const char *line,
    const char *name, const char *end)
{
	buf_put(&a->b, a->blanks.p, a->blanks.n);
	buf_puts(&a->b, deeper);
	buf_puts(&a->b, line);
	buf_puts(&a->b, name);
	buf_puts(&a->b, end);
	buf_put(&a->b, a->newline.p, a->newline.n);
}

/*
 * Adds the line that blocks where nothing overrides it. Where it is not known
 * that Apache has a module which takes the line, once for each, so that
 * Apache starts without it.
 */
static void
add(const struct mailsites *m, const struct mailsite *s, unsigned missing,
    struct edits *e)
{
	bool apache = m->kind == MAILSITES_APACHE;
	/* Of what a pool sets twice the first counts. */
	bool first = m->kind == MAILSITES_FPM;
	size_t at = first ? s->top : s->add_at;
	struct adding a = {.m = m, .newline = newline_at(m, at)};
	bool guarded = apache && !m->has_php;
	size_t i, n = 0;
	bool open;

	a.blanks = apache ? indent(m->text, at) : span_of("", 0);
	/* Behind a last line without a newline: as that one ends, so does
	 * what is added. */
	open = at > 0 && at == m->text.n &&
	    mailmarks_newline(m->kind, m->text) == 0;
	if (open)
		buf_put(&a.b, a.newline.p, a.newline.n);
	for (i = 0; i < MAILSITES_MODULES; i++)
		n += (missing >> i) & 1;
	mailmarks_put_added(&a.b, m->kind, guarded ? 3 * n : 1);
	buf_put(&a.b, a.newline.p, a.newline.n);
	for (i = 0; guarded && i < MAILSITES_MODULES; i++) {
		if (((missing >> i) & 1) == 0)
			continue;
		add_line(&a, "\t", "<IfModule ", mailsites_modules[i], ">");
		add_line(&a, "\t\t", mailmarks_block(m->kind), "", "");
		add_line(&a, "\t", "</IfModule>", "", "");
	}
	if (!guarded)
		add_line(
		    &a, apache ? "\t" : "", mailmarks_block(m->kind), "", "");
	if (open)
		a.b.len -= a.newline.n;
	edits_put(e, at, 0, span_of(a.b.p, a.b.len));
	buf_free(&a.b);
}

/* The modules with which no line of the whole site would block it. */
static unsigned
missing_modules(const struct mailsite *s)
{
	unsigned missing = MAILSITES_ANY;
	size_t i;

	for (i = 0; i < s->nsets; i++)
		if (s->sets[i].inner == NULL && s->sets[i].file == NULL &&
		    s->sets[i].start + 1 > s->include_at)
			missing &= ~s->sets[i].when;
	return missing;
}

/*
 * Whether no line of the pool would block it. A php_value becomes a
 * php_admin_value unless it blocks already.
 */
static bool
misses_line(const struct mailsite *s)
{
	const struct mailset *set;
	size_t i;

	for (i = 0; i < s->nsets; i++) {
		set = &s->sets[i];
		if (set->file != NULL)
			continue;
		if (s->include_at == 0 ||
		    (set->start < s->include_at &&
			(!set->weak ||
			    mailsites_set_state(set) != MAILPATH_BLOCKED)))
			return false;
	}
	return true;
}

static unsigned
missing(const struct mailsites *m, const struct mailsite *s)
{
	if (m->kind == MAILSITES_APACHE)
		return missing_modules(s);
	if (m->kind == MAILSITES_FPM)
		return misses_line(s) ? MAILSITES_ANY : 0;
	return s->nsets == 0 ? MAILSITES_ANY : 0;
}

int
mailedit_block_site(const struct mailsites *m, const struct mailsite *s,
    struct edits *e, struct mailedit_fault *f)
{
	const struct mailset *set;
	unsigned modules = missing(m, s);
	size_t i;

	for (i = 0; i < s->nsets; i++) {
		set = &s->sets[i];
		if (set->file != NULL || (set->inner != NULL && set->weak) ||
		    mailsites_set_state(set) == MAILPATH_BLOCKED)
			continue;
		if (set->open_quote)
			return mailedit_refuse(
			    f, set->line, "a quote that is not closed");
		if (set->shared)
			return mailedit_refuse(f, set->line,
			    "sendmail_path is not alone in its line");
		replace(m, set, e);
	}
	if (s->whole && m->kind != MAILSITES_INI && s->nsets == 0)
		return mailedit_refuse(f, s->line, "no line to change");
	if (modules != 0 && (!s->whole || m->kind == MAILSITES_INI))
		add(m, s, modules, e);
	return 0;
}
