#include "pure/confpath.h"
#include "system/mailshow.h"

const struct key mailshow_table[MAILSHOW_FIELDS] = {
    {"file", KEY_TEXT},
    {"site", KEY_TEXT},
    {"kind", KEY_TEXT},
    {"sendmail_path", KEY_TEXT},
    {"state", KEY_TEXT},
    {"warnings", KEY_TEXT},
};

const char mailshow_default[] = "file,site,kind,sendmail_path,state,warnings";

/*
 * What is in force: of a site that sets nothing what is set for all in the
 * file, of which pools know nothing.
 */
static enum mailpath_state
state_of(const struct mailshow *s, const struct mailset **set)
{
	const struct mailsites *m = &s->file->sites;
	const struct mailsite *site = s->site;

	if (site->nsets == 0 && m->kind != MAILSITES_FPM)
		site = &m->v[0];
	return mailsites_state(m, site, set);
}

/* What a value does that nobody would think; or NULL. */
static const char *
oddity(enum mailsites_kind kind, enum mailpath_state state,
    const struct mailset *set)
{
	bool apache = kind == MAILSITES_APACHE;

	if (set == NULL)
		return NULL;
	switch (state) {
	case MAILPATH_BLANK:
		if (kind == MAILSITES_FPM)
			return "PHP-FPM makes /usr/ of a blank";
		return apache && set->nothing
		    ? "Apache refuses to start with this line"
		    : "the fifth argument of mail() is run as a command";
	case MAILPATH_QUOTES:
		return apache
		    ? "Apache takes the rest of the line"
		    : "PHP takes neither this line nor those after it";
	case MAILPATH_BLOCKED:
		return mailpath_lies(span_of(set->value, set->n))
		    ? "mail() says that it has sent"
		    : NULL;
	default:
		return set->weak && set->value == NULL
		    ? "php_value sets nothing, and unsets the line before it"
		    : NULL;
	}
}

/* Puts one more of them, unless the text is NULL. */
static void
put(struct buf *b, const char *text, const char *name, const char *end)
{
	if (text == NULL || name == NULL)
		return;
	buf_puts(b, b->len > 0 ? "; " : "");
	buf_puts(b, text);
	buf_puts(b, name);
	buf_puts(b, end);
}

static void
put_warnings(struct buf *b, const struct mailshow *s)
{
	const struct mailset *set;
	const struct mailfile *file = s->file;
	enum mailpath_state state = state_of(s, &set);

	if (set != NULL && s->site->nsets == 0 && !s->site->whole)
		put(b, "set for all sites", "", "");
	put(b, oddity(file->sites.kind, state, set), "", "");
	if (set != NULL)
		put(b, "only in <", set->inner, ">");
	if (set != NULL && set->when == 0)
		put(b, "only if Apache reads the section around it", "", "");
	if (s->site->mark_fault > 0)
		put(b, "a mark of mailblock's without its line", "", "");
	put(b, "PHP does not run in Apache: ",
	    mailfiles_runs(s->files, file, s->site), "");
	put(b, "", confpath_panel(span_str(file->path)),
	    " writes this file anew");
	if (file->is_file && file->shared)
		put(b, "", mailfiles_who(s->files, file),
		    " can change this file");
}

/* file:line of what sets it, else of where the site starts. */
static void
put_place(struct buf *b, const struct mailshow *s, const struct mailset *set)
{
	size_t line = set == NULL ? s->site->line : set->line;

	buf_puts(
	    b, set != NULL && set->file != NULL ? set->file : s->file->path);
	buf_putf(b, ":%zu", line);
}

struct span
mailshow_value(const void *row, int field, struct buf *made)
{
	const struct mailshow *s = row;
	const struct mailset *set;
	enum mailpath_state state = state_of(s, &set);

	buf_clear(made);
	switch ((enum mailshow_field)field) {
	case MAILSHOW_FILE:
		put_place(made, s, set);
		break;
	case MAILSHOW_SITE:
		return span_str(s->site->name);
	case MAILSHOW_KIND:
		return span_str(mailsites_kinds[s->file->sites.kind]);
	case MAILSHOW_PATH:
		if (set == NULL || set->value == NULL)
			return span_of(NULL, 0);
		return span_of(set->value, set->n);
	case MAILSHOW_STATE:
		return span_str(mailpath_states[state]);
	default:
		put_warnings(made, s);
	}
	return made->len == 0 ? span_of(NULL, 0) : span_of(made->p, made->len);
}
