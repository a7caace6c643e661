#include <stdlib.h>

#include "base/err.h"
#include "base/esc.h"
#include "base/mem.h"
#include "pure/mailedit.h"
#include "system/mailchange.h"
#include "system/rewrite.h"

enum { NAMES_MOST = 100 }; /* are listed, each once */

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Puts the names of all sites that are shown, sorted. */
static size_t
put_names(const struct mailfiles *f, struct buf *b)
{
	const char **names = NULL;
	size_t i, j, n = 0, cap = 0, shown = 0;

	for (i = 0; i < f->n; i++)
		for (j = 0; j < f->v[i]->sites.n; j++) {
			if (!mailfiles_shows(f->v[i], j))
				continue;
			names = mem_grow(names, &cap, n + 1, sizeof *names);
			names[n++] = f->v[i]->sites.v[j].name;
		}
	if (n > 1)
		qsort(names, n, sizeof *names, compare);
	for (i = 0; i < n; i++) {
		if (i > 0 && strcmp(names[i], names[i - 1]) == 0)
			continue;
		if (shown++ >= NAMES_MOST)
			continue;
		buf_puts(b, shown > 1 ? ", " : "");
		buf_puts(b, names[i]);
	}
	if (shown > NAMES_MOST)
		buf_putf(b, " and %zu more", shown - NAMES_MOST);
	free(names);
	return n;
}

static void
note_alias(const struct mailfiles *f, const struct mailfile *file,
    const struct mailsite *s)
{
	struct buf at = {0};

	buf_putf(&at, "%s:%zu", file->path, s->line);
	if (!f->quiet)
		err_note(
		    buf_str(&at), "the site %s, which has that alias", s->name);
	buf_free(&at);
}

size_t
mailchange_choose(struct mailfiles *f, const char *name)
{
	struct buf names = {0};
	size_t i, j, n = 0, all = put_names(f, &names);
	bool alias = false;
	struct mailfile *file;

	for (i = 0; i < f->n; i++) {
		file = f->v[i];
		for (j = 0; j < file->sites.n; j++) {
			if (!mailfiles_shows(file, j) ||
			    (name == NULL && all != 1) ||
			    (name != NULL &&
				!mailsites_is(
				    &file->sites.v[j], span_str(name), &alias)))
				continue;
			if (name != NULL && alias)
				note_alias(f, file, &file->sites.v[j]);
			file->chosen[j] = true;
			n++;
		}
	}
	if (n == 0 && all == 0)
		err_note(name, "no sites found");
	else if (n == 0 && name != NULL)
		err_note(name, "no such site; there are: %s", buf_str(&names));
	else if (n == 0)
		err_warn("-s", "which site? There are: %s", buf_str(&names));
	buf_free(&names);
	return n;
}

/*
 * Settings of included files that hold for a part of the site whatever stands
 * in this one: told.
 */
static void
tell_out_of_reach(const struct mailfile *file)
{
	const struct mailset *set;
	struct buf at = {0};
	size_t i, j;

	for (i = 0; i < file->sites.n; i++)
		for (j = 0; file->chosen[i] && j < file->sites.v[i].nsets;
		     j++) {
			set = &file->sites.v[i].sets[j];
			if (set->file == NULL || set->inner == NULL ||
			    set->weak ||
			    mailsites_set_state(set) == MAILPATH_BLOCKED)
				continue;
			buf_clear(&at);
			buf_putf(&at, "%s:%zu", set->file, set->line);
			err_warn(buf_str(&at),
			    "%s is not blocked in this <%s>, which it "
			    "includes",
			    file->sites.v[i].name, set->inner);
		}
	buf_free(&at);
}

/* The edits of one file: 0, or -1, told. */
static int
edit(struct mailchange *c, struct mailchange_file *to)
{
	struct mailfile *file = to->file;
	struct mailedit_fault fault = {0};
	struct buf at = {0};
	int rc;

	rc = c->block ? mailedit_block(&file->sites, file->chosen, file->name,
			    &to->edits, &fault)
		      : mailedit_unblock(&file->sites, file->chosen, file->name,
			    &to->edits, &fault);
	if (rc == -1) {
		buf_putf(&at, "%s:%zu", file->path, fault.line);
		err_warn(buf_str(&at), "%s; nothing changed", fault.why);
		buf_free(&at);
		return -1;
	}
	if (c->block)
		tell_out_of_reach(file);
	edits_apply(
	    &to->edits, span_of(file->text.p, file->text.len), &to->text);
	if (to->text.len <= MAILFILES_MOST)
		return 0;
	/* Unblocked it could not be: who would read it? */
	err_warn(file->path, "would be larger than %d MiB; nothing changed",
	    MAILFILES_MOST >> 20);
	return -1;
}

static bool
is_chosen(const struct mailfile *file)
{
	size_t i;

	for (i = 0; i < file->sites.n; i++)
		if (file->chosen[i])
			return true;
	return false;
}

int
mailchange_make(struct mailchange *c)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < c->files->n; i++) {
		if (!is_chosen(c->files->v[i]))
			continue;
		c->v = mem_grow(c->v, &c->cap, c->n + 1, sizeof *c->v);
		c->v[c->n] = (struct mailchange_file){.file = c->files->v[i]};
		if (edit(c, &c->v[c->n++]) == -1)
			rc = -1;
	}
	return rc;
}

void
mailchange_diff(const struct mailchange *c, size_t i, struct buf *b)
{
	const struct mailfile *file = c->v[i].file;
	struct buf name = {0};

	esc_put(&name, file->path, strlen(file->path), 0);
	edits_diff(&c->v[i].edits, span_of(file->text.p, file->text.len),
	    span_of(name.p, name.len), b);
	buf_free(&name);
}

/* What the file has become, for its records. */
static void
read_again(struct mailchange_file *f)
{
	struct mailfile *file = f->file;
	enum mailsites_kind kind = file->sites.kind;

	mailsites_free(&file->sites);
	mailsites_read(
	    &file->sites, kind, span_of(f->text.p, f->text.len), file->name);
}

int
mailchange_write(struct mailchange *c, struct buf *why)
{
	struct rewrite *v = mem_alloc(c->n * sizeof *v);
	struct mailfile *file;
	size_t i, n = 0;
	int rc;

	for (i = 0; i < c->n; i++) {
		file = c->v[i].file;
		if (c->v[i].edits.n == 0)
			continue;
		v[n++] = (struct rewrite){.path = file->path,
		    .st = file->st,
		    .old = span_of(file->text.p, file->text.len),
		    /* Apache may read all files of a directory. */
		    .comment = file->sites.kind == MAILSITES_APACHE,
		    .text = span_of(c->v[i].text.p, c->v[i].text.len)};
	}
	rc = rewrite_all(v, n, why);
	for (i = 0; rc == 0 && i < c->n; i++)
		if (c->v[i].edits.n > 0)
			read_again(&c->v[i]);
	free(v);
	return rc;
}

void
mailchange_free(struct mailchange *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		edits_free(&c->v[i].edits);
		buf_free(&c->v[i].text);
	}
	free(c->v);
	c->v = NULL;
	c->n = 0;
}
