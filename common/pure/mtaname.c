#include "pure/mtaname.h"

/* The directory's end is where the name starts. */
static struct span
directory_of(struct span path)
{
	while (path.n > 0 && path.p[path.n - 1] != '/')
		path.n--;
	return path;
}

static bool
is_one_of(struct span name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (span_is(name, *list))
			return true;
	return false;
}

/* Below /opt as panels have it, with what only root makes above. */
static bool
is_system(struct span path)
{
	static const char *const roots[] = {
	    "/usr/", "/opt/", "/sbin/", "/bin/", "/lib/", "/var/qmail/bin/"};
	size_t i;

	for (i = 0; i < sizeof roots / sizeof roots[0]; i++)
		if (span_starts(path, roots[i]))
			return true;
	return false;
}

static bool
is_postfix(struct span dir)
{
	static const char *const dirs[] = {"/usr/lib/postfix/",
	    "/usr/lib/postfix/sbin/", "/usr/lib/postfix/bin/",
	    "/usr/lib64/postfix/", "/usr/libexec/postfix/",
	    "/usr/local/libexec/postfix/", NULL};

	return is_one_of(dir, dirs);
}

bool
mtaname_program(struct span path)
{
	static const char deleted[] = " (deleted)";
	static const char *const names[] = {"exim", "exim4", "sendmail",
	    "sendmail.sendmail", "sendmail.mta", "sendmail-mta", "qmail-remote",
	    "qmail-smtpd", "smtpd", NULL};
	const size_t n = sizeof deleted - 1;
	struct span dir, name;

	if (path.n > n && memcmp(path.p + path.n - n, deleted, n) == 0)
		path.n -= n;
	dir = directory_of(path);
	name = span_from(path, dir.n);
	if (!is_system(path))
		return false;
	/* exim-4.96-1 is what Exim's own installation makes. */
	return is_postfix(dir) || is_one_of(name, names) ||
	    (span_starts(name, "exim-4.") && span_starts(dir, "/usr/"));
}

bool
mtaname_user(struct span name)
{
	static const char *const names[] = {"root", "Debian-exim", "exim",
	    "exim4", "mail", "mailnull", "postfix", "smmsp", "smmta",
	    "sendmail", "smtpd", "_smtpd", "_smtpq", "opensmtpd", "opensmtpq",
	    "qmailr", "qmails", "qmaild", NULL};

	return is_one_of(name, names);
}
