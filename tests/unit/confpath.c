#include "pure/confpath.h"
#include "unit.h"

/* NULL: nothing, or nobody. */
static const struct {
	const char *path, *site, *panel;
	enum mailsites_kind kind;
	const char *reload;
} paths[] = {
    {"/var/www/alice/data/php-bin/php.ini", "alice", "ISPmanager",
	MAILSITES_INI, ""},
    {"/var/www/bob/data/php-bin-php82/x.example/php.ini", "x.example",
	"ISPmanager", MAILSITES_INI, ""},
    {"/var/www/a/b/data/php-bin/php.ini", "*", "ISPmanager", MAILSITES_INI, ""},
    {"/var/www/vhosts/system/pl.example/etc/php.ini", "pl.example", "Plesk",
	MAILSITES_INI, ""},
    {"/home/carol/etc/php8.2/php.ini", "carol", NULL, MAILSITES_INI, ""},
    {"/home//etc/php8.2/php.ini", "*", NULL, MAILSITES_INI, ""},
    {"php.ini", "*", NULL, MAILSITES_INI, ""},
    {"/etc/php/8.2/apache2/php.ini", "*", NULL, MAILSITES_INI,
	"apachectl configtest && systemctl reload apache2"},
    {"/etc/php/8.2/fpm/php.ini", "*", NULL, MAILSITES_INI,
	"php-fpm8.2 -t && systemctl reload php8.2-fpm"},
    {"/etc/php/8.2/fpm/pool.d/a.conf", "*", NULL, MAILSITES_FPM,
	"php-fpm8.2 -t && systemctl reload php8.2-fpm"},
    {"/opt/cpanel/ea-php82/root/etc/php-fpm.d/a.conf", "*", "cPanel",
	MAILSITES_FPM,
	"/opt/cpanel/ea-php82/root/usr/sbin/php-fpm -t && systemctl reload "
	"ea-php82-php-fpm"},
    {"/opt/plesk/php/8.2/etc/php-fpm.d/a.conf", "*", "Plesk", MAILSITES_FPM,
	"/opt/plesk/php/8.2/sbin/php-fpm -t && systemctl reload "
	"plesk-php*-fpm"},
    {"/usr/local/php82/etc/php-fpm.conf", "*", "DirectAdmin", MAILSITES_FPM,
	"/usr/local/php82/sbin/php-fpm -t && systemctl reload php-fpm*"},
    {"a.conf", "*", NULL, MAILSITES_FPM,
	"php-fpm -t && systemctl reload php-fpm"},
    /* A name that a shell would act on is none of a version's. */
    {"/etc/php/8;reboot/fpm/pool.d/a.conf", "*", NULL, MAILSITES_FPM,
	"php-fpm -t && systemctl reload php-fpm"},
    {"/usr/local/php 82/etc/php-fpm.conf", "*", "DirectAdmin", MAILSITES_FPM,
	"php-fpm -t && systemctl reload php-fpm"},
    {"/etc/httpd/conf/httpd.conf", "*", NULL, MAILSITES_APACHE,
	"apachectl configtest && systemctl reload httpd"},
    {"/home/u/conf/web/x/apache2.conf", "*", "Hestia", MAILSITES_APACHE,
	"apachectl configtest && systemctl reload apache2"},
};

static void
check_paths(void)
{
	struct buf b = {0};
	struct span path;
	const char *panel;
	size_t i;

	for (i = 0; i < LEN(paths); i++) {
		unit_row = paths[i].path;
		path = unit_span(unit_row, strlen(unit_row));
		buf_clear(&b);
		confpath_site(&b, path);
		CHECK_STR(buf_str(&b), b.len, paths[i].site);
		panel = confpath_panel(path);
		CHECK((panel == NULL) == (paths[i].panel == NULL));
		if (panel != NULL && paths[i].panel != NULL)
			CHECK_STR(panel, strlen(panel), paths[i].panel);
		buf_clear(&b);
		confpath_reload(&b, paths[i].kind, path);
		CHECK_STR(buf_str(&b), b.len, paths[i].reload);
	}
	unit_row = NULL;
	buf_free(&b);
}

static void
check_root(const char *path, const char *want)
{
	struct buf b = {0};

	confpath_root(&b, unit_span(path, strlen(path)));
	CHECK_STR(buf_str(&b), b.len, want);
	buf_free(&b);
}

int
main(void)
{
	struct buf b = {0};

	check_paths();
	check_root("/etc/apache2/sites-available/a", "/etc/apache2/");
	check_root("/srv/conf/a", "/srv/conf/");
	check_root("a", "");
	confpath_prefix(&b, SPAN("/usr/local/etc/php-fpm.conf"));
	CHECK_STR(buf_str(&b), b.len, "/usr/local");
	buf_clear(&b);
	confpath_prefix(&b, SPAN("/etc/php-fpm.conf"));
	CHECK_STR(buf_str(&b), b.len, "/usr");
	buf_free(&b);
	return unit_end();
}
