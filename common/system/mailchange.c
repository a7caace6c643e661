#include <stdlib.h>

#include "base/err.h"
#include "base/esc.h"
#include "base/mem.h"
#include "pure/mailedit.h"
#include "system/mailchange.h"
#include "system/rewrite.h"

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

	/* The site may be in there, too. */
	if (c->files->lacks) {
		err_warn(NULL, "not all files could be read; nothing changed");
		return -1;
	}
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
