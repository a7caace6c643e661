#include "base/err.h"
#include "pure/confpath.h"
#include "system/mailadvice.h"

/* The commands for the files, each once. */
static void
note_reloads(const struct mailchange *c, bool written)
{
	struct buf all = {0}, one = {0};
	struct mailfile *file;
	size_t i;

	for (i = 0; i < c->n; i++) {
		file = c->v[i].file;
		buf_clear(&one);
		confpath_reload(&one, file->sites.kind, span_str(file->path));
		if (one.len == 0 || c->v[i].edits.n == 0 ||
		    span_find(span_of(all.p, all.len), span_of(one.p, one.len),
			false) != NULL)
			continue;
		buf_puts(&all, "\n");
		buf_put(&all, one.p, one.len);
		err_note(NULL, "%s: %s",
		    written ? "now test and reload"
			    : "when it is in place, test and reload",
		    buf_str(&one));
	}
	buf_free(&all);
	buf_free(&one);
}

/* Whether it is Apache's PHP that the change is for. */
static void
note_runs(const struct mailchange *c, const struct mailfile *file,
    const struct mailsite *s)
{
	const char *runs = mailfiles_runs(c->files, file, s);

	if (file->sites.kind != MAILSITES_APACHE || !c->block)
		return;
	if (runs != NULL)
		err_note(s->name,
		    "its PHP does not run in Apache but in %s: that is what "
		    "is to be changed",
		    runs);
	else if (!file->sites.has_php)
		err_note(s->name,
		    "this holds if PHP runs in Apache; with PHP-FPM or CGI its "
		    "pool or php.ini is what is to be changed");
}

static void
note_file(const struct mailchange *c, const struct mailfile *file)
{
	const char *panel = confpath_panel(span_str(file->path));
	size_t i;

	if (panel != NULL)
		err_note(file->path,
		    "%s writes this file anew, and the change is lost then",
		    panel);
	if (file->is_file && file->shared)
		err_note(file->path, "%s can change this file, and so undo it",
		    mailfiles_who(c->files, file));
	if (file->is_file && file->st.st_nlink > 1)
		err_note(file->path,
		    "it has another name, under which it stays as it was");
	for (i = 0; i < file->sites.n; i++)
		if (file->chosen[i])
			note_runs(c, file, &file->sites.v[i]);
}

/* What is set for a directory of all sites overrides a site's own. */
static void
note_overrides(const struct mailchange *c)
{
	const struct mailsites *m;
	const struct mailset *set;
	struct buf at = {0};
	size_t i, j;

	for (i = 0; i < c->files->n; i++) {
		m = &c->files->v[i]->sites;
		for (j = 0; m->kind == MAILSITES_APACHE && j < m->v[0].nsets;
		     j++) {
			set = &m->v[0].sets[j];
			if (set->inner == NULL || set->weak ||
			    mailsites_set_state(set) == MAILPATH_BLOCKED)
				continue;
			buf_clear(&at);
			buf_putf(
			    &at, "%s:%zu", c->files->v[i]->path, set->line);
			err_note(buf_str(&at),
			    "this holds in its <%s> of any site, blocked or "
			    "not",
			    set->inner);
		}
	}
	buf_free(&at);
}

void
mailadvice_note(const struct mailchange *c, bool written)
{
	size_t i, n = 0;

	for (i = 0; i < c->n; i++)
		n += c->v[i].edits.n > 0;
	if (n == 0) {
		err_note(NULL, "nothing to change: %s already",
		    c->block ? "blocked" : "not blocked");
		return;
	}
	for (i = 0; i < c->n; i++)
		note_file(c, c->v[i].file);
	note_reloads(c, written);
	if (!c->block)
		return;
	note_overrides(c);
	err_note(NULL,
	    "this stops mail() only: not SMTP to localhost, mail "
	    "straight to other servers, sendmail run by other means "
	    "or languages, nor cron's php-cli, which has a php.ini "
	    "of its own");
}
