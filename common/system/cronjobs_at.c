/* at(1)'s jobs, in the directories of Debian's and Red Hat's atd(8). */
#include <fcntl.h>

#include "pure/passwd.h"
#include "system/cronjobs_kind.h"
#include "system/rooted.h"

/*
 * The time in a job's name, as at writes it: the queue's letter, five hex
 * digits of a number, eight of minutes since the Epoch. False: no job.
 */
static bool
read_name(const char *name, int64_t *t)
{
	int64_t minutes = 0;
	size_t i;

	if (strlen(name) != 14 ||
	    strspn(name + 1, "0123456789abcdefABCDEF") != 13 ||
	    !((name[0] | 32) >= 'a' && (name[0] | 32) <= 'z'))
		return false;
	for (i = 6; i < 14; i++)
		minutes = minutes * 16 +
		    (name[i] <= '9' ? name[i] - '0'
				    : (name[i] | 32) - 'a' + 10);
	*t = minutes * 60;
	return true;
}

/* The name behind "# mail ", which stands in the first lines. */
static struct span
mail_to(struct span text)
{
	struct span line;
	int i;

	for (i = 0; i < 4; i++) {
		line = span_upto(&text, '\n');
		if (line.p != NULL && span_starts(line, "# mail ")) {
			span_skip(&line, 7);
			return span_field(&line);
		}
	}
	return span_of(NULL, 0);
}

static struct span
trim(struct span text)
{
	while (text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	return text;
}

/*
 * What is to be done: what follows the change of directory, and of that what
 * stands between the marks of a here-document, if there is one. A job that is
 * written otherwise is shown as a whole.
 */
static struct span
command_in(struct span text)
{
	static const char gone[] = "Execution directory inaccessible";
	const char *at = span_find(text, span_str(gone), false);
	struct span rest = text, mark = {NULL, 0}, line;

	if (at == NULL)
		return trim(text);
	rest = span_from(text, (size_t)(at - text.p));
	at = span_find(rest, span_str("\n}\n"), false);
	if (at == NULL)
		return trim(text);
	text = rest = span_from(rest, (size_t)(at - rest.p) + 3);
	line = span_upto(&rest, '\n');
	at = span_find(line, span_str("<< 'marcinDELIMITER"), false);
	if (at != NULL && line.p[line.n - 1] == '\'') {
		mark = span_of(at + 4, line.n - (size_t)(at + 4 - line.p) - 1);
		text = rest;
	}
	text = trim(text);
	if (mark.p != NULL && text.n > mark.n &&
	    memcmp(text.p + text.n - mark.n, mark.p, mark.n) == 0)
		text.n -= mark.n + 1;
	return text;
}

static void
add(struct cronjobs *c, const char *path, int64_t t)
{
	struct buf b = {0};
	struct span text;
	struct passwd_entry e;
	struct cronjob *j;
	struct stat st;

	if (!cronjobs_read(c, path, O_NOFOLLOW, &b, &st)) {
		buf_free(&b);
		return;
	}
	text = cronjobs_keep_buf(c, &b);
	j = cronjobs_add(c, CRONJOB_AT, cronjobs_keep_span(c, span_str(path)));
	j->timing = CRONJOB_ONCE;
	j->once = t;
	j->schedule = span_str("once");
	j->command = command_in(text);
	j->mailto = mail_to(text);
	if (passwd_uid(
		span_of(c->passwd.p, c->passwd.len), (uint32_t)st.st_uid, &e)) {
		j->user = e.name;
	} else {
		buf_putu(&b, st.st_uid);
		j->user = cronjobs_keep_buf(c, &b);
	}
}

void
cronjobs_at(struct cronjobs *c)
{
	static const char *const dirs[] = {
	    "/var/spool/cron/atjobs", "/var/spool/at"};
	struct buf path = {0};
	char **names;
	size_t i, j;
	int64_t t;

	for (i = 0; i < sizeof dirs / sizeof dirs[0]; i++) {
		names = cronjobs_names(c, dirs[i]);
		for (j = 0; names != NULL && names[j] != NULL; j++) {
			if (!read_name(names[j], &t))
				continue;
			buf_clear(&path);
			buf_putf(&path, "%s/%s", dirs[i], names[j]);
			add(c, buf_str(&path), t);
		}
		rooted_free(names);
	}
	buf_free(&path);
}
