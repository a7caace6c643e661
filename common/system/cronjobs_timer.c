/* systemd's timers: the system's, and those of users below their homes. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "pure/passwd.h"
#include "pure/unitfile.h"
#include "system/cronjobs_kind.h"
#include "system/rooted.h"

enum {
	DIRS = 6,
	TIMERS_MAX = 10000, /* below one home, say: users make any number */
};

/* What systemd-run makes, which needs no switching on. */
static const char transient[] = "/run/systemd/transient";

/* Where units are looked for: what stands first wins (systemd.unit(5)). */
struct units {
	struct cronjobs *c;
	const char *dirs[DIRS];
	size_t ndirs;
	struct span user; /* whose they are; NULL: the system's */
	struct buf wanted; /* names that others want, a line each */
	size_t count; /* of names of timers that were met */
	struct buf path;
};

/* What a timer and its service say. */
struct timer {
	struct span unit, user;
	struct buf schedule, commands;
	struct oncalendar *calendars;
	size_t n, cap;
	bool install; /* it can be switched on, and so is off else */
	bool bad; /* an expression that systemd refuses */
	bool masked; /* empty, or a link to /dev/null */
};

typedef void setting_fn(struct timer *t, struct cronjobs *c,
    struct span section, struct span key, struct span value);

static const char *
path_of(struct units *u, size_t dir, const char *name, const char *more)
{
	buf_clear(&u->path);
	buf_putf(&u->path, "%s/%s%s", u->dirs[dir], name, more);
	return buf_str(&u->path);
}

static bool
ends(const char *s, const char *with)
{
	size_t n = strlen(s), m = strlen(with);

	return n >= m && strcmp(s + n - m, with) == 0;
}

static void
read_file(struct units *u, const char *path, setting_fn *fn, struct timer *t)
{
	struct buf text = {0};
	struct unitfile f = {0};
	struct span key, value;

	if (cronjobs_read(u->c, path, 0, &text, NULL))
		f.rest = span_of(buf_str(&text), text.len);
	while (unitfile_next(&f, &key, &value))
		fn(t, u->c, f.section, key, value);
	unitfile_free(&f);
	buf_free(&text);
}

/* The .conf files of the unit's drop-in directories, least of them first. */
static void
read_dropins(struct units *u, const char *name, setting_fn *fn, struct timer *t)
{
	struct buf path = {0};
	char **names;
	size_t i, j;

	for (i = u->ndirs; i-- > 0;) {
		names = cronjobs_names(u->c, path_of(u, i, name, ".d"));
		for (j = 0; names != NULL && names[j] != NULL; j++) {
			if (!ends(names[j], ".conf"))
				continue;
			buf_clear(&path);
			buf_putf(
			    &path, "%s/%s.d/%s", u->dirs[i], name, names[j]);
			read_file(u, buf_str(&path), fn, t);
		}
		rooted_free(names);
	}
	buf_free(&path);
}

/* 1 with what is there, 0 for nothing; a link that leads nowhere is empty. */
static int
look(struct units *u, size_t dir, const char *name, struct stat *st)
{
	int fd;

	*st = (struct stat){.st_size = 1};
	if (rooted_stat(u->c->fd, path_of(u, dir, name, ""), st) == 0 ||
	    errno == ELOOP)
		return 1;
	fd = rooted_open(u->c->fd, u->path.p, O_NOFOLLOW);
	st->st_size = 0;
	if (fd != -1)
		close(fd);
	return fd == -1 && errno == ELOOP;
}

/*
 * Reads a unit: NAME, or for an instance NAME@X its template NAME@. Returns
 * the path, kept, or p NULL if there is none.
 */
static struct span
read_unit(struct units *u, const char *name, setting_fn *fn, struct timer *t)
{
	const char *at = strchr(name, '@'), *dot = strrchr(name, '.');
	struct span path = {NULL, 0};
	struct buf template = {0};
	struct stat st;
	size_t i;

	for (i = 0; i < u->ndirs && path.p == NULL; i++) {
		if (look(u, i, name, &st) == 0)
			continue;
		path = cronjobs_keep_span(
		    u->c, span_of(u->path.p, u->path.len));
		t->masked = S_ISCHR(st.st_mode) || st.st_size == 0;
		if (!t->masked)
			read_file(u, path.p, fn, t);
	}
	if (path.p == NULL && at != NULL && dot != NULL && dot > at + 1) {
		buf_put(&template, name, (size_t)(at + 1 - name));
		buf_puts(&template, dot);
		path = read_unit(u, buf_str(&template), fn, t);
		buf_free(&template);
	}
	if (path.p != NULL)
		read_dropins(u, name, fn, t);
	return path;
}

static void
put_text(struct buf *b, struct span text)
{
	buf_puts(b, b->len > 0 ? "; " : "");
	buf_put(b, text.p, text.n);
}

static void
set_calendar(struct timer *t, struct cronjobs *c, struct span value)
{
	if (value.n == 0) {
		t->n = 0;
		buf_clear(&t->schedule);
		return;
	}
	put_text(&t->schedule, value);
	t->calendars = mem_grow(
	    t->calendars, &t->cap, t->n + 1, sizeof *t->calendars);
	if (oncalendar_read(
		cronjobs_keep_span(c, value), &t->calendars[t->n]) == 0)
		t->n++;
	else
		t->bad = true;
}

static void
timer_setting(struct timer *t, struct cronjobs *c, struct span section,
    struct span key, struct span value)
{
	if (span_is(section, "Install"))
		t->install = true;
	if (!span_is(section, "Timer"))
		return;
	if (span_is(key, "OnCalendar")) {
		set_calendar(t, c, value);
	} else if (span_is(key, "Unit")) {
		t->unit = cronjobs_keep_span(c, value);
	} else if (span_starts(key, "On") && value.n > 0) {
		put_text(&t->schedule, key);
		buf_putc(&t->schedule, '=');
		buf_put(&t->schedule, value.p, value.n);
	}
}

static void
service_setting(struct timer *t, struct cronjobs *c, struct span section,
    struct span key, struct span value)
{
	if (!span_is(section, "Service"))
		return;
	if (span_is(key, "User"))
		t->user = cronjobs_keep_span(c, value);
	if (!span_is(key, "ExecStart"))
		return;
	if (value.n == 0)
		buf_clear(&t->commands);
	/* - @ : + ! in front say how it is run, not what. */
	while (value.n > 0 && strchr("-@:+!|", value.p[0]) != NULL)
		span_skip(&value, 1);
	if (value.n > 0)
		put_text(&t->commands, value);
}

static bool
is_wanted(struct units *u, const char *name)
{
	struct span rest = span_of(u->wanted.p, u->wanted.len), line;

	while ((line = span_upto(&rest, '\n')).p != NULL)
		if (span_is(line, name))
			return true;
	return false;
}

/* The service: Unit=, else the timer's name with .service. */
static void
read_service(struct units *u, const char *name, struct timer *t)
{
	struct buf service = {0};
	bool masked = t->masked;

	if (t->unit.n > 0)
		buf_put(&service, t->unit.p, t->unit.n);
	else
		buf_putf(&service, "%.*s.service",
		    (int)(strlen(name) - strlen(".timer")), name);
	if (strchr(buf_str(&service), '/') == NULL)
		read_unit(u, service.p, service_setting, t);
	t->masked = t->masked || masked;
	buf_free(&service);
}

static const char *
why_off(struct units *u, const char *name, const struct timer *t)
{
	if (t->masked)
		return "masked";
	if (t->schedule.len == 0 || (t->bad && t->n == 0))
		return "no schedule";
	/* What cannot be switched on is started by others. */
	return t->install && !is_wanted(u, name) ? "not enabled" : NULL;
}

static void
add_timer(struct units *u, const char *name)
{
	struct timer t = {.n = 0};
	struct cronjobs *c = u->c;
	struct cronjob *j;
	struct span path = read_unit(u, name, timer_setting, &t);
	size_t i;

	if (path.p != NULL) {
		read_service(u, name, &t);
		j = cronjobs_add(c, CRONJOB_TIMER, path);
		if (!span_starts(path, transient))
			j->off = why_off(u, name, &t);
		/* User= is for the system's manager only. */
		j->user = u->user.p != NULL ? u->user
		    : t.user.n > 0	    ? t.user
					    : span_str("root");
		j->timing = t.n > 0 ? CRONJOB_CALENDARS : CRONJOB_TOLD;
		j->ncalendars = t.n;
		if (t.bad)
			cronjobs_note(c, path, 0,
			    "a calendar expression that systemd refuses");
		for (i = 0; i < t.n; i++)
			cronjobs_check_zone(c, path, 0, t.calendars[i].zone);
		j->calendars = cronjobs_keep(
		    c, t.calendars, t.n * sizeof *t.calendars);
		if (t.schedule.len > 0)
			j->schedule = cronjobs_keep_buf(c, &t.schedule);
		if (t.commands.len > 0)
			j->command = cronjobs_keep_buf(c, &t.commands);
	}
	buf_free(&t.schedule);
	buf_free(&t.commands);
	free(t.calendars);
}

/* Whether the name is a timer's, and one of not too many. */
static bool
is_timer(struct units *u, const char *name)
{
	if (!ends(name, ".timer") || u->count > TIMERS_MAX)
		return false;
	if (u->count++ == TIMERS_MAX)
		cronjobs_warn(u->c, span_str(u->dirs[0]),
		    "more than 10000 timers: the rest is left out");
	return u->count <= TIMERS_MAX;
}

/* Notes the names in a directory of links, as multi-user.target.wants. */
static void
note_wanted(struct units *u, const char *path)
{
	char **names = cronjobs_names(u->c, path);
	size_t i;

	for (i = 0; names != NULL && names[i] != NULL; i++)
		if (is_timer(u, names[i]))
			buf_putf(&u->wanted, "%s\n", names[i]);
	rooted_free(names);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/*
 * All timers in the first n directories, each name once: files, and instances
 * of templates, which are there only as others want them.
 */
static void
add_timers(struct units *u, size_t n)
{
	struct buf found = {0};
	char **entries, **names = NULL, *p;
	size_t i, j, count = 0, cap = 0;

	for (i = 0; i < u->ndirs; i++) {
		entries = cronjobs_names(u->c, u->dirs[i]);
		for (j = 0; entries != NULL && entries[j] != NULL; j++)
			if (ends(entries[j], ".wants") ||
			    ends(entries[j], ".requires"))
				note_wanted(u, path_of(u, i, entries[j], ""));
			else if (i < n && !ends(entries[j], "@.timer") &&
			    is_timer(u, entries[j]))
				buf_putf(&found, "%s\n", entries[j]);
		rooted_free(entries);
	}
	buf_put(&found, u->wanted.p, u->wanted.len);
	for (p = strtok(buf_str(&found), "\n"); p != NULL;
	     p = strtok(NULL, "\n")) {
		names = mem_grow(names, &cap, count + 1, sizeof *names);
		names[count++] = p;
	}
	if (count > 0)
		qsort(names, count, sizeof *names, compare);
	for (i = 0; i < count; i++)
		if (i == 0 || strcmp(names[i], names[i - 1]) != 0)
			add_timer(u, names[i]);
	free(names);
	buf_free(&found);
	buf_clear(&u->wanted);
	u->count = 0;
}

/* ~/.config/systemd/user of every user; services may be the system's. */
static void
add_homes(struct units *u)
{
	struct span rest = span_of(u->c->passwd.p, u->c->passwd.len);
	struct passwd_entry e;
	struct buf dir = {0};

	u->dirs[1] = "/etc/systemd/user";
	u->dirs[2] = "/usr/lib/systemd/user";
	u->ndirs = 3;
	while (passwd_next(&rest, &e)) {
		if (e.home.n < 2 || e.home.p[0] != '/')
			continue;
		buf_clear(&dir);
		buf_put(&dir, e.home.p, e.home.n);
		buf_puts(&dir, "/.config/systemd/user");
		u->dirs[0] = buf_str(&dir);
		u->user = e.name;
		if (rooted_stat(u->c->fd, dir.p, NULL) == 0 || errno != ENOENT)
			add_timers(u, 1);
	}
	buf_free(&dir);
}

void
cronjobs_timers(struct cronjobs *c)
{
	struct units u = {.c = c,
	    .dirs = {transient, "/etc/systemd/system", "/run/systemd/system",
		"/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
		"/lib/systemd/system"},
	    .ndirs = DIRS};
	struct stat usr, lib;

	/* Where /lib is /usr/lib its drop-ins would count twice. */
	if (rooted_stat(c->fd, u.dirs[4], &usr) == 0 &&
	    rooted_stat(c->fd, u.dirs[5], &lib) == 0 &&
	    usr.st_ino == lib.st_ino && usr.st_dev == lib.st_dev)
		u.ndirs--;
	add_timers(&u, u.ndirs);
	add_homes(&u);
	buf_free(&u.wanted);
	buf_free(&u.path);
}
