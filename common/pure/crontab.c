#include "pure/crontab.h"

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void
skip_spaces(struct span *s)
{
	while (s->n > 0 && is_space(s->p[0]))
		span_skip(s, 1);
}

/* Takes what stands in quotes off; false if they do not end. */
static bool
take_quoted(struct span *rest, struct span *text)
{
	char quote = rest->p[0];
	const char *end;

	span_skip(rest, 1);
	end = rest->n > 0 ? memchr(rest->p, quote, rest->n) : NULL;
	if (end == NULL)
		return false;
	*text = span_of(rest->p, (size_t)(end - rest->p));
	span_skip(rest, text->n + 1);
	return true;
}

static bool
is_quoted(struct span s)
{
	return s.n > 0 && (s.p[0] == '"' || s.p[0] == '\'');
}

bool
crontab_setting(
    struct span line, bool cronie, struct span *name, struct span *value)
{
	size_t n = 0;

	if (is_quoted(line)) {
		if (!take_quoted(&line, name) ||
		    (name->n > 0 && memchr(name->p, '=', name->n) != NULL))
			return false;
	} else {
		while (n < line.n && !is_space(line.p[n]) && line.p[n] != '=')
			n++;
		*name = span_of(line.p, n);
		span_skip(&line, n);
	}
	skip_spaces(&line);
	if (line.n == 0 || line.p[0] != '=')
		return false;
	span_skip(&line, 1);
	skip_spaces(&line);
	*value = line;
	if (line.n == 0)
		return cronie;
	if (is_quoted(line)) {
		if (!take_quoted(&line, value))
			return false;
		skip_spaces(&line);
		return line.n == 0;
	}
	while (is_space(value->p[value->n - 1]))
		value->n--;
	return true;
}

/*
 * The next line that is no comment and not empty, without blanks before it.
 * There a NUL ends a line, too, as it does for both crons: a job can hide
 * behind one.
 */
static bool
take_line(struct crontab *t, struct span *line)
{
	size_t n;

	while (t->rest.n > 0) {
		t->line += !t->inside;
		t->inside = true;
		if (t->rest.p[0] == '\n' || t->rest.p[0] == '#') {
			t->inside = false;
			span_upto(&t->rest, '\n');
			continue;
		}
		if (t->rest.p[0] == ' ' || t->rest.p[0] == '\t') {
			span_skip(&t->rest, 1);
			continue;
		}
		for (n = 0; n < t->rest.n; n++)
			if (t->rest.p[n] == '\n' || t->rest.p[n] == '\0')
				break;
		*line = span_of(t->rest.p, n);
		t->unended = n == t->rest.n;
		t->inside = !t->unended && t->rest.p[n] == '\0';
		span_skip(&t->rest, n + !t->unended);
		return true;
	}
	return false;
}

static void
note_setting(struct crontab *t, struct span name, struct span value)
{
	t->settings++;
	if (span_is(name, "MAILTO"))
		t->mailto = value;
	else if (span_is(name, "SHELL"))
		t->shell = value;
	else if (span_is(name, "CRON_TZ"))
		t->zone = value;
}

static void
skip_blanks(struct span *s)
{
	while (s->n > 0 && (s->p[0] == ' ' || s->p[0] == '\t'))
		span_skip(s, 1);
}

/* Cronie's -n before a command: mail only if it fails. */
static const char *
skip_option(struct span *line)
{
	if (line->n == 0 || line->p[0] != '-')
		return NULL;
	if (line->n < 3 || line->p[1] != 'n' ||
	    (line->p[2] != ' ' && line->p[2] != '\t'))
		return "bad option";
	span_skip(line, 2);
	skip_blanks(line);
	return line->n == 0 ? "bad command" : NULL;
}

static const char *
read_job(struct span line, unsigned how, struct crontab_job *j)
{
	const char *why = cron_read(&line, how, &j->cron, &j->schedule);
	bool cronie = (how & CRON_CRONIE) != 0;

	if (why != NULL)
		return why;
	j->user = span_of(NULL, 0);
	/* A sixth field that is no command. */
	if (line.n > 0 && line.p[0] == '*')
		return how & CRON_SYSTEM && !cronie ? "bad username"
						    : "bad command";
	if (how & CRON_SYSTEM) {
		j->user = span_field(&line);
		skip_blanks(&line);
	}
	if (line.n == 0 && (cronie || (how & CRON_SYSTEM)))
		return "bad command";
	if (cronie && (why = skip_option(&line)) != NULL)
		return why;
	j->command = line;
	/* Its buffer is of 1000 bytes, its NUL included, and may not fill. */
	return !cronie && line.n >= 999 ? "command too long" : NULL;
}

int
crontab_next(struct crontab *t, struct crontab_job *j, const char **why)
{
	bool cronie = (t->how & CRON_CRONIE) != 0;
	struct span line, name, value;

	while (take_line(t, &line)) {
		if (crontab_setting(line, cronie, &name, &value)) {
			note_setting(t, name, value);
			continue;
		}
		*why = read_job(line, t->how, j);
		return *why == NULL ? 1 : -1;
	}
	return 0;
}

void
crontab_command(struct buf *b, struct span command)
{
	size_t i;

	for (i = 0; i < command.n; i++) {
		char c = command.p[i];

		if (c == '%' && i > 0 && command.p[i - 1] == '\\')
			b->p[b->len - 1] = '%';
		else
			buf_putc(b, (char)(c == '%' ? '\n' : c));
	}
}
