#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "pure/match.h"
#include "pure/msg.h"

/* What people type who think of exiqgrep, and no address starts or has. */
static bool
looks_like_regex(struct span t)
{
	return t.n > 0 &&
	    (t.p[0] == '^' || t.p[0] == '*' || t.p[t.n - 1] == '$' ||
		span_find(t, span_str(".*"), false) != NULL ||
		memchr(t.p, '\\', t.n) != NULL ||
		memchr(t.p, '(', t.n) != NULL ||
		(memchr(t.p, '[', t.n) != NULL &&
		    span_find(t, span_str("@["), false) == NULL));
}

int
match_address(struct match *m, const char *text, struct buf *why)
{
	struct span t = span_str(text);

	*m = (struct match){.kind = MATCH_MAILBOX, .text = t};
	if (t.n == 0) {
		buf_puts(why, "an empty value");
		return -1;
	}
	if (looks_like_regex(t)) {
		buf_puts(why,
		    "looks like a regular expression; give -E for "
		    "one, or a whole address or domain");
		return -1;
	}
	if (t.n > 2 && t.p[0] == '<' && t.p[t.n - 1] == '>')
		t = span_of(t.p + 1, t.n - 2);
	m->text = t;
	if (span_is(t, "<>"))
		m->kind = MATCH_NULL;
	else if (t.p[0] == '.')
		m->kind = MATCH_SUBDOMAIN;
	else if (t.p[0] == '@' || memchr(t.p, '@', t.n) == NULL)
		m->kind = MATCH_DOMAIN;
	else if (t.p[t.n - 1] == '@')
		m->kind = MATCH_LOCAL;
	if (t.p[0] == '@' || t.p[0] == '.')
		m->text = span_of(t.p + 1, t.n - 1);
	else if (m->kind == MATCH_LOCAL)
		m->text = span_of(t.p, t.n - 1);
	if (m->text.n == 0) {
		buf_puts(why, "neither address nor domain");
		return -1;
	}
	return 0;
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') ||
	    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/*
 * The end of the bracket expression that starts at p: its ], the text's end,
 * or a backslash in it that Perl would give a meaning.
 */
static const char *
bracket_end(const char *p)
{
	const char *close;
	char end[3] = {'\0', ']', '\0'};

	p += p[1] == '^' ? 2 : 1;
	if (*p == ']')
		p++;
	for (; *p != '\0' && *p != ']'; p++) {
		if (*p == '\\' && is_alnum(p[1]))
			return p;
		if (*p != '[' || p[1] == '\0' || strchr(":.=", p[1]) == NULL)
			continue;
		end[0] = p[1];
		close = strstr(p + 2, end);
		if (close != NULL)
			p = close + 1;
	}
	return p;
}

/*
 * Perl's classes and assertions (\d, \b), its groups ((?:...)), its lazy and
 * possessive quantifiers (*?, ++): POSIX leaves them undefined, or reads the
 * second quantifier as one of the first.
 */
static const char *
perl_only(const char *t)
{
	const char *p;

	for (p = t; *p != '\0'; p++) {
		bool twice = strchr("*+?}", *p) != NULL && p[1] != '\0' &&
		    strchr("*+?", p[1]) != NULL;

		if (twice || (*p == '\\' && is_alnum(p[1])) ||
		    (*p == '(' && p[1] == '?'))
			return p;
		if (*p == '\\' && p[1] != '\0') {
			p++;
			continue;
		}
		if (*p != '[')
			continue;
		p = bracket_end(p);
		if (*p != ']')
			return *p == '\0' ? NULL : p;
	}
	return NULL;
}

int
match_regex(struct match *m, const char *text, bool blind, unsigned threads,
    struct buf *why)
{
	int flags = REG_EXTENDED | REG_NOSUB | (blind ? REG_ICASE : 0), rc;
	const char *odd = perl_only(text);
	char reason[128];

	*m = (struct match){.kind = MATCH_REGEX};
	if (*text == '\0') {
		buf_puts(why, "an empty value");
		return -1;
	}
	if (odd != NULL) {
		buf_putf(why,
		    "%.2s is Perl's; this is an extended regular "
		    "expression of POSIX: [0-9], [[:alpha:]], *, +",
		    odd);
		return -1;
	}
	m->copy = mem_dup(text);
	m->regs = mem_alloc(threads * sizeof *m->regs);
	for (; m->nregs < threads; m->nregs++) {
		rc = regcomp(&m->regs[m->nregs], m->copy, flags);
		if (rc == 0)
			continue;
		regerror(rc, &m->regs[m->nregs], reason, sizeof reason);
		buf_puts(why, reason);
		return -1;
	}
	return 0;
}

/* regexec reads C strings: a NUL in the value is read as a blank. */
static bool
regex_matches(const regex_t *reg, struct span value)
{
	char few[256], *copy = few;
	size_t i;
	int rc;

	if (value.n >= sizeof few)
		copy = mem_alloc(value.n + 1);
	if (value.n > 0)
		memcpy(copy, value.p, value.n);
	copy[value.n] = '\0';
	for (i = strlen(copy); i < value.n; i += strlen(copy + i))
		copy[i] = ' ';
	rc = regexec(reg, copy, 0, NULL, 0);
	if (copy != few)
		free(copy);
	return rc == 0;
}

static bool
is_local_part(struct span value, struct span local)
{
	return value.n > local.n && value.p[local.n] == '@' &&
	    msg_domain(value).p == value.p + local.n + 1 &&
	    span_caseis(span_of(value.p, local.n), local);
}

static bool
is_domain(struct span domain, struct span wanted, bool below)
{
	size_t skip;

	if (domain.p == NULL)
		return false;
	if (span_caseis(domain, wanted))
		return true;
	if (!below || domain.n <= wanted.n)
		return false;
	skip = domain.n - wanted.n;
	return domain.p[skip - 1] == '.' &&
	    span_caseis(span_of(domain.p + skip, wanted.n), wanted);
}

bool
match_test(const struct match *m, unsigned thread, struct span value)
{
	if (value.p == NULL)
		return false;
	switch (m->kind) {
	case MATCH_MAILBOX:
	case MATCH_WHOLE:
		return span_caseis(value, m->text);
	case MATCH_LOCAL:
		return is_local_part(value, m->text);
	case MATCH_DOMAIN:
		return is_domain(msg_domain(value), m->text, false);
	case MATCH_SUBDOMAIN:
		return is_domain(msg_domain(value), m->text, true);
	case MATCH_NULL:
		return value.n == 0;
	case MATCH_PART:
		return span_find(value, m->text, true) != NULL;
	case MATCH_REGEX:
		return regex_matches(&m->regs[thread], value);
	}
	return false;
}

void
match_free(struct match *m)
{
	while (m->nregs > 0)
		regfree(&m->regs[--m->nregs]);
	free(m->regs);
	free(m->copy);
}
