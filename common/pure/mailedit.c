/* What the sites' edits make of a text is looked at before it is believed. */
#include "pure/mailedit.h"

int
mailedit_refuse(struct mailedit_fault *f, size_t line, const char *why)
{
	*f = (struct mailedit_fault){.line = line, .why = why};
	return -1;
}

static int
refuse_all(struct mailedit_fault *f)
{
	return mailedit_refuse(
	    f, 1, "cannot be changed safely: change it by hand");
}

typedef int site_fn(const struct mailsites *m, const struct mailsite *s,
    struct edits *e, struct mailedit_fault *f);

static int
change(const struct mailsites *m, const bool *chosen, site_fn *fn,
    struct edits *e, struct mailedit_fault *f)
{
	size_t i;

	if (m->fault != NULL)
		return mailedit_refuse(f, m->fault_line, m->fault);
	for (i = 0; i < m->n; i++) {
		if (!chosen[i])
			continue;
		if (m->v[i].mark_fault != 0)
			return mailedit_refuse(f, m->v[i].mark_fault,
			    "a mark of mailblock's without its line");
		if (fn(m, &m->v[i], e, f) == -1)
			return -1;
	}
	return edits_sort(e) ? 0 : refuse_all(f);
}

/* Whether those not chosen are in the new text as in the old one. */
static bool
same_others(const struct mailsites *old, const struct mailsites *new,
    const bool *chosen)
{
	const struct mailset *a, *b;
	size_t i;

	if (new->fault != NULL || old->n != new->n)
		return false;
	for (i = 0; i < old->n; i++) {
		if (strcmp(old->v[i].name, new->v[i].name) != 0)
			return false;
		if (!chosen[i] &&
		    (old->v[i].nmarks != new->v[i].nmarks ||
			mailsites_state(new, &new->v[i], &a) !=
			    mailsites_state(old, &old->v[i], &b)))
			return false;
	}
	return true;
}

/* What an Apache or an FPM has in common may be left at PHP's default: no line
 * of it is to be blocked, then. */
static bool
are_blocked(const struct mailsites *m, const bool *chosen)
{
	enum mailpath_state state;
	const struct mailset *set;
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (!chosen[i])
			continue;
		state = mailsites_state(m, &m->v[i], &set);
		if (state != MAILPATH_BLOCKED &&
		    (m->kind == MAILSITES_INI || !m->v[i].whole ||
			state != MAILPATH_DEFAULT))
			return false;
	}
	return true;
}

/* Whether the new text unblocked is the old one; where that has no marks. */
static bool
is_undone(const struct mailsites *old, const struct mailsites *new,
    const bool *chosen)
{
	struct edits e = {0};
	struct buf b = {0};
	struct mailedit_fault f;
	size_t i;
	bool same;

	for (i = 0; i < old->n; i++)
		if (chosen[i] && old->v[i].nmarks > 0)
			return true;
	same = change(new, chosen, mailedit_unblock_site, &e, &f) == 0;
	if (same) {
		edits_apply(&e, new->text, &b);
		same = span_same(span_of(b.p, b.len), old->text);
	}
	buf_free(&b);
	edits_free(&e);
	return same;
}

static int
check(const struct mailsites *m, const bool *chosen, const char *name,
    const struct edits *e, bool block, struct mailedit_fault *f)
{
	struct buf text = {0};
	struct mailsites old, new;
	bool good;

	if (e->n == 0)
		return 0;
	edits_apply(e, m->text, &text);
	mailsites_read(&new, m->kind, span_of(buf_str(&text), text.len), name);
	/* Without what m knows of other files. */
	mailsites_read(&old, m->kind, m->text, name);
	good = same_others(&old, &new, chosen) &&
	    (!block ||
		(are_blocked(&new, chosen) && is_undone(&old, &new, chosen)));
	mailsites_free(&old);
	mailsites_free(&new);
	buf_free(&text);
	return good ? 0 : refuse_all(f);
}

int
mailedit_block(const struct mailsites *m, const bool *chosen, const char *name,
    struct edits *e, struct mailedit_fault *f)
{
	if (change(m, chosen, mailedit_block_site, e, f) == -1)
		return -1;
	return check(m, chosen, name, e, true, f);
}

int
mailedit_unblock(const struct mailsites *m, const bool *chosen,
    const char *name, struct edits *e, struct mailedit_fault *f)
{
	if (change(m, chosen, mailedit_unblock_site, e, f) == -1)
		return -1;
	return check(m, chosen, name, e, false, f);
}
