/* The crontabs of cron(8): of users, /etc/crontab, /etc/cron.d; operands. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "pure/crontab.h"
#include "pure/passwd.h"
#include "system/cronjobs_kind.h"
#include "system/rooted.h"

struct source {
	struct span text, path, user; /* user: without CRON_SYSTEM */
	unsigned how;
	bool operand; /* nothing is left out */
	const char *off; /* why cron does not look at it, or NULL */
};

/* One blank between the parts. */
static struct span
keep_schedule(struct cronjobs *c, struct span text)
{
	struct buf b = {0};
	struct span part;

	while ((part = span_field(&text)).p != NULL) {
		buf_puts(&b, b.len > 0 ? " " : "");
		buf_put(&b, part.p, part.n);
	}
	return cronjobs_keep_buf(c, &b);
}

static struct span
keep_command(struct cronjobs *c, struct span text)
{
	struct buf b = {0};

	if (text.n == 0 || memchr(text.p, '%', text.n) == NULL)
		return text;
	crontab_command(&b, text);
	return cronjobs_keep_buf(c, &b);
}

static void
add_job(struct cronjobs *c, const struct source *s, const struct crontab *t,
    const struct crontab_job *from)
{
	bool system = s->how & CRON_SYSTEM;
	struct cronjob *j = cronjobs_add(
	    c, system ? CRONJOB_SYSTEM : CRONJOB_USER, s->path);

	j->line = t->line;
	j->user = system ? from->user : s->user;
	j->schedule = keep_schedule(c, from->schedule);
	j->command = keep_command(c, from->command);
	j->mailto = t->mailto.p != NULL ? t->mailto : j->user;
	j->shell = t->shell.p != NULL ? t->shell : span_str("/bin/sh");
	j->timing = CRONJOB_CRON;
	j->cron = from->cron;
	if (s->how & CRON_CRONIE && t->zone.n > 0)
		j->zone = t->zone;
	cronjobs_check_zone(c, j->file, j->line, j->zone);
	j->off = s->off != NULL	   ? s->off
	    : cron_never(&j->cron) ? "never due"
				   : NULL;
}

static void
note_wrong(
    struct cronjobs *c, const struct source *s, size_t line, const char *why)
{
	struct buf b = {0};

	buf_puts(&b, why);
	if (!s->operand)
		buf_puts(&b,
		    s->how & CRON_CRONIE ? "; cron passes over the line"
					 : "; cron ignores the whole file");
	cronjobs_note(c, s->path, line, buf_str(&b));
	buf_free(&b);
}

/*
 * Debian's cron ignores a file for one line that it cannot read, or that has
 * no newline; cronie that line.
 */
static void
add_crontab(struct cronjobs *c, const struct source *s)
{
	struct crontab t = {.rest = s->text, .how = s->how};
	bool whole = !(s->how & CRON_CRONIE) && !s->operand;
	size_t first = c->n, wrong = 0;
	struct crontab_job job;
	const char *why;
	int rc;

	while ((rc = crontab_next(&t, &job, &why)) != 0) {
		if (rc == 1)
			add_job(c, s, &t, &job);
		if (rc == 1 && !t.unended)
			continue;
		if (s->off == NULL && (wrong == 0 || !whole))
			note_wrong(c, s, t.line,
			    rc == -1 ? why : "no newline at its end");
		wrong++;
		if (rc == 1 && !s->operand)
			c->jobs[c->n - 1].off = "no newline";
	}
	if (s->operand && wrong > 0 && c->n == first && t.settings == 0)
		cronjobs_warn(c, s->path, "no crontab");
	for (; whole && wrong > 0 && first < c->n; first++)
		c->jobs[first].off = "file ignored";
}

/* --- the usual places --- */

static void
add_file(struct cronjobs *c, const char *path, struct source *s, int flags)
{
	struct buf b = {0};

	if (cronjobs_read(c, path, flags, &b, NULL)) {
		s->text = cronjobs_keep_buf(c, &b);
		s->path = cronjobs_keep_span(c, span_str(path));
		add_crontab(c, s);
	}
	buf_free(&b);
}

static void
add_system(struct cronjobs *c, const char *path, const char *off)
{
	struct source s = {.how = CRON_SYSTEM, .off = off};

	if (c->cronie)
		s.how |= CRON_CRONIE;
	add_file(c, path, &s, 0);
}

static void
add_user(struct cronjobs *c, const char *path, const char *name, bool cronie)
{
	struct source s = {.user = cronjobs_keep_span(c, span_str(name))};

	if (cronie)
		s.how = CRON_CRONIE |
		    (strcmp(name, "root") == 0 ? CRON_ROOT : 0);
	/* Debian's cron follows no link there, whoever made it. */
	add_file(c, path, &s, O_NOFOLLOW);
}

static const struct {
	const char *dir;
	bool users, cronie;
} places[] = {
    {"/etc/cron.d", false, false}, {"/var/spool/cron/crontabs", true, false},
    {"/var/spool/cron", true, true}, /* Red Hat, Arch */
    {"/var/spool/cron/tabs", true, true}, /* SUSE */
};

void
cronjobs_crontabs(struct cronjobs *c)
{
	struct buf path = {0};
	struct stat st;
	char **names;
	size_t i, j;

	add_system(c, "/etc/crontab", NULL);
	for (i = 0; i < sizeof places / sizeof places[0]; i++) {
		names = cronjobs_names(c, places[i].dir);
		for (j = 0; names != NULL && names[j] != NULL; j++) {
			buf_clear(&path);
			buf_putf(&path, "%s/%s", places[i].dir, names[j]);
			if (rooted_stat(c->fd, buf_str(&path), &st) == 0 &&
			    S_ISDIR(st.st_mode))
				continue;
			if (places[i].users)
				add_user(c, buf_str(&path), names[j],
				    places[i].cronie);
			else
				add_system(c, buf_str(&path),
				    cronjobs_is_name(c, names[j])
					? NULL
					: "name not run");
		}
		rooted_free(names);
	}
	buf_free(&path);
}

/* --- operands --- */

/* Whether the first line that is a job has a user before its command. */
static bool
has_users(const struct cronjobs *c, struct span text)
{
	struct crontab t = {.rest = text};
	struct passwd_entry e;
	struct crontab_job j;
	struct span user;
	const char *why;
	int rc;

	while ((rc = crontab_next(&t, &j, &why)) == -1)
		continue;
	if (rc == 0)
		return false;
	user = span_field(&j.command);
	return span_field(&j.command).p != NULL &&
	    passwd_name(span_of(c->passwd.p, c->passwd.len), user, &e);
}

/*
 * The form of a file by its path: /etc/crontab and /etc/cron.d have users;
 * in /var/spool/cron the name is the user, and where no directory of its own
 * holds the crontabs it is cronie's. Else by what it says.
 */
static void
tell_form(struct cronjobs *c, struct source *s)
{
	static const char spool[] = "/spool/cron/";
	const char *path = s->path.p, *in = strstr(path, spool);
	const char *base = strrchr(path, '/');
	struct passwd_entry e;

	base = base == NULL ? path : base + 1;
	s->user = span_str(base);
	if (in != NULL) {
		if (base == in + strlen(spool))
			s->how |= CRON_CRONIE;
		return;
	}
	if (!passwd_name(span_of(c->passwd.p, c->passwd.len), s->user, &e))
		s->user = span_of(NULL, 0);
	if (strstr(path, "/cron.d/") != NULL || strcmp(base, "crontab") == 0 ||
	    has_users(c, s->text))
		s->how |= CRON_SYSTEM;
}

static bool
read_operand(struct cronjobs *c, const char *operand, struct span *text)
{
	enum { PIECE = 1 << 16 };
	bool is_stdin = strcmp(operand, "-") == 0;
	struct buf b = {0};
	ssize_t n = 1;
	int fd = is_stdin
	    ? STDIN_FILENO
	    : open(operand, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	/* A pipe that nobody writes to is empty; one that has is waited for. */
	if (fd != -1 && !is_stdin)
		fcntl(fd, F_SETFL, 0);
	while (fd != -1 && n > 0 && b.len <= CRONJOBS_FILE_MAX) {
		n = read(fd, buf_room(&b, PIECE), PIECE);
		b.len += n > 0 ? (size_t)n : 0;
	}
	if (fd == -1 || n == -1)
		err_warn(is_stdin ? "standard input" : operand, NULL);
	else if (b.len > CRONJOBS_FILE_MAX)
		cronjobs_cut(c, span_str(operand), &b);
	if (fd != -1 && !is_stdin)
		close(fd);
	*text = cronjobs_keep_buf(c, &b);
	return fd != -1 && n != -1;
}

void
cronjobs_file(struct cronjobs *c, const char *operand)
{
	bool is_stdin = strcmp(operand, "-") == 0;
	struct source s = {.operand = true,
	    .path = span_str(is_stdin ? "standard input" : operand)};

	c->operands = true;
	if (!read_operand(c, operand, &s.text)) {
		/* told */
	} else if (strstr(operand, "anacrontab") != NULL) {
		cronjobs_anacrontab(c, s.text, s.path);
	} else {
		tell_form(c, &s);
		add_crontab(c, &s);
	}
	c->operands = false;
}
