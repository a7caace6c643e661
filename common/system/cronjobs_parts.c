/* anacron(8)'s table, and the directories that run-parts(8) is called for. */
#include "pure/crontab.h"
#include "system/cronjobs_kind.h"
#include "system/rooted.h"

/* Three fields, PERIOD DELAY NAME, then the command. Else false. */
static bool
is_job(struct span line, struct span *schedule, struct span *command)
{
	struct span rest = line, field = {NULL, 0};
	int i;

	for (i = 0; i < 3; i++)
		if ((field = span_field(&rest)).p == NULL)
			return false;
	*schedule = span_of(line.p, (size_t)(field.p - line.p) + field.n);
	while (rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t'))
		span_skip(&rest, 1);
	*command = rest;
	return rest.n > 0 &&
	    (line.p[0] == '@' || (line.p[0] >= '0' && line.p[0] <= '9'));
}

static void
add_line(struct cronjobs *c, struct cronjob *from, struct span line)
{
	struct span schedule, command, name, value;
	struct cronjob *j;

	if (!is_job(line, &schedule, &command)) {
		if (!crontab_setting(line, true, &name, &value))
			cronjobs_note(c, from->file, from->line,
			    "no job; anacron passes over it");
		else if (span_is(name, "MAILTO"))
			from->mailto = value;
		else if (span_is(name, "SHELL"))
			from->shell = value;
		return;
	}
	j = cronjobs_add(c, CRONJOB_ANACRON, from->file);
	*j = *from;
	j->schedule = cronjobs_keep_span(c, schedule);
	j->command = command;
}

void
cronjobs_anacrontab(struct cronjobs *c, struct span text, struct span path)
{
	struct cronjob j = {.kind = CRONJOB_ANACRON,
	    .file = path,
	    .user = span_str("root"),
	    .mailto = span_str("root"),
	    .shell = span_str("/bin/sh")};
	struct span line;

	while ((line = span_upto(&text, '\n')).p != NULL) {
		j.line++;
		while (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
			span_skip(&line, 1);
		if (line.n > 0 && line.p[0] != '#')
			add_line(c, &j, line);
	}
}

/* --- run-parts --- */

static bool
calls(const struct cronjob *j, struct span dir)
{
	return (j->kind == CRONJOB_SYSTEM || j->kind == CRONJOB_ANACRON) &&
	    j->off == NULL && j->command.p != NULL &&
	    span_find(j->command, dir, false) != NULL &&
	    span_find(j->command, span_str("run-parts"), false) != NULL;
}

/*
 * The job that runs the directory's files; all zero if none does. Where both
 * do, Debian's crontab leaves them to anacron if that is installed.
 */
static struct cronjob
caller(const struct cronjobs *c, struct span dir)
{
	bool anacron = rooted_stat(c->fd, "/usr/sbin/anacron", NULL) == 0;
	struct cronjob found = {.user = span_of(NULL, 0)};
	size_t i;

	for (i = 0; i < c->n; i++)
		if (calls(&c->jobs[i], dir) &&
		    (found.user.p == NULL ||
			(anacron && c->jobs[i].kind == CRONJOB_ANACRON)))
			found = c->jobs[i];
	return found;
}

static void
add_part(struct cronjobs *c, const struct cronjob *by, const char *path,
    const char *name)
{
	struct cronjob *j;
	struct stat st;

	if (rooted_stat(c->fd, path, &st) == -1 || !S_ISREG(st.st_mode))
		return;
	j = cronjobs_add(
	    c, CRONJOB_PARTS, cronjobs_keep_span(c, span_str(path)));
	j->timing = by->timing;
	j->cron = by->cron;
	j->zone = by->zone;
	j->user = by->user;
	j->schedule = by->schedule;
	j->mailto = by->mailto;
	j->command = j->file;
	if (!cronjobs_is_name(c, name))
		j->off = "name not run";
	else if ((st.st_mode & 0111) == 0)
		j->off = "not executable";
}

void
cronjobs_parts(struct cronjobs *c)
{
	static const char table[] = "/etc/anacrontab";
	static const char *const times[] = {
	    "hourly", "daily", "weekly", "monthly"};
	struct buf path = {0};
	struct cronjob by;
	char **names;
	size_t i, j;

	if (cronjobs_read(c, table, 0, &path, NULL))
		cronjobs_anacrontab(
		    c, cronjobs_keep_buf(c, &path), span_str(table));
	for (i = 0; i < sizeof times / sizeof times[0]; i++) {
		buf_clear(&path);
		buf_putf(&path, "/etc/cron.%s", times[i]);
		by = caller(c, span_of(path.p, path.len));
		if (by.user.p == NULL) {
			by.user = span_str("root");
			by.schedule = span_str(times[i]);
		}
		names = cronjobs_names(c, buf_str(&path));
		for (j = 0; names != NULL && names[j] != NULL; j++) {
			buf_clear(&path);
			buf_putf(&path, "/etc/cron.%s/%s", times[i], names[j]);
			add_part(c, &by, buf_str(&path), names[j]);
		}
		rooted_free(names);
	}
	buf_free(&path);
}
