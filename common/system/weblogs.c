#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/format.h"
#include "pure/logpath.h"
#include "system/confine.h"
#include "system/weblogs.h"

/* Files that are held open, come what may to their names meanwhile. */
enum { OPEN = 200 };

/* --- what is told of a file --- */

static void
tell_kind(const struct weblogs *s, const char *name, const struct weblines *l)
{
	struct buf line = {0};

	if (l->file->kind == WEBLOG_BYTES && !s->quiet)
		err_note(name, "counts of bytes, no access log, left out");
	if (l->file->kind != WEBLOG_UNTOLD || l->lines == 0)
		return;
	if (l->first.len > 0)
		buf_put(&line, l->first.p, l->first.len);
	else
		buf_puts(&line, "longer than 1 MiB");
	err_warn(name, "no access log, no mail.log of PHP's; line 1: %s",
	    buf_str(&line));
	buf_free(&line);
}

static void
tell_lines(struct weblogs *s, const char *name, const struct weblines *l)
{
	if (s->quiet || l->file->kind == WEBLOG_UNTOLD)
		return;
	if (l->bad > 0)
		err_note(name, "%ju of %ju lines cannot be read, left out",
		    (uintmax_t)l->bad, (uintmax_t)l->lines);
	if (l->local && !s->zoneless)
		err_note(name, "times without a zone are taken as local time");
	s->zoneless |= l->local;
}

static void
add_span(struct weblogs *s, const struct weblines *l)
{
	if (!l->any)
		return;
	if (!s->any || l->first_time < s->first)
		s->first = l->first_time;
	if (!s->any || l->last_time > s->last)
		s->last = l->last_time;
	s->any = true;
}

/* --- the files --- */

static int
open_path(const char *path, bool found)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY;

	if (found)
		flags |= O_NOFOLLOW | O_NONBLOCK;
	return strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, flags);
}

/* Whether the file, which was found, was read under another name. */
static bool
was_seen(struct weblogs *s, const struct stat *st)
{
	size_t i;

	for (i = 0; i < s->nseen; i++)
		if (s->seen[i].dev == st->st_dev &&
		    s->seen[i].ino == st->st_ino)
			return true;
	s->seen = mem_grow(
	    s->seen, &s->cap_seen, s->nseen + 1, sizeof *s->seen);
	s->seen[s->nseen++] = (struct weblogs_seen){st->st_dev, st->st_ino};
	return false;
}

/* Whether its lines are to be read; if they cannot, that was told. */
static bool
open_log(struct weblogs *s, struct logset_file *log, struct webfile *f)
{
	struct stat st;
	char start[2];

	log->fd = f->fd != -1 ? f->fd : open_path(f->name, s->found);
	f->fd = -1;
	if (log->fd == -1 && s->found && errno == ELOOP) {
		err_note(log->name, "a symbolic link, left out");
		return false;
	}
	if (log->fd == -1 || fstat(log->fd, &st) == -1) {
		err_warn(log->name, NULL);
		return false;
	}
	log->plain = S_ISREG(st.st_mode) && lseek(log->fd, 0, SEEK_CUR) == 0;
	log->size = st.st_size;
	if (s->found && !log->plain) {
		err_note(log->name, "no regular file, left out");
		return false;
	}
	if (log->plain && pread(log->fd, start, 2, 0) == 2 &&
	    format_is_gzip(span_of(start, 2))) {
		err_warn(log->name,
		    "compressed by gzip: gzip -dc FILE | postscan -");
		return false;
	}
	return !s->found || !was_seen(s, &st);
}

static void
read_file(struct weblogs *s, struct webfile *f)
{
	struct logset_file log = {.fd = -1};
	struct weblines lines = {.file = f,
	    .format = s->asked.format,
	    .method = s->asked.method,
	    .now = s->now};

	log.name = mem_dup(
	    strcmp(f->name, "-") == 0 ? "standard input" : f->name);
	if (open_log(s, &log, f)) {
		webread_file(&s->asked, &log, &lines);
		tell_kind(s, log.name, &lines);
		tell_lines(s, log.name, &lines);
		add_span(s, &lines);
	}
	if (log.fd != -1)
		close(log.fd);
	weblines_free(&lines);
	free(log.name);
}

void
weblogs_open(struct weblogs *s, char *const *files, bool found)
{
	size_t cap = 0;

	s->now = time(NULL);
	s->found = found;
	tzset();
	confine_allow("/etc/localtime");
	confine_allow("/usr/share/zoneinfo");
	for (; *files != NULL; files++) {
		struct span path = span_str(*files);

		s->files = mem_grow(
		    s->files, &cap, s->nfiles + 1, sizeof *s->files);
		s->files[s->nfiles] = (struct webfile){.name = *files,
		    .fd = s->nfiles < OPEN ? open_path(*files, found) : -1,
		    .site = logpath_site(path),
		    .stamp = logpath_stamp(path)};
		s->nfiles++;
		if (!span_is(path, "-"))
			confine_allow(*files);
	}
}

void
weblogs_want(
    struct weblogs *s, const struct webwindow *w, int64_t from, int64_t to)
{
	const int64_t hour = INT64_C(3600) * 1000000;
	struct webwindow widest = webwindow_widest(w);

	s->asked.near_from = from - widest.after;
	s->asked.near_to = to + widest.before;
	s->asked.longer = w->fixed ? 0 : hour;
}

void
weblogs_run(struct weblogs *s)
{
	size_t i;

	for (i = 0; i < s->nfiles; i++)
		read_file(s, &s->files[i]);
}

int
weblogs_read(struct weblogs *s, const struct webfile *f, struct span line,
    struct buf *scratch, struct webrequest *r)
{
	struct webfile file = *f;
	struct weblines l = {.file = &file,
	    .format = s->asked.format,
	    .now = s->now,
	    .scratch = *scratch};
	int rc = weblines_read(&l, line, r);

	*scratch = l.scratch;
	r->file = f;
	return rc;
}

void
weblogs_close(struct weblogs *s)
{
	size_t i;

	for (i = 0; i < s->nfiles; i++)
		if (s->files[i].fd != -1)
			close(s->files[i].fd);
	free(s->seen);
	free(s->files);
}
