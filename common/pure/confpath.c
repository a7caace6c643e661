#include "pure/confpath.h"

/*
 * Whether the path fits: in the pattern a * is any part of a name, and { }
 * around a * in it marks what is put, if b is not NULL.
 */
static bool
fits(struct span path, const char *pattern, struct buf *b)
{
	size_t i;

	for (; *pattern != '\0'; pattern++) {
		if (*pattern == '{' || *pattern == '}')
			continue;
		if (*pattern != '*') {
			if (path.n == 0 || path.p[0] != *pattern)
				return false;
			span_skip(&path, 1);
			continue;
		}
		for (i = 0;; i++) {
			if (fits(span_from(path, i),
				pattern[1] == '}' ? pattern + 2 : pattern + 1,
				b)) {
				if (pattern[1] == '}' && b != NULL)
					buf_put(b, path.p, i);
				return true;
			}
			if (i == path.n || path.p[i] == '/')
				return false;
		}
	}
	return path.n == 0;
}

void
confpath_site(struct buf *b, struct span path)
{
	static const char *const patterns[] = {
	    "/var/www/*/data/php-bin*/{*}/php.ini", /* FastPanel */
	    "/var/www/{*}/data/php-bin*/php.ini", /* ISPmanager */
	    "/var/www/php-bin-*/{*}/php.ini",
	    "/var/www/vhosts/system/{*}/etc/php.ini", /* Plesk */
	    "/home/{*}/etc/php*/php.ini", /* Virtualmin */
	    "/home/{*}/.php/*/php.ini"};
	size_t i, start = b->len;

	for (i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
		if (fits(path, patterns[i], b) && b->len > start)
			return;
	buf_putc(b, '*');
}

const char *
confpath_panel(struct span path)
{
	static const struct {
		const char *start;
		const char *part;
		const char *panel;
	} known[] = {
	    {"/var/www/vhosts/system/", "", "Plesk"},
	    {"/etc/", "/plesk.conf.d/", "Plesk"},
	    {"/etc/", "/plesk-php", "Plesk"},
	    {"/opt/plesk/", "", "Plesk"},
	    {"/opt/cpanel/", "", "cPanel"},
	    {"/etc/apache2/conf/httpd.conf", "", "cPanel"},
	    {"/etc/apache2/conf.d/userdata/", "", "cPanel"},
	    {"/usr/local/apache/conf/", "", "cPanel"},
	    {"/home/", "/conf/web/", "Hestia"},
	    {"/usr/local/hestia/", "", "Hestia"},
	    {"/usr/local/vesta/", "", "Vesta"},
	    {"/usr/local/directadmin/", "", "DirectAdmin"},
	    {"/etc/httpd/conf/extra/", "", "DirectAdmin"},
	    {"/usr/local/php", "/php-fpm", "DirectAdmin"},
	    {"/var/www/", "/data/php-bin", "ISPmanager"},
	    {"/var/www/php-bin-", "", "ISPmanager"},
	    {"/etc/apache2/vhosts/", "", "ISPmanager"},
	    {"/etc/httpd/conf/vhosts/", "", "ISPmanager"},
	    {"/opt/php", "/etc/php-fpm.d/", "ISPmanager"},
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (span_starts(path, known[i].start) &&
		    span_find(path, span_str(known[i].part), false) != NULL)
			return known[i].panel;
	return NULL;
}

/* Whether it is a word that no shell acts on: it becomes part of a command. */
static bool
is_plain(const struct buf *b)
{
	size_t i;

	for (i = 0; i < b->len; i++)
		if (!(b->p[i] >= '0' && b->p[i] <= '9') &&
		    !((b->p[i] | 32) >= 'a' && (b->p[i] | 32) <= 'z') &&
		    strchr("._-", b->p[i]) == NULL)
			return false;
	return b->len > 0;
}

/* The version's directory in a path, as in /etc/php/8.2/fpm/. */
static bool
version(struct span path, const char *pattern, struct buf *b)
{
	const char *slash;
	size_t i;

	/* Only what is in front of the rest is looked at. */
	for (i = path.n; i > 0; i--) {
		slash = path.p + i - 1;
		if (*slash != '/')
			continue;
		buf_clear(b);
		if (fits(span_of(path.p, i), pattern, b) && is_plain(b))
			return true;
	}
	return false;
}

static void
put_fpm(struct buf *b, struct span path)
{
	struct buf v = {0};

	if (version(path, "/etc/php/{*}/fpm/", &v) ||
	    version(path, "/etc/php/{*}/", &v))
		buf_putf(b, "php-fpm%s -t && systemctl reload php%s-fpm",
		    buf_str(&v), buf_str(&v));
	else if (version(path, "/opt/cpanel/{*}/root/etc/", &v))
		buf_putf(b,
		    "/opt/cpanel/%s/root/usr/sbin/php-fpm -t && systemctl "
		    "reload %s-php-fpm",
		    buf_str(&v), buf_str(&v));
	else if (version(path, "/opt/plesk/php/{*}/etc/", &v))
		buf_putf(b,
		    "/opt/plesk/php/%s/sbin/php-fpm -t && systemctl reload "
		    "plesk-php*-fpm",
		    buf_str(&v));
	else if (version(path, "/usr/local/{*}/etc/", &v))
		buf_putf(b,
		    "/usr/local/%s/sbin/php-fpm -t && systemctl reload "
		    "php-fpm*",
		    buf_str(&v));
	else
		buf_puts(b, "php-fpm -t && systemctl reload php-fpm");
	buf_free(&v);
}

static bool
has(struct span path, const char *part)
{
	return span_find(path, span_str(part), false) != NULL;
}

void
confpath_reload(struct buf *b, enum mailsites_kind kind, struct span path)
{
	bool debian = has(path, "apache2");

	if (kind == MAILSITES_FPM ||
	    (kind == MAILSITES_INI && has(path, "fpm")))
		put_fpm(b, path);
	else if (kind == MAILSITES_APACHE || debian)
		buf_putf(b, "apachectl configtest && systemctl reload %s",
		    has(path, "httpd") && !debian ? "httpd" : "apache2");
}

void
confpath_root(struct buf *b, struct span path)
{
	static const char *const roots[] = {"/etc/apache2/", "/etc/httpd/",
	    "/usr/local/apache/", "/usr/local/apache2/"};
	size_t i, n = path.n;

	for (i = 0; i < sizeof roots / sizeof roots[0]; i++)
		if (span_starts(path, roots[i])) {
			buf_puts(b, roots[i]);
			return;
		}
	while (n > 0 && path.p[n - 1] != '/')
		n--;
	buf_put(b, path.p, n);
}

void
confpath_prefix(struct buf *b, struct span path)
{
	buf_puts(b, span_starts(path, "/usr/local/") ? "/usr/local" : "/usr");
}
