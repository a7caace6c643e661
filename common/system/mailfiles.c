#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/confpath.h"
#include "pure/passwd.h"
#include "system/confglob.h"
#include "system/mailfiles.h"
#include "system/mailload.h"
#include "system/mailplaces.h"
#include "system/ownpath.h"
#include "system/rooted.h"

enum { DEEPEST = 8 }; /* files that include each other */

static void read_one(
    struct mailfiles *f, const char *path, const struct mailload_way *way);

void
mailfiles_open(struct mailfiles *f)
{
	int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (root == -1 ||
	    (rooted_read(root, "etc/passwd", 0, MAILFILES_MOST, &f->users,
		 NULL) == -1 &&
		errno != ENOENT))
		rooted_tell("etc/passwd");
	if (root != -1)
		close(root);
}

const char *
mailfiles_who(const struct mailfiles *f, const struct mailfile *file)
{
	static struct buf name;
	struct passwd_entry e;

	buf_clear(&name);
	if (file->who == 0)
		buf_puts(&name, "others than root"); /* by its mode */
	else if (passwd_uid(span_of(f->users.p, f->users.len), file->who, &e))
		buf_put(&name, e.name.p, e.name.n);
	else
		buf_putf(&name, "uid %lu", (unsigned long)file->who);
	return buf_str(&name);
}

/* Takes what a file sets that is included in a site. */
static void
take_fragment(struct mailfiles *f, struct mailfile *to,
    const struct mailinclude *inc, const char *path,
    const struct mailload_way *way, bool *all)
{
	struct mailload_way own = *way;
	struct mailfile *file;
	struct mailset set;
	char *name = mem_dup(path);
	size_t i;

	own.found = true;
	own.part = true;
	file = mailload_read(f, path, &own);
	if (file == NULL)
		*all = false;
	for (i = 0; file != NULL && i < file->sites.v[0].nsets; i++) {
		set = file->sites.v[0].sets[i];
		set.start = inc->start;
		set.end = inc->start;
		set.inner = set.inner != NULL ? set.inner : inc->inner;
		set.file = name;
		mailsites_set(
		    &to->sites.v[inc->site], &set, span_of(set.value, set.n));
		*all = *all && set.inner != NULL;
	}
	if (file != NULL && file->sites.nincludes > 0)
		*all = false;
	if (file != NULL)
		mailload_free(file);
	free(name);
}

static void
take_include(struct mailfiles *f, struct mailfile *file,
    const struct mailinclude *inc, const struct mailload_way *way, bool *all)
{
	struct buf path = {0};
	struct mailload_way next = *way;
	struct confglob g = {0};
	bool pool = inc->site > 0 && file->sites.kind == MAILSITES_FPM;
	size_t i;

	if (inc->path[0] != '/')
		buf_putf(&path, "%s/", way->root);
	buf_puts(&path, inc->path);
	next.kind = file->sites.kind;
	next.found = true;
	next.only_set = false;
	next.depth++;
	if (inc->unread) {
		*all = false;
		if (!f->quiet)
			err_note(file->path, "not followed: %s", inc->path);
	} else {
		confglob_find(
		    &g, buf_str(&path), file->sites.kind == MAILSITES_APACHE);
	}
	for (i = 0; i < g.n; i++) {
		if (inc->site > 0)
			take_fragment(f, file, inc, g.v[i], &next, all);
		/* It may have pools of its own. */
		if (inc->site == 0 || pool)
			read_one(f, g.v[i], &next);
	}
	confglob_free(&g);
	buf_free(&path);
}

/* A site whose included files were all read, and set nothing, needs no line
 * behind them. */
static void
follow_includes(
    struct mailfiles *f, struct mailfile *file, const struct mailload_way *way)
{
	struct mailsites *m = &file->sites;
	struct mailload_way own = *way;
	struct buf root = {0}, here = {0};
	char cwd[PATH_MAX];
	bool *all = mem_alloc(m->n * sizeof *all);
	size_t i;

	if (m->kind == MAILSITES_FPM)
		confpath_prefix(&root, span_str(file->path));
	else if (m->server_root != NULL)
		buf_puts(&root, m->server_root);
	else if (way->root != NULL)
		buf_puts(&root, way->root);
	else
		confpath_root(&root, span_str(file->path));
	if (buf_str(&root)[0] != '/' && getcwd(cwd, sizeof cwd) != NULL)
		buf_putf(&here, "%s/", cwd);
	buf_put(&here, root.p, root.len);
	own.root = buf_str(&here);
	for (i = 0; i < m->n; i++)
		all[i] = way->depth < DEEPEST;
	for (i = 0; i < m->nincludes && way->depth < DEEPEST; i++)
		take_include(
		    f, file, &m->includes[i], &own, &all[m->includes[i].site]);
	for (i = 1; i < m->n; i++) {
		mailsites_sort(&m->v[i]);
		if (all[i])
			m->v[i].include_at = 0;
	}
	free(all);
	buf_free(&root);
	buf_free(&here);
}

static bool
sets_any(const struct mailsites *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->v[i].nsets > 0 || m->v[i].mark_fault > 0)
			return true;
	return false;
}

static void
look_who(struct mailfile *file)
{
	struct ownpath at;

	if (!S_ISREG(file->st.st_mode))
		return;
	if (ownpath_open(&at, file->path) == -1) {
		/* Others' links: -i says so. */
		if (errno != ELOOP && errno != ENOENT)
			err_warn(file->path, NULL);
		return;
	}
	file->shared = ownpath_shared(&at, &file->st, &file->who);
	ownpath_close(&at);
}

static void
read_one(struct mailfiles *f, const char *path, const struct mailload_way *way)
{
	struct mailfile *file;
	struct buf at = {0};

	file = mailload_read(f, path, way);
	if (file == NULL)
		return;
	if (way->only_set && !sets_any(&file->sites) &&
	    file->sites.fault == NULL) {
		mailload_free(file);
		return;
	}
	file->chosen = mem_alloc(file->sites.n * sizeof *file->chosen);
	memset(file->chosen, 0, file->sites.n * sizeof *file->chosen);
	f->v = mem_grow(f->v, &f->cap, f->n + 1, sizeof(struct mailfile *));
	f->v[f->n++] = file;
	if (file->is_file) {
		look_who(file);
		follow_includes(f, file, way);
	}
	if (file->sites.fault != NULL) {
		buf_putf(&at, "%s:%zu", file->path, file->sites.fault_line);
		err_warn(buf_str(&at), "%s", file->sites.fault);
		f->lacks |= !way->found;
	}
	buf_free(&at);
}

void
mailfiles_read(struct mailfiles *f, const char *operand)
{
	struct mailload_way way = {.kind = f->kind};

	read_one(f, operand, &way);
}

void
mailfiles_places(struct mailfiles *f)
{
	const struct mailplace *p;
	struct mailload_way way = {.found = true};
	struct confglob g = {0};
	size_t i;

	for (p = mailplaces; p->pattern != NULL; p++) {
		if (f->kind != MAILSITES_NONE && f->kind != p->kind)
			continue;
		confglob_find(&g, p->pattern, false);
		way.kind = p->kind;
		way.only_set = p->only_set;
		for (i = 0; i < g.n; i++)
			read_one(f, g.v[i], &way);
		confglob_free(&g);
	}
}

bool
mailfiles_shows(const struct mailfile *file, size_t site)
{
	const struct mailsite *s = &file->sites.v[site];

	return !s->whole || s->nsets > 0 || file->sites.kind == MAILSITES_INI;
}

const char *
mailfiles_runs(const struct mailfiles *f, const struct mailfile *file,
    const struct mailsite *s)
{
	const struct mailsites *m;
	size_t i;

	if (file->sites.kind != MAILSITES_APACHE || s->runs != NULL)
		return s->runs;
	/* Debian has it for all sites, in a file of its own. */
	for (i = 0; i < f->n; i++) {
		m = &f->v[i]->sites;
		if (m->kind == MAILSITES_APACHE && m->v[0].runs != NULL)
			return m->v[0].runs;
	}
	return NULL;
}

void
mailfiles_free(struct mailfiles *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		mailload_free(f->v[i]);
	free(f->v);
	buf_free(&f->users);
	*f = (struct mailfiles){0};
}
