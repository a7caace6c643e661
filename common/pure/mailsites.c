#include <stdlib.h>

#include "base/mem.h"
#include "pure/mailsites.h"

const char *const mailsites_kinds[] = {"none", "apache", "ini", "fpm"};

const char *const mailsites_modules[MAILSITES_MODULES] = {
    "php_module", "php7_module", "php5_module"};

struct mailsite *
mailsites_add(struct mailsites *m, struct span name, size_t line)
{
	struct mailsite *s;

	m->v = mem_grow(m->v, &m->cap, m->n + 1, sizeof *m->v);
	s = &m->v[m->n++];
	*s = (struct mailsite){.line = line};
	s->name = mem_dupn(name.p, name.n);
	return s;
}

void
mailsites_set(struct mailsite *s, const struct mailset *set, struct span value)
{
	struct mailset *new;

	s->sets = mem_grow(
	    s->sets, &s->sets_cap, s->nsets + 1, sizeof *s->sets);
	new = &s->sets[s->nsets];
	*new = *set;
	new->order = s->nsets++;
	new->value = value.p == NULL ? NULL : mem_dupn(value.p, value.n);
	new->n = value.n;
	new->file = set->file == NULL ? NULL : mem_dup(set->file);
}

static int
compare(const void *a, const void *b)
{
	const struct mailset *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

void
mailsites_sort(struct mailsite *s)
{
	if (s->nsets > 1)
		qsort(s->sets, s->nsets, sizeof *s->sets, compare);
}

void
mailsites_include(struct mailsites *m, struct span path, size_t start,
    size_t site, const char *inner, bool unread)
{
	struct mailinclude *i;

	m->includes = mem_grow(m->includes, &m->includes_cap, m->nincludes + 1,
	    sizeof *m->includes);
	i = &m->includes[m->nincludes++];
	*i = (struct mailinclude){
	    .start = start, .site = site, .inner = inner, .unread = unread};
	i->path = mem_dupn(path.p, path.n);
}

void
mailsites_read(struct mailsites *m, enum mailsites_kind kind, struct span text,
    const char *name)
{
	*m = (struct mailsites){.kind = kind, .text = text};
	if (kind == MAILSITES_APACHE)
		mailsites_read_apache(m);
	else if (kind == MAILSITES_FPM)
		mailsites_read_fpm(m);
	else
		mailsites_read_ini(m, name);
}

void
mailsites_free(struct mailsites *m)
{
	struct mailsite *s;
	size_t i, j;

	for (i = 0; i < m->n; i++) {
		s = &m->v[i];
		for (j = 0; j < s->naliases; j++)
			free(s->aliases[j]);
		for (j = 0; j < s->nsets; j++) {
			free(s->sets[j].value);
			free(s->sets[j].file);
		}
		free(s->name);
		free(s->aliases);
		free(s->sets);
		free(s->marks);
		free(s->runs);
	}
	for (i = 0; i < m->nincludes; i++)
		free(m->includes[i].path);
	free(m->v);
	free(m->includes);
	free(m->server_root);
	*m = (struct mailsites){0};
}

bool
mailsites_is(const struct mailsite *s, struct span name, bool *alias)
{
	size_t i;

	*alias = false;
	if (span_caseis(span_str(s->name), name))
		return true;
	*alias = true;
	for (i = 0; i < s->naliases; i++)
		if (span_caseis(span_str(s->aliases[i]), name))
			return true;
	return false;
}

enum mailpath_state
mailsites_set_state(const struct mailset *set)
{
	if (set->open_quote)
		return MAILPATH_QUOTES;
	return mailpath_of(span_of(set->value, set->n));
}

/* What sends is worse than what is blocked. */
static int
badness(enum mailpath_state state)
{
	return state == MAILPATH_DEFAULT ? (int)MAILPATH_BLOCKED
	    : state == MAILPATH_BLOCKED	 ? (int)MAILPATH_DEFAULT
					 : (int)state;
}

/* The worst so far. */
struct worst {
	enum mailpath_state state;
	const struct mailset *set;
	bool any;
};

static void
judge(struct worst *w, const struct mailset *set)
{
	enum mailpath_state state = set == NULL ? MAILPATH_DEFAULT
						: mailsites_set_state(set);

	if (w->any && badness(state) <= badness(w->state))
		return;
	*w = (struct worst){.state = state, .set = set, .any = true};
}

/* With each module the last one is in force; sections have their own. */
static void
judge_apache(struct worst *w, const struct mailsite *s)
{
	const struct mailset *last;
	unsigned bit;
	size_t i;

	for (bit = 1; bit < MAILSITES_ANY; bit <<= 1) {
		last = NULL;
		for (i = 0; i < s->nsets; i++)
			if (s->sets[i].inner == NULL && s->sets[i].when & bit)
				last = &s->sets[i];
		judge(w, last);
	}
	for (i = 0; i < s->nsets; i++)
		if ((s->sets[i].inner != NULL && !s->sets[i].weak) ||
		    (s->sets[i].inner == NULL && s->sets[i].when == 0))
			judge(w, &s->sets[i]);
}

/*
 * PHP-FPM sets them from the last to the first, php_value before
 * php_admin_value; so the first is in force.
 */
static void
judge_fpm(struct worst *w, const struct mailsite *s)
{
	const struct mailset *set = NULL;
	size_t i;

	for (i = s->nsets; i-- > 0;)
		if (set == NULL || set->weak || !s->sets[i].weak)
			set = &s->sets[i];
	judge(w, set);
}

enum mailpath_state
mailsites_state(const struct mailsites *m, const struct mailsite *s,
    const struct mailset **set)
{
	struct worst w = {0};

	if (m->kind == MAILSITES_APACHE)
		judge_apache(&w, s);
	else if (m->kind == MAILSITES_FPM)
		judge_fpm(&w, s);
	else
		judge(&w, s->nsets > 0 ? &s->sets[s->nsets - 1] : NULL);
	*set = w.set;
	return w.state;
}
