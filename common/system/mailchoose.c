#include <stdlib.h>
#include <strings.h>

#include "base/err.h"
#include "base/mem.h"
#include "system/mailchoose.h"

enum { NAMES_MOST = 100 }; /* are listed, each once */

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
compare_case(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
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

/* What has that name, or answers to it; NULL: the only one there is. */
static size_t
choose_named(struct mailfiles *f, const char *name, size_t all,
    const char **names, size_t *n_names)
{
	struct mailfile *file;
	size_t i, j, n = 0;
	bool alias = false;

	for (i = 0; i < f->n; i++) {
		file = f->v[i];
		for (j = 0; j < file->sites.n; j++) {
			if (!mailfiles_shows(file, j) ||
			    (name == NULL && all != 1) ||
			    (name != NULL &&
				!mailsites_is(
				    &file->sites.v[j], span_str(name), &alias)))
				continue;
			if (name != NULL && alias) {
				note_alias(f, file, &file->sites.v[j]);
				names[(*n_names)++] = file->sites.v[j].name;
			}
			file->chosen[j] = true;
			n++;
		}
	}
	return n;
}

/* The other sections of sites of those names: they may lack the alias. */
static size_t
choose_rest(struct mailfiles *f, const char **names, size_t n_names)
{
	struct mailfile *file;
	size_t i, j, n = 0;

	qsort(names, n_names, sizeof *names, compare_case);
	for (i = 0; i < f->n; i++) {
		file = f->v[i];
		for (j = 0; j < file->sites.n; j++) {
			if (!mailfiles_shows(file, j) || file->chosen[j] ||
			    bsearch(&file->sites.v[j].name, names, n_names,
				sizeof *names, compare_case) == NULL)
				continue;
			file->chosen[j] = true;
			n++;
		}
	}
	return n;
}

/* How many sections of files were chosen. */
static size_t
choose(struct mailfiles *f, const char *name, size_t all)
{
	const char **names = mem_alloc((all + 1) * sizeof *names);
	size_t n_names = 0, n;

	n = choose_named(f, name, all, names, &n_names);
	if (n_names > 0)
		n += choose_rest(f, names, n_names);
	free(names);
	return n;
}

size_t
mailchoose(struct mailfiles *f, const char *name)
{
	struct buf names = {0};
	size_t all = put_names(f, &names);
	size_t n = choose(f, name, all);

	if (n == 0 && all == 0)
		err_note(name, "no sites found");
	else if (n == 0 && name != NULL)
		err_note(name, "no such site; there are: %s", buf_str(&names));
	else if (n == 0)
		err_warn("-s", "which site? There are: %s", buf_str(&names));
	buf_free(&names);
	return n;
}
