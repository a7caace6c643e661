#include "pure/logpath.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* Takes an ending off, if something stands before it. */
static bool
cut(struct span *name, const char *ending)
{
	size_t n = strlen(ending);

	if (name->n <= n || memcmp(name->p + name->n - n, ending, n) != 0)
		return false;
	name->n -= n;
	return true;
}

/* .gz, .1, -20261121, -2026-11-21, .gz.1 */
static void
cut_rotation(struct span *name)
{
	size_t before, n;

	do {
		before = name->n;
		for (n = name->n; n > 0 && is_digit(name->p[n - 1]); n--)
			continue;
		if (n > 1 && n < name->n &&
		    (name->p[n - 1] == '.' || name->p[n - 1] == '-'))
			name->n = n - 1;
		if (!cut(name, ".gz") && !cut(name, ".bz2") &&
		    !cut(name, ".xz"))
			cut(name, ".zst");
	} while (name->n < before);
}

/* What a log's name can end with that is no top-level domain. */
static bool
is_word(struct span label)
{
	static const char *const words[] = {"access", "bak", "bkup", "bytes",
	    "cache", "err", "error", "log", "offset", "old", "stderr",
	    "stdout"};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (span_is(label, words[i]))
			return true;
	return false;
}

/* Labels of letters, digits, - and _, the last one of letters or punycode. */
static bool
is_domain(struct span name)
{
	size_t i, start = 0, others = 0;
	struct span label;

	for (i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (c == '.' && i > start) {
			start = i + 1;
			others = 0;
		} else if (is_digit(c) || c == '_' || (c == '-' && i > start)) {
			others++;
		} else if (!is_letter(c)) {
			return false;
		}
	}
	label = span_from(name, start);
	return start > 0 && label.n > 1 && !is_word(label) &&
	    (others == 0 || span_starts(label, "xn--"));
}

/* The name of the directory below which it lies, as Plesk has it. */
static struct span
site_of_directory(struct span path)
{
	const char *system = span_find(path, span_str("vhosts/system/"), false);
	struct span rest;

	if (system == NULL)
		return span_of(NULL, 0);
	rest = span_from(path, (size_t)(system - path.p) + 14);
	return span_upto(&rest, '/');
}

struct span
logpath_site(struct span path)
{
	static const char *const endings[] = {
	    "ssl_access", "access_ssl", "access", "ssl", "custom", "requests"};
	struct span name = path, site = site_of_directory(path);
	bool domlogs = span_find(path, span_str("domlogs/"), false) != NULL;
	size_t i;

	if (site.p != NULL && is_domain(site))
		return site;
	for (i = path.n; i > 0 && path.p[i - 1] != '/'; i--)
		continue;
	span_skip(&name, i);
	cut_rotation(&name);
	if (!cut(&name, ".log") && !cut(&name, "_log") && !domlogs)
		return span_of(NULL, 0);
	for (i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (cut(&name, endings[i])) {
			if (!cut(&name, ".") && !cut(&name, "-"))
				cut(&name, "_");
			i = (size_t)-1; /* perhaps another one before it */
		}
	return is_domain(name) ? name : span_of(NULL, 0);
}

enum weblog_stamp
logpath_stamp(struct span path)
{
	static const char *const apache[] = {"apache", "/httpd/", "domlogs/"};
	size_t i;

	if (span_find(path, span_str("nginx"), false) != NULL)
		return WEBLOG_STAMP_END;
	for (i = 0; i < sizeof apache / sizeof apache[0]; i++)
		if (span_find(path, span_str(apache[i]), false) != NULL)
			return WEBLOG_STAMP_START;
	return WEBLOG_STAMP_UNKNOWN;
}
