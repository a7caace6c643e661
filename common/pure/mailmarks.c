#include "pure/mailmarks.h"
#include "pure/num.h"
#include "pure/phpini.h"

static const char was[] = " mailblock was: ";
static const char added[] = " mailblock added: ";

static char
comment(enum mailsites_kind kind)
{
	return kind == MAILSITES_APACHE ? '#' : ';';
}

size_t
mailmarks_line(enum mailsites_kind kind, struct span text, size_t at)
{
	size_t n;

	for (; at < text.n; at++) {
		n = kind == MAILSITES_APACHE ? text.p[at] == '\n'
					     : phpini_newline(text, at);
		if (n > 0)
			return at + n;
	}
	return at;
}

size_t
mailmarks_newline(enum mailsites_kind kind, struct span line)
{
	if (line.n > 1 && line.p[line.n - 1] == '\n' &&
	    line.p[line.n - 2] == '\r')
		return 2;
	return line.n > 0 &&
	    (line.p[line.n - 1] == '\n' ||
		(kind != MAILSITES_APACHE && line.p[line.n - 1] == '\r'));
}

const char *
mailmarks_block(enum mailsites_kind kind)
{
	switch (kind) {
	case MAILSITES_APACHE:
		return "php_admin_value sendmail_path \"/bin/false\"";
	case MAILSITES_FPM:
		return "php_admin_value[sendmail_path] = /bin/false";
	default:
		return "sendmail_path = \"/bin/false\"";
	}
}

void
mailmarks_put_was(struct buf *b, enum mailsites_kind kind)
{
	buf_putc(b, comment(kind));
	buf_puts(b, was);
}

void
mailmarks_put_added(struct buf *b, enum mailsites_kind kind, size_t n)
{
	buf_putc(b, comment(kind));
	buf_puts(b, added);
	buf_putu(b, n);
	buf_puts(b, n == 1 ? " line" : " lines");
}

size_t
mailmarks_was(enum mailsites_kind kind, struct span line)
{
	return line.n > 0 && line.p[0] == comment(kind) &&
		span_starts(span_from(line, 1), was)
	    ? sizeof was
	    : 0;
}

/* The physical line at at, without blanks before it and its newline. */
static struct span
content(enum mailsites_kind kind, struct span text, size_t at)
{
	size_t end = mailmarks_line(kind, text, at);
	struct span line = span_of(text.p + at, end - at);

	line.n -= mailmarks_newline(kind, line);
	while (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
		span_skip(&line, 1);
	return line;
}

/* Whether the line is one of those that are added. */
static bool
is_ours(enum mailsites_kind kind, struct span line)
{
	struct buf open = {0};
	bool is = span_is(line, mailmarks_block(kind));
	size_t i;

	if (kind != MAILSITES_APACHE || is)
		return is;
	for (i = 0; i < MAILSITES_MODULES && !is; i++) {
		buf_clear(&open);
		buf_putf(&open, "<IfModule %s>", mailsites_modules[i]);
		is = span_is(line, buf_str(&open));
	}
	buf_free(&open);
	return is || span_is(line, "</IfModule>");
}

/* The number of lines that the comment says were added; 0: it says none. */
static size_t
read_added(enum mailsites_kind kind, struct span line)
{
	uint64_t n = 0;
	struct span word;

	if (line.n == 0 || line.p[0] != comment(kind) ||
	    !span_starts(span_from(line, 1), added))
		return 0;
	line = span_from(line, sizeof added);
	word = span_field(&line);
	return num_u(word, 3 * MAILSITES_MODULES, &n) == 0 ? (size_t)n : 0;
}

int
mailmarks_read(enum mailsites_kind kind, struct span text, size_t at,
    struct mailmark *mark)
{
	size_t n = 1, end = at;

	*mark = (struct mailmark){.start = at};
	while (mailmarks_was(kind, span_from(text, end)) > 0)
		end = mailmarks_line(kind, text, end);
	if (end == at) {
		end = mailmarks_line(kind, text, at);
		n = read_added(kind, span_of(text.p + at, end - at));
		mark->added = true;
		if (n == 0)
			return 0;
	}
	for (mark->fresh = end; n > 0; n--) {
		if (!is_ours(kind, content(kind, text, end)))
			return -1;
		end = mailmarks_line(kind, text, end);
	}
	mark->end = end;
	return 1;
}
