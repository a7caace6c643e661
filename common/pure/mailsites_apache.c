/*
 * mod_php, sapi/apache2handler/apache_config.c: of one context the last line
 * counts, be it php_value or php_admin_value; a section like <Directory>
 * overrides what stands around it, but php_value no php_admin_value.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "pure/apacheconf.h"
#include "pure/mailmarks.h"

enum { DEEPEST = 64 };

struct section {
	char *name;
	size_t line;
	unsigned when; /* the modules with which it is read; 0: unknown */
	bool sure; /* it is read in any case */
	bool inner; /* what is in it is not for the whole site */
	bool host; /* a <VirtualHost> */
};

struct reader {
	struct mailsites *m;
	struct apacheconf conf;
	struct section open[DEEPEST];
	size_t depth;
	size_t site; /* the number of the one we are in; 0: of none */
	struct buf word, arg;
};

/* The site that takes what is set here. */
static struct mailsite *
here(struct reader *r)
{
	return &r->m->v[r->site];
}

/* The name of the section that makes this no setting of the whole site. */
static const char *
inner(const struct reader *r)
{
	static const char *const known[] = {"Directory", "DirectoryMatch",
	    "Files", "FilesMatch", "Location", "LocationMatch", "If", "Proxy",
	    "ProxyMatch", "Limit"};
	size_t i = r->depth, j;

	/* Of those around the site, as <Macro>, nothing is known. */
	while (i > 0 && !r->open[i - 1].host)
		i--;
	for (; i < r->depth; i++) {
		if (!r->open[i].inner)
			continue;
		for (j = 0; j < sizeof known / sizeof known[0]; j++)
			if (span_caseis(
				span_str(r->open[i].name), span_str(known[j])))
				return known[j];
		return "section";
	}
	return NULL;
}

static unsigned
when(const struct reader *r)
{
	return r->depth == 0 ? MAILSITES_ANY : r->open[r->depth - 1].when;
}

static bool
is_sure(const struct reader *r)
{
	return r->depth == 0 || r->open[r->depth - 1].sure;
}

static void
fail(struct reader *r, size_t line, const char *why)
{
	if (r->m->fault == NULL) {
		r->m->fault = why;
		r->m->fault_line = line;
	}
}

/* With which of PHP's modules an <IfModule> is read; 0: it tells none. */
static unsigned
modules(struct span arg)
{
	static const char *const files[MAILSITES_MODULES] = {
	    "mod_php.c", "mod_php7.c", "mod_php5.c"};
	bool not = arg.n > 0 && arg.p[0] == '!';
	unsigned i;

	if (not )
		span_skip(&arg, 1);
	for (i = 0; i < MAILSITES_MODULES; i++)
		if (span_is(arg, mailsites_modules[i]) ||
		    span_is(arg, files[i]))
			return not ? MAILSITES_ANY & ~(1U << i) : 1U << i;
	return 0;
}

static bool
is(struct span name, const char *what)
{
	return span_caseis(name, span_str(what));
}

static void
open_section(struct reader *r, const struct apacheconf_line *l)
{
	static const char *const plain[] = {"IfModule", "IfDefine", "IfVersion",
	    "IfFile", "IfDirective", "IfSection", "VirtualHost"};
	struct span args = l->args;
	struct section *s;
	size_t i;

	if (r->depth == DEEPEST) {
		fail(r, l->line, "too many sections in each other");
		return;
	}
	if (apacheconf_word(&args, &r->word) == -1)
		fail(r, l->line, "a quote that is not closed");
	s = &r->open[r->depth];
	*s = (struct section){.line = l->line,
	    .when = when(r),
	    .sure = is_sure(r),
	    .inner = true};
	s->name = mem_dupn(l->name.p, l->name.n);
	for (i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (is(l->name, plain[i]))
			s->inner = false;
	s->host = is(l->name, "VirtualHost");
	if (is(l->name, "IfModule"))
		s->when &= modules(span_of(r->word.p, r->word.len));
	else if (!s->inner && !s->host)
		s->when = 0;
	else if (s->host && s->when == 0)
		s->when = MAILSITES_ANY; /* if it is read at all */
	if (!s->host && (!s->inner || is(l->name, "Macro")))
		s->sure = false;
	r->depth++;
	if (!s->host)
		return;
	if (r->site != 0)
		fail(r, l->line, "a <VirtualHost> in another");
	if (r->m->n == MAILSITES_MOST) {
		fail(r, l->line, "too many sections");
		return;
	}
	mailsites_add(r->m, span_str(buf_str(&r->word)), l->line);
	r->site = r->m->n - 1;
}

static void
close_section(struct reader *r, const struct apacheconf_line *l)
{
	struct section *s;

	if (r->depth == 0 || !is(l->name, (s = &r->open[r->depth - 1])->name)) {
		fail(r, l->line, "a section ends that did not start");
		return;
	}
	r->depth--;
	if (s->host) {
		here(r)->add_at = l->start;
		r->site = 0;
	}
	free(s->name);
}

/* A ServerName is [scheme://]name[:port]. */
static void
take_name(struct reader *r, struct span args, size_t line)
{
	struct span name;
	const char *p;

	if (r->site == 0)
		return;
	if (apacheconf_word(&args, &r->word) == -1)
		fail(r, line, "a quote that is not closed");
	name = span_of(r->word.p, r->word.len);
	p = span_find(name, span_str("://"), false);
	if (p != NULL)
		span_skip(&name, (size_t)(p - name.p) + 3);
	p = name.n > 0 ? memchr(name.p, ':', name.n) : NULL;
	if (p != NULL && name.p[0] != '[')
		name.n = (size_t)(p - name.p);
	if (name.n == 0)
		return;
	free(here(r)->name);
	here(r)->name = mem_dupn(name.p, name.n);
}

static void
take_aliases(struct reader *r, struct span args, size_t line)
{
	struct mailsite *s = here(r);
	int rc;

	while (r->site != 0 && (rc = apacheconf_word(&args, &r->word)) != 0) {
		if (rc == -1)
			fail(r, line, "a quote that is not closed");
		s->aliases = mem_grow(s->aliases, &s->aliases_cap,
		    s->naliases + 1, sizeof *s->aliases);
		s->aliases[s->naliases++] = mem_dup(buf_str(&r->word));
	}
}

/* php_admin_value, php_value and their flags, whose name is in r->word. */
static void
take_setting(struct reader *r, const struct apacheconf_line *l,
    struct span args, bool admin, bool flag)
{
	struct mailset set = {.start = l->start,
	    .end = l->end,
	    .line = l->line,
	    .inner = inner(r),
	    .when = when(r),
	    .weak = !admin,
	    .shared = l->unended};
	struct span value;
	int rc = apacheconf_word(&args, &r->arg);

	set.open_quote = rc == -1;
	set.nothing = buf_str(&r->arg)[0] == '\0';
	if (!admin)
		value = span_of(NULL, 0);
	else if (flag)
		value = span_str(is(span_of(r->arg.p, r->arg.len), "on") ||
			    span_is(span_of(r->arg.p, r->arg.len), "1")
			? "1"
			: "0");
	else if (rc == 0 || is(span_of(r->arg.p, r->arg.len), "none"))
		value = span_of("", 0); /* as mod_php takes it */
	else
		value = span_of(r->arg.p, r->arg.len);
	mailsites_set(here(r), &set, value);
}

/* Where PHP runs, if a line tells that it is not in Apache. */
static void
take_handler(struct reader *r, struct span name, struct span args)
{
	struct mailsite *s = here(r);
	bool proxies = is(name, "ProxyPass") || is(name, "ProxyPassMatch");
	struct span word;

	while (apacheconf_word(&args, &r->word) != 0) {
		word = span_of(r->word.p, r->word.len);
		if ((is(name, "SetHandler") && span_starts(word, "proxy:")) ||
		    (proxies &&
			span_find(word, span_str("fcgi:"), false) != NULL) ||
		    is(name, "FcgidWrapper") || is(name, "FCGIWrapper") ||
		    (is(name, "AddHandler") &&
			(span_starts(word, "application/x-httpd-ea-php") ||
			    span_starts(word, "fcgid-script")))) {
			free(s->runs);
			s->runs = mem_dupn(word.p, word.n);
			return;
		}
	}
}

/* Whether a variable is in it, be it in quotes or not. */
static bool
is_made(struct span word)
{
	return span_find(word, span_str("${"), false) != NULL;
}

static void
include(struct reader *r, const struct apacheconf_line *l, struct span path,
    bool unread)
{
	if (r->m->nincludes == MAILSITES_INCLUDES)
		fail(r, l->line, "too many includes");
	mailsites_include(r->m, path, l->start, r->site, inner(r), unread);
	if (r->site != 0 && inner(r) == NULL)
		here(r)->include_at = l->start + 1;
}

/* A line that is what a macro or a variable makes of it. */
static void
take_unknown(struct reader *r, const struct apacheconf_line *l)
{
	struct buf b = {0};

	buf_put(&b, l->name.p, l->name.n);
	buf_putc(&b, ' ');
	buf_put(&b, l->args.p, l->args.n);
	include(r, l, span_of(buf_str(&b), b.len), true);
	buf_free(&b);
}

static void
take_include(struct reader *r, const struct apacheconf_line *l)
{
	struct span args = l->args;

	if (apacheconf_word(&args, &r->word) == 0)
		return;
	if (is_made(span_of(r->word.p, r->word.len)))
		take_unknown(r, l);
	else
		include(r, l, span_of(r->word.p, r->word.len), false);
}

static void
take_directive(struct reader *r, const struct apacheconf_line *l)
{
	struct span args = l->args, name = l->name;
	bool admin = is(name, "php_admin_value") || is(name, "php_admin_flag");
	bool flag = is(name, "php_admin_flag") || is(name, "php_flag");

	if (admin || flag || is(name, "php_value")) {
		r->m->has_php |= is_sure(r);
		if (apacheconf_word(&args, &r->word) != 1)
			return;
		if (is_made(span_of(r->word.p, r->word.len)))
			take_unknown(r, l);
		else if (span_is(
			     span_of(r->word.p, r->word.len), "sendmail_path"))
			take_setting(r, l, args, admin, flag);
	} else if (is(name, "ServerName")) {
		take_name(r, args, l->line);
	} else if (is(name, "ServerAlias")) {
		take_aliases(r, args, l->line);
	} else if (is(name, "Include") || is(name, "IncludeOptional")) {
		take_include(r, l);
	} else if (r->site != 0 && (is(name, "Use") || is_made(name))) {
		take_unknown(r, l);
	} else if (is(name, "ServerRoot")) {
		if (apacheconf_word(&args, &r->word) != 1)
			return;
		free(r->m->server_root);
		r->m->server_root = mem_dup(buf_str(&r->word));
	} else {
		take_handler(r, name, args);
	}
}

/* A mark of ours, unless it is in one that was read already. */
static void
take_comment(struct reader *r, const struct apacheconf_line *l)
{
	struct mailsite *s = here(r);
	struct mailmark mark;
	int rc;

	if (s->mark_fault != 0 ||
	    (s->nmarks > 0 && l->start < s->marks[s->nmarks - 1].end))
		return;
	rc = mailmarks_read(r->m->kind, r->m->text, l->start, &mark);
	if (rc == -1 && s->mark_fault == 0)
		s->mark_fault = l->line;
	if (rc != 1)
		return;
	mark.line = l->line;
	s->marks = mem_grow(
	    s->marks, &s->marks_cap, s->nmarks + 1, sizeof *s->marks);
	s->marks[s->nmarks++] = mark;
}

void
mailsites_read_apache(struct mailsites *m)
{
	struct reader r = {.m = m, .conf = {.text = m->text}};
	struct apacheconf_line l;

	mailsites_add(m, span_str("*"), 1)->whole = true;
	while (m->fault == NULL && apacheconf_next(&r.conf, &l)) {
		if (l.unclosed)
			fail(&r, l.line, "a section without its >");
		if (l.kind == APACHECONF_COMMENT)
			take_comment(&r, &l);
		else if (l.kind == APACHECONF_OPEN)
			open_section(&r, &l);
		else if (l.kind == APACHECONF_CLOSE)
			close_section(&r, &l);
		else if (l.kind == APACHECONF_DIRECTIVE)
			take_directive(&r, &l);
	}
	if (r.depth > 0)
		fail(&r, r.open[r.depth - 1].line,
		    "a section that is not closed");
	while (r.depth > 0)
		free(r.open[--r.depth].name);
	apacheconf_free(&r.conf);
	buf_free(&r.word);
	buf_free(&r.arg);
}
