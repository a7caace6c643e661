/*
 * php.ini: main/php_ini.c, php_ini_parser_cb: a section whose name starts
 * with PATH or HOST is for requests below that directory, or of that host,
 * with CGI; any other ends it.
 */
#include "base/mem.h"
#include "pure/mailmarks.h"
#include "pure/phpini.h"

/* What the section is for; false: for all. */
static bool
is_special(struct span name, struct buf *key)
{
	bool host = span_caseis(
	    span_of(name.p, name.n < 4 ? name.n : 4), span_str("HOST"));
	size_t i;

	if (!host &&
	    !span_caseis(
		span_of(name.p, name.n < 4 ? name.n : 4), span_str("PATH")))
		return false;
	span_skip(&name, 4);
	while (name.n > 0 && strchr("/\\", name.p[name.n - 1]) != NULL)
		name.n--;
	while (name.n > 0 && strchr("= \t", name.p[0]) != NULL)
		span_skip(&name, 1);
	buf_clear(key);
	for (i = 0; i < name.n; i++)
		buf_putc(key,
		    host && name.p[i] >= 'A' && name.p[i] <= 'Z'
			? (char)(name.p[i] + 'a' - 'A')
			: name.p[i]);
	return key->len > 0;
}

static void
take_comment(
    struct mailsites *m, struct mailsite *s, const struct phpini_item *item)
{
	struct mailmark mark;
	int rc;

	if (item->inside || s->mark_fault != 0 ||
	    (s->nmarks > 0 && item->start < s->marks[s->nmarks - 1].end))
		return;
	rc = mailmarks_read(m->kind, m->text, item->start, &mark);
	if (rc == -1 && s->mark_fault == 0)
		s->mark_fault = item->line;
	if (rc != 1)
		return;
	mark.line = item->line;
	s->marks = mem_grow(
	    s->marks, &s->marks_cap, s->nmarks + 1, sizeof *s->marks);
	s->marks[s->nmarks++] = mark;
}

/* A setting of sendmail_path: FPM's has its name in brackets. */
static bool
is_path(enum mailsites_kind kind, const struct phpini_item *item)
{
	static const char *const names[] = {
	    "php_admin_value", "php_admin_flag", "php_value", "php_flag"};
	size_t i;

	if (kind == MAILSITES_INI)
		return item->key.p == NULL &&
		    span_is(item->name, "sendmail_path");
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (item->key.p != NULL && span_is(item->name, names[i]))
			return span_is(item->key, "sendmail_path");
	return false;
}

static void
take_path(
    struct mailsites *m, struct mailsite *s, const struct phpini_item *item)
{
	struct mailset set = {.start = item->start,
	    .end = item->end,
	    .line = item->line,
	    .when = MAILSITES_ANY,
	    .weak = m->kind == MAILSITES_FPM &&
		!span_starts(item->name, "php_admin"),
	    .open_quote = item->fault != NULL,
	    .shared = item->inside ||
		(item->start == 0 && span_starts(m->text, "\xEF\xBB\xBF"))};
	struct buf value = {0};

	phpini_value(&value, item->raw);
	buf_str(&value);
	/* FPM's way with paths, to which it counts this. */
	if (m->kind == MAILSITES_FPM && value.len > 0 && value.p[0] != '/') {
		struct buf made = {0};

		buf_puts(&made, "/usr/");
		buf_put(&made, value.p, value.len);
		buf_free(&value);
		value = made;
	}
	mailsites_set(s, &set, span_of(value.p, value.len));
	buf_free(&value);
}

/* Where a line can be put: behind the last setting, or what there is. */
static void
note_end(const struct mailsites *m, struct mailsite *s,
    const struct phpini_item *item)
{
	bool idle = item->kind == PHPINI_BLANK || item->kind == PHPINI_COMMENT;

	if (idle && s->settled)
		return;
	s->settled = s->settled || !idle;
	s->add_at = item->end;
	/* What is behind a section's ] is no place for a line. */
	if (item->end > 0 && strchr("\r\n", m->text.p[item->end - 1]) == NULL)
		s->add_at = mailmarks_line(m->kind, m->text, item->end);
}

/* The site that the section is for: its number. */
static size_t
enter(struct mailsites *m, const struct phpini_item *item, struct buf *key)
{
	if (m->kind == MAILSITES_INI && !is_special(item->name, key))
		return 0;
	if (m->kind == MAILSITES_FPM) {
		buf_clear(key);
		buf_put(key, item->name.p, item->name.n);
		if (span_caseis(item->name, span_str("global")))
			return 0;
	}
	mailsites_add(m, span_of(buf_str(key), key->len), item->line)->top =
	    mailmarks_line(m->kind, m->text, item->start);
	return m->n - 1;
}

static void
fail(struct mailsites *m, const struct phpini_item *item, const char *why)
{
	if (m->fault != NULL || why == NULL)
		return;
	m->fault = why;
	m->fault_line = item->line;
}

/*
 * FPM reads other files where it is told to, also in a pool; and of what is
 * set twice the first counts, so the first file is what may override a line.
 */
static void
take_include(struct mailsites *m, size_t site, const struct phpini_item *item,
    struct buf *value)
{
	struct mailsite *s = &m->v[site];

	if (m->kind != MAILSITES_FPM || !span_is(item->name, "include"))
		return;
	if (m->nincludes == MAILSITES_INCLUDES)
		fail(m, item, "too many includes");
	if (item->inside && site > 0)
		fail(m, item, "an include in the line that starts a pool");
	buf_clear(value);
	phpini_value(value, item->raw);
	mailsites_include(m, span_of(buf_str(value), value->len), item->start,
	    site, NULL, strstr(buf_str(value), "${") != NULL);
	if (site > 0 && s->include_at == 0)
		s->include_at = item->start + 1;
}

/* FPM reads line by line, so that no quotes go on in the next one. */
static bool
spans_lines(const struct mailsites *m, const struct phpini_item *item)
{
	return m->kind == MAILSITES_FPM &&
	    memchr(m->text.p + item->start, '\n',
		item->end - item->start - 1) != NULL;
}

static void
read_items(struct mailsites *m)
{
	struct phpini ini = {.text = m->text};
	struct phpini_item item;
	struct buf key = {0};
	size_t site = 0;

	while (m->fault == NULL && phpini_next(&ini, &item)) {
		fail(m, &item, item.fault);
		if (spans_lines(m, &item))
			fail(m, &item, "a quote that is not closed");
		if (item.kind == PHPINI_SECTION && m->n == MAILSITES_MOST) {
			fail(m, &item, "too many sections");
			break;
		}
		if (item.kind == PHPINI_SECTION)
			site = enter(m, &item, &key);
		else if (item.kind == PHPINI_COMMENT)
			take_comment(m, &m->v[site], &item);
		else if (item.kind == PHPINI_SETTING && is_path(m->kind, &item))
			take_path(m, &m->v[site], &item);
		else if (item.kind == PHPINI_SETTING)
			take_include(m, site, &item, &key);
		note_end(m, &m->v[site], &item);
	}
	buf_free(&key);
}

void
mailsites_read_ini(struct mailsites *m, const char *name)
{
	mailsites_add(m, span_str(name), 1)->whole = true;
	read_items(m);
}

/* A section is a pool; what stands before them, and [global], is none. */
void
mailsites_read_fpm(struct mailsites *m)
{
	mailsites_add(m, span_str("*"), 1)->whole = true;
	read_items(m);
}
