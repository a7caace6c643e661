#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "system/cronjobs_kind.h"
#include "system/rooted.h"
#include "system/zone.h"

static bool
has(const struct cronjobs *c, const char *path)
{
	return rooted_stat(c->fd, path, NULL) == 0;
}

int
cronjobs_open(struct cronjobs *c, const char *root, bool quiet)
{
	/* Debian's cron, and cronie: what they leave when they ran @reboot. */
	static const char *const marks[] = {
	    "/run/crond.reboot", "/run/cron.reboot"};
	struct stat st;
	size_t i;

	*c = (struct cronjobs){.root = root, .quiet = quiet};
	c->fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->fd == -1) {
		err_warn(root, NULL);
		return -1;
	}
	rooted_read(
	    c->fd, "/etc/passwd", 0, CRONJOBS_FILE_MAX, &c->passwd, NULL);
	c->cronie = !has(c, "/usr/sbin/cron") &&
	    (has(c, "/usr/sbin/crond") || has(c, "/etc/redhat-release"));
	for (i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (rooted_stat(c->fd, marks[i], &st) == 0)
			c->rebooted = (int64_t)st.st_mtime;
	return 0;
}

void
cronjobs_scan(struct cronjobs *c)
{
	cronjobs_crontabs(c);
	cronjobs_parts(c);
	cronjobs_timers(c);
	cronjobs_at(c);
}

void
cronjobs_close(struct cronjobs *c)
{
	size_t i;

	for (i = 0; i < c->nkept; i++)
		free(c->kept[i]);
	free(c->kept);
	free(c->jobs);
	buf_free(&c->passwd);
	close(c->fd);
}

/* --- when --- */

struct asked {
	int64_t t;
	bool next;
};

static bool
cron_asked(const struct cron *c, struct asked a, int64_t *due)
{
	return a.next ? cron_next(c, a.t, due) : cron_last(c, a.t, due);
}

static bool
calendar_asked(const struct oncalendar *c, struct asked a, int64_t *due)
{
	return a.next ? oncalendar_next(c, a.t, due)
		      : oncalendar_last(c, a.t, due);
}

/* The nearest of several calendars. */
static bool
calendars_asked(const struct cronjob *j, struct asked a, int64_t *due)
{
	bool any = false, one;
	int64_t t;
	size_t i;

	for (i = 0; i < j->ncalendars; i++) {
		const struct oncalendar *c = &j->calendars[i];

		if (c->zone.p != NULL && !zone_enter(c->zone))
			return false;
		one = calendar_asked(c, a, &t);
		if (c->zone.p != NULL)
			zone_leave();
		if (one && (!any || (a.next ? t < *due : t > *due)))
			*due = t;
		any = any || one;
	}
	return any;
}

static bool
asked(const struct cronjobs *c, const struct cronjob *j, struct asked a,
    int64_t *due)
{
	bool found;

	if (j->off != NULL || j->timing == CRONJOB_TOLD)
		return false;
	if (j->timing == CRONJOB_CALENDARS)
		return calendars_asked(j, a, due);
	if (j->timing == CRONJOB_ONCE || j->cron.reboot) {
		*due = j->timing == CRONJOB_ONCE ? j->once : c->rebooted;
		return *due != 0 && a.next == (*due > a.t);
	}
	if (j->zone.p == NULL)
		return cron_asked(&j->cron, a, due);
	if (!zone_enter(j->zone))
		return false;
	found = cron_asked(&j->cron, a, due);
	zone_leave();
	return found;
}

bool
cronjobs_next(
    const struct cronjobs *c, const struct cronjob *j, int64_t t, int64_t *due)
{
	return asked(c, j, (struct asked){t, true}, due);
}

bool
cronjobs_last(
    const struct cronjobs *c, const struct cronjob *j, int64_t t, int64_t *due)
{
	return asked(c, j, (struct asked){t, false}, due);
}

/* --- for the kinds --- */

struct cronjob *
cronjobs_add(struct cronjobs *c, enum cronjob_kind kind, struct span file)
{
	c->jobs = mem_grow(c->jobs, &c->cap, c->n + 1, sizeof *c->jobs);
	c->jobs[c->n] = (struct cronjob){.kind = kind, .file = file};
	return &c->jobs[c->n++];
}

static void
keep(struct cronjobs *c, void *p)
{
	c->kept = mem_grow(c->kept, &c->keptcap, c->nkept + 1, sizeof *c->kept);
	c->kept[c->nkept++] = p;
}

void *
cronjobs_keep(struct cronjobs *c, const void *p, size_t n)
{
	void *copy = mem_dupn(p, n);

	keep(c, copy);
	return copy;
}

struct span
cronjobs_keep_span(struct cronjobs *c, struct span text)
{
	return span_of(cronjobs_keep(c, text.p, text.n), text.n);
}

struct span
cronjobs_keep_buf(struct cronjobs *c, struct buf *b)
{
	struct span text;

	buf_fit(b);
	text = span_of(buf_str(b), b->len);
	keep(c, b->p);
	*b = (struct buf){0};
	return text;
}

/* The path as it is outside of the root. */
static char *
outside(const struct cronjobs *c, struct span path)
{
	size_t n = c->operands ? 0 : strlen(c->root);
	struct buf b = {0};

	while (n > 0 && c->root[n - 1] == '/')
		n--;
	buf_put(&b, c->root, n);
	buf_put(&b, path.p, path.n);
	return buf_str(&b);
}

void
cronjobs_warn(const struct cronjobs *c, struct span path, const char *reason)
{
	char *name = outside(c, path);

	err_warn(name, "%s", reason);
	free(name);
}

void
cronjobs_note(
    const struct cronjobs *c, struct span path, size_t line, const char *reason)
{
	char *name = outside(c, path);

	if (!c->quiet && line > 0)
		err_note(name, "line %zu: %s", line, reason);
	else if (!c->quiet)
		err_note(name, "%s", reason);
	free(name);
}

void
cronjobs_check_zone(
    const struct cronjobs *c, struct span path, size_t line, struct span zone)
{
	if (zone.p == NULL)
		return;
	if (zone_enter(zone))
		zone_leave();
	else
		cronjobs_note(c, path, line, "a time zone that is not known");
}

void
cronjobs_cut(const struct cronjobs *c, struct span path, struct buf *b)
{
	cronjobs_warn(c, path, "larger than 4 MiB: the rest is left out");
	b->len = CRONJOBS_FILE_MAX;
	while (b->len > 0 && b->p[b->len - 1] != '\n')
		b->len--;
}

bool
cronjobs_read(const struct cronjobs *c, const char *path, int flags,
    struct buf *b, struct stat *st)
{
	int rc = rooted_read(c->fd, path, flags, CRONJOBS_FILE_MAX, b, st);

	if (rc == -1 && errno != ENOENT && errno != ENOTDIR)
		cronjobs_warn(c, span_str(path), rooted_error(errno));
	if (rc == 1)
		cronjobs_cut(c, span_str(path), b);
	return rc != -1;
}

static bool
ends(struct span s, const char *with)
{
	size_t n = strlen(with);

	return s.n >= n && memcmp(s.p + s.n - n, with, n) == 0;
}

/* Debian's cron and run-parts, or Red Hat's: but for editors' left-overs. */
bool
cronjobs_is_name(const struct cronjobs *c, const char *name)
{
	struct span s = span_str(name);

	if (!c->cronie)
		return strspn(name,
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			   "abcdefghijklmnopqrstuvwxyz0123456789_-") == s.n;
	return name[0] != '#' && !ends(s, "~") && !ends(s, ".rpmsave") &&
	    !ends(s, ".rpmorig") && !ends(s, ".rpmnew");
}

char **
cronjobs_names(const struct cronjobs *c, const char *path)
{
	char **names = rooted_names(c->fd, path);

	if (names == NULL && errno != ENOENT && errno != ENOTDIR)
		cronjobs_warn(c, span_str(path), rooted_error(errno));
	return names;
}
