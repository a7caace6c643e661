/*
 * Apache 2.4, server/util.c: ap_cfg_getline_core, ap_getword_conf; the
 * sections' names: server/config.c, ap_build_config_sub.
 */
#include <stdint.h>

#include "pure/apacheconf.h"

/* As apr_isspace: also what ends a line. */
static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct span
trim(struct span a)
{
	while (a.n > 0 && is_space(a.p[0]))
		span_skip(&a, 1);
	while (a.n > 0 && is_space(a.p[a.n - 1]))
		a.n--;
	return a;
}

/* Appends the next physical line without its end; whether one follows it. */
static bool
take_physical(struct apacheconf *c, struct apacheconf_line *l)
{
	struct span rest = span_from(c->text, c->at);
	const char *newline = memchr(rest.p, '\n', rest.n);
	size_t n = newline == NULL ? rest.n : (size_t)(newline - rest.p);
	bool joins;

	c->line++;
	c->at += newline == NULL ? n : n + 1;
	if (newline != NULL && n > 0 && rest.p[n - 1] == '\r')
		n--;
	joins = n > 0 && rest.p[n - 1] == '\\';
	if (newline == NULL && joins)
		l->unended = true;
	buf_put(&c->joined, rest.p, newline != NULL && joins ? n - 1 : n);
	if (joins && newline != NULL && c->at == c->text.n)
		l->unended = true;
	return newline != NULL && joins && c->at < c->text.n;
}

/* Where the last > is; SIZE_MAX: nowhere. */
static size_t
last_bracket(struct span a)
{
	while (a.n > 0 && a.p[a.n - 1] != '>')
		a.n--;
	return a.n - 1;
}

/*
 * <Name args> or </Name>. What stands behind the last > is of no effect, and
 * neither is what follows the name of one that ends.
 */
static void
take_section(struct apacheconf_line *l)
{
	size_t end = last_bracket(l->args);
	bool ended = l->name.p[l->name.n - 1] == '>';

	l->kind = APACHECONF_OPEN;
	if (ended)
		l->name.n--;
	span_skip(&l->name, 1);
	if (l->name.n > 0 && l->name.p[0] == '/') {
		l->kind = APACHECONF_CLOSE;
		span_skip(&l->name, 1);
		l->args = span_of("", 0);
	} else if (l->args.n > 0) {
		ended = end != SIZE_MAX;
		l->args = ended ? trim(span_of(l->args.p, end)) : l->args;
	}
	l->unclosed = !ended;
}

/* The name, of a directive or a section, and what follows it. */
static void
take_words(struct apacheconf_line *l, struct span text)
{
	size_t n = 0;

	l->kind = APACHECONF_DIRECTIVE;
	while (n < text.n && !is_space(text.p[n]))
		n++;
	l->name = span_of(text.p, n);
	/* A name in quotes is taken, too; it has no blank. */
	if (n > 2 && (text.p[0] == '"' || text.p[0] == '\'') &&
	    text.p[n - 1] == text.p[0])
		l->name = span_of(text.p + 1, n - 2);
	l->args = trim(span_from(text, n));
	if (l->name.p[0] == '<')
		take_section(l);
}

bool
apacheconf_next(struct apacheconf *c, struct apacheconf_line *l)
{
	struct span text;

	if (c->at >= c->text.n)
		return false;
	buf_clear(&c->joined);
	*l = (struct apacheconf_line){.start = c->at, .line = c->line + 1};
	while (take_physical(c, l))
		;
	l->end = c->at;
	text = trim(span_of(buf_str(&c->joined), c->joined.len));
	if (text.n == 0)
		return true;
	if (text.p[0] == '#') {
		l->kind = APACHECONF_COMMENT;
		l->args = text;
	} else {
		take_words(l, text);
	}
	return true;
}

int
apacheconf_word(struct span *args, struct buf *word)
{
	struct span a = trim(*args);
	char quote = '\0';
	size_t i = 0;

	buf_clear(word);
	*args = a;
	if (a.n == 0)
		return 0;
	if (a.p[0] == '"' || a.p[0] == '\'')
		quote = a.p[i++];
	for (; i < a.n; i++) {
		if (quote != '\0' ? a.p[i] == quote : is_space(a.p[i]))
			break;
		if (a.p[i] == '\\' && i + 1 < a.n &&
		    (a.p[i + 1] == '\\' ||
			(quote != '\0' && a.p[i + 1] == quote)))
			i++;
		buf_putc(word, a.p[i]);
	}
	buf_str(word);
	*args = trim(span_from(a, quote != '\0' && i < a.n ? i + 1 : i));
	return quote != '\0' && i >= a.n ? -1 : 1;
}

void
apacheconf_free(struct apacheconf *c)
{
	buf_free(&c->joined);
}
