/* A hunk is some changes with at most twice three lines between them. */
#include <stdlib.h>

#include "base/mem.h"
#include "pure/edits.h"

enum { CONTEXT = 3 };

/* Lines of the old text, and what takes their place. */
struct change {
	size_t from, to; /* bytes: whole lines */
	struct buf text;
};

struct diff {
	struct span text;
	struct buf *b;
	size_t old_line, new_line; /* of what is at at; from 1 */
	size_t at;
};

static size_t
line_start(struct span text, size_t at)
{
	while (at > 0 && text.p[at - 1] != '\n')
		at--;
	return at;
}

static bool
is_start(struct span text, size_t at)
{
	return at == 0 || text.p[at - 1] == '\n';
}

static size_t
line_end(struct span text, size_t at)
{
	const char *p = at < text.n ? memchr(text.p + at, '\n', text.n - at)
				    : NULL;

	return p == NULL ? text.n : (size_t)(p - text.p) + 1;
}

/* Whether what the change has put so far ends where a line does. */
static bool
is_ended(const struct change *c)
{
	return c->text.len == 0 || c->text.p[c->text.len - 1] == '\n';
}

/*
 * Takes the next edits that touch the same lines; the line behind them, too,
 * if they take away the newline before it.
 */
static size_t
take_change(const struct edits *e, size_t i, struct span text, struct change *c)
{
	size_t at;
	struct span new;

	buf_clear(&c->text);
	c->from = at = line_start(text, e->v[i].at);
	do {
		new = edits_text(e, &e->v[i]);
		buf_put(&c->text, text.p + at, e->v[i].at - at);
		buf_put(&c->text, new.p, new.n);
		at = e->v[i].at + e->v[i].n;
		if (is_start(text, at) && is_ended(c))
			c->to = at;
		else if (at >= c->to) /* else in the same line still */
			c->to = line_end(text, at);
		i++;
	} while (i < e->n &&
	    (e->v[i].at < c->to ||
		(e->v[i].at == c->to && !is_start(text, c->to))));
	buf_put(&c->text, text.p + at, c->to - at);
	return i;
}

static size_t
count(struct span text)
{
	size_t n = 0;

	while (text.n > 0) {
		span_skip(&text, line_end(text, 0));
		n++;
	}
	return n;
}

static void
put_lines(struct buf *b, char sign, struct span text)
{
	size_t n;

	while (text.n > 0) {
		n = line_end(text, 0);
		buf_putc(b, sign);
		buf_put(b, text.p, n);
		if (text.p[n - 1] != '\n')
			buf_puts(b, "\n\\ No newline at end of file\n");
		span_skip(&text, n);
	}
}

/* Where n lines before at start; or behind it end. */
static size_t
back(struct span text, size_t at, size_t least, int n)
{
	while (n-- > 0 && at > least)
		at = line_start(text, at - 1);
	return at;
}

static size_t
forth(struct span text, size_t at, int n)
{
	while (n-- > 0)
		at = line_end(text, at);
	return at;
}

/* Line numbers are those of the first line, or of the one before none. */
static void
put_range(struct buf *b, char sign, size_t line, size_t n)
{
	buf_putf(b, "%c%zu", sign, n == 0 ? line - 1 : line);
	if (n != 1)
		buf_putf(b, ",%zu", n);
}

static void
put_hunk(struct diff *d, const struct change *c, size_t n)
{
	struct span t = d->text, old;
	size_t from = back(t, c[0].from, d->at, CONTEXT), i, at = from;
	size_t to = forth(t, c[n - 1].to, CONTEXT), nold, nnew;
	struct buf body = {0};

	nold = nnew = count(span_of(t.p + from, to - from));
	for (i = 0; i < n; i++) {
		old = span_of(t.p + c[i].from, c[i].to - c[i].from);
		put_lines(&body, ' ', span_of(t.p + at, c[i].from - at));
		put_lines(&body, '-', old);
		put_lines(&body, '+', span_of(c[i].text.p, c[i].text.len));
		nnew += count(span_of(c[i].text.p, c[i].text.len));
		nnew -= count(old);
		at = c[i].to;
	}
	put_lines(&body, ' ', span_of(t.p + at, to - at));
	i = count(span_of(t.p + d->at, from - d->at));
	d->old_line += i;
	d->new_line += i;
	buf_puts(d->b, "@@ ");
	put_range(d->b, '-', d->old_line, nold);
	buf_putc(d->b, ' ');
	put_range(d->b, '+', d->new_line, nnew);
	buf_puts(d->b, " @@\n");
	buf_put(d->b, body.p, body.len);
	buf_free(&body);
	d->old_line += nold;
	d->new_line += nnew;
	d->at = to;
}

/* A name with a blank ends with a tab, as git ends it: patch(1) wants one. */
static void
put_name(struct buf *b, const char *sign, struct span name)
{
	buf_puts(b, sign);
	buf_put(b, name.p, name.n);
	buf_puts(b, span_find(name, span_str(" "), false) ? "\t\n" : "\n");
}

void
edits_diff(
    const struct edits *e, struct span text, struct span name, struct buf *b)
{
	struct diff d = {.text = text, .b = b, .old_line = 1, .new_line = 1};
	struct change *c = NULL;
	size_t i = 0, j, n = 0, first = 0, cap = 0;

	while (i < e->n) {
		c = mem_grow(c, &cap, n + 1, sizeof *c);
		c[n] = (struct change){0};
		i = take_change(e, i, text, &c[n]);
		n++;
	}
	if (n > 0) {
		put_name(b, "--- ", name);
		put_name(b, "+++ ", name);
	}
	for (i = 1; i <= n; i++) {
		if (i < n && forth(text, c[i - 1].to, 2 * CONTEXT) >= c[i].from)
			continue;
		put_hunk(&d, c + first, i - first);
		first = i;
	}
	for (j = 0; j < n; j++)
		buf_free(&c[j].text);
	free(c);
}
