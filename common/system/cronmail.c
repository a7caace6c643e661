#include <errno.h>
#include <stdlib.h>

#include "pure/mailword.h"
#include "system/cronjobs_kind.h"
#include "system/cronmail.h"
#include "system/rooted.h"

enum {
	FILE_MAX = 256 << 10,
	FILES = 16, /* words of a command that are tried */
	ALL_MAX = 64 << 20, /* of all scripts: users write many jobs */
};

static void
put_yes(struct buf *b, struct span word, const char *path, size_t line)
{
	buf_puts(b, "yes:");
	buf_put(b, word.p, word.n);
	if (path == NULL)
		buf_puts(b, "@command");
	else
		buf_putf(b, "@%s:%zu", path, line);
}

/* 1 with yes put, 0 for no, -1 if it may not be read. */
static int
look_at(struct buf *b, struct cronjobs *c, const char *path)
{
	struct buf text = {0};
	struct span word, whole;
	struct stat st;
	size_t line;
	int rc = -1;

	if (c->scripts > ALL_MAX) {
		if (!c->all_said)
			cronjobs_note(c, span_str(path), 0,
			    "more than 64 MiB of scripts: this and others "
			    "are not looked at");
		c->all_said = true;
		return -1;
	}
	if (rooted_read(c->fd, path, 0, FILE_MAX, &text, &st) == -1) {
		if (errno != EACCES && errno != EPERM && errno != ELOOP)
			rc = 0;
		buf_free(&text);
		return rc;
	}
	c->scripts += text.len;
	whole = span_of(buf_str(&text), text.len);
	rc = mailword_is_script(span_str(path), whole) &&
	    mailword_find(whole, &word, &line);
	if (rc == 1)
		put_yes(b, word, path, line);
	buf_free(&text);
	return rc;
}

void
cronmail_put(struct buf *b, struct cronjobs *c, const struct cronjob *j)
{
	struct mailword_files f = {.rest = j->command};
	struct buf path = {0};
	struct span word;
	bool unread = false;
	int i, rc = 0;
	size_t line;

	/* The command of a file in cron.daily is that file's path. */
	if (j->kind != CRONJOB_PARTS && j->command.p != NULL &&
	    mailword_find(j->command, &word, &line)) {
		put_yes(b, word, NULL, 0);
		return;
	}
	for (i = 0; i < FILES && rc != 1 && mailword_file(&f, &word); i++) {
		buf_clear(&path);
		if (word.p[0] != '/') {
			buf_put(&path, f.dir.p, f.dir.n);
			buf_putc(&path, '/');
		}
		buf_put(&path, word.p, word.n);
		rc = look_at(b, c, buf_str(&path));
		unread = unread || rc == -1;
	}
	if (rc != 1)
		buf_puts(b, unread ? "-" : "no");
	buf_free(&path);
}
