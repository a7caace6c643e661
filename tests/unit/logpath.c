/* Paths of access logs: as panels name them, and as others would. */
#include "pure/logpath.h"
#include "unit.h"

/* want NULL: no site is told. */
static const struct {
	const char *path, *want;
} sites[] = {
    /* cPanel */
    {"/usr/local/apache/domlogs/shop.example", "shop.example"},
    {"/etc/apache2/logs/domlogs/shop.example-ssl_log", "shop.example"},
    {"/var/log/apache2/domlogs/shop/shop.example", "shop.example"},
    {"domlogs/www.shop.example-ssl_log.1.gz", "www.shop.example"},
    {"domlogs/shop.example.gz", "shop.example"},
    {"/home/shop/access-logs/shop.example", NULL},
    /* Plesk */
    {"/var/www/vhosts/system/shop.example/logs/access_log", "shop.example"},
    {"/var/www/vhosts/system/shop.example/logs/access_ssl_log.processed",
	"shop.example"},
    {"/var/www/vhosts/system/a.b.shop.example/logs/proxy_access_ssl_log.4.gz",
	"a.b.shop.example"},
    {"vhosts/system/shop.example", "shop.example"},
    /* DirectAdmin, HestiaCP, ISPConfig, Virtualmin, CloudPanel, hand */
    {"/var/log/httpd/domains/shop.example.log", "shop.example"},
    {"/var/log/nginx/domains/shop.example.log.2", "shop.example"},
    {"/var/log/virtualmin/shop.example_access_log", "shop.example"},
    {"/var/log/virtualmin/shop.example_access_log-20261121.gz", "shop.example"},
    {"/var/log/nginx/shop.example.access.log", "shop.example"},
    {"/var/log/nginx/shop.example_access.log", "shop.example"},
    {"/var/log/nginx/shop.example-access.log.14.gz", "shop.example"},
    {"/var/log/apache2/shop.example-access_log", "shop.example"},
    {"/var/log/apache2/shop.example_ssl_access.log", "shop.example"},
    {"/var/log/apache2/shop.example-access_ssl.log", "shop.example"},
    {"shop.example.ssl.log", "shop.example"},
    {"shop.example-ssl_log", "shop.example"},
    {"shop.example.custom.log", "shop.example"},
    {"shop.example.requests.log", "shop.example"},
    {"shop.example_log", "shop.example"},
    {"shop.example.log", "shop.example"},
    /* what rotation adds */
    {"shop.example.log.1", "shop.example"},
    {"shop.example.log.10", "shop.example"},
    {"shop.example.log-20261121", "shop.example"},
    {"shop.example.log.2.gz", "shop.example"},
    {"shop.example.log-20261121.gz", "shop.example"},
    {"shop.example.log-1795279013.xz", "shop.example"},
    {"shop.example.log.3.bz2", "shop.example"},
    {"shop.example.log.4.zst", "shop.example"},
    {"shop.example.log.gz", "shop.example"},
    {"shop.example.log.lz4", NULL},
    {"shop.example.log.old", NULL},
    {"shop.example.log~", NULL},
    {"shop.example.log1", NULL},
    {"shop.example.log_1", NULL},
    {"shop.example.log.1.2", "shop.example"},
    {"shop.example.log.", NULL},
    {"shop.example-access-ssl.log", "shop.example"},
    {"shop.example-ssl-access.log", "shop.example"},
    {"shop.example.ssl.access.log", "shop.example"},
    {"php8.2-fpm.access.log", NULL},
    {"php7.4-fpm.log", NULL},
    {"shop.example.error.log", NULL},
    {"shop.example_error_log", NULL},
    {"domlogs/shop.example-bytes_log", NULL},
    {"domlogs/ftp.shop.example-ftp_log", NULL},
    {"domlogs/shop.example-ssl_log.offset", NULL},
    {"domlogs/shop.example.bkup", NULL},
    {"squid.cache.log", NULL},
    {"unicorn.stdout.log", NULL},
    {"shop.example.log-2026-11-21", "shop.example"},
    {"shop.example.log-20261121-12.gz", "shop.example"},
    {"shop.example.log.gz.1", "shop.example"},
    {"shop.example.log.gz.gz", "shop.example"},
    /* names of sites */
    {"a.example.log", "a.example"},
    {"1.example.log", "1.example"},
    {"xn--80ak6aa92e.xn--p1ai.log", "xn--80ak6aa92e.xn--p1ai"},
    {"a_b.c-d.example.log", "a_b.c-d.example"},
    {"SHOP.Example.log", "SHOP.Example"},
    {"site24.example.log.7", "site24.example"},
    {"access.example.log", "access.example"},
    {"ssl.example.access.log", "ssl.example"},
    /* names of none */
    {"/var/log/nginx/access.log", NULL},
    {"/var/log/nginx/access.log.2.gz", NULL},
    {"/var/log/apache2/access.log-20261121", NULL},
    {"/var/log/apache2/other_vhosts_access.log", NULL},
    {"/var/log/httpd/access_log", NULL},
    {"/var/log/httpd/ssl_access_log-20261121", NULL},
    {"/var/log/httpd/ssl_request_log", NULL},
    {"/var/log/shop.example/access.log", NULL},
    {"domlogs/access_log", NULL},
    {"domlogs/ftpxferlog", NULL},
    {"/srv/shop.example", NULL},
    {"shop.example", NULL},
    {"10.0.0.1.log", NULL},
    {"10.0.0.1.access.log", NULL},
    {"10.0.0.10.access.log", NULL},
    {"domlogs/10.0.0.10", NULL},
    {"shop.24.log", NULL},
    {"a.1.log", NULL},
    {"localhost.log", NULL},
    {"shop.e.log", NULL},
    {"", NULL},
    {"/", NULL},
    {"domlogs/", NULL},
    {"vhosts/system/", NULL},
    {"/var/www/vhosts/system//logs/access_log", NULL},
    {"/var/www/vhosts/system/default/logs/access_log", NULL},
    {".log", NULL},
    {"/.log", NULL},
    {"_log", NULL},
    {".1", NULL},
    {"1", NULL},
    {".gz", NULL},
    {"access.log/", NULL},
    {"shop.example.log/", NULL},
    {".access.log", NULL},
    {"a/.access.log", NULL},
    /* hostile ones */
    {"..log", NULL},
    {"...log", NULL},
    {"../..log", NULL},
    {".shop.example.log", NULL},
    {"shop..example.log", NULL},
    {"shop.example..log", NULL},
    {"-shop.example.log", NULL},
    {"shop.-example.log", NULL},
    {"shop .example.log", NULL},
    {"shop.exa mple.log", NULL},
    {"shop\n.example.log", NULL},
    {"\x1B[31mshop.example.log", NULL},
    {"shop.exam\xD0\xBFle.log", NULL},
    {"\xE2\x80\xAEshop.example.log", NULL},
    {"shop.example\\.log", NULL},
    {"shop,a.example.log", NULL},
    {"shop.example:80.log", NULL},
    {"shop.example%2F.log", NULL},
    {"$(id).example.log", NULL},
    {"'shop.example'.log", NULL},
    {"@.example.log", NULL},
    {"[a.example.log", NULL},
    {"`a.example.log", NULL},
    {"{a.example.log", NULL},
    {"vhosts/system/../logs/access_log", NULL},
    {"vhosts/system/a b.example/logs/access_log", NULL},
    {"vhosts/system/\x1B.example/x.example.log", "x.example"},
};

static void
of_sites(void)
{
	struct span path, got;
	size_t i;

	for (i = 0; i < LEN(sites); i++) {
		unit_row = sites[i].path;
		path = unit_span(unit_row, strlen(unit_row));
		got = logpath_site(path);
		CHECK((got.p != NULL) == (sites[i].want != NULL));
		if (got.p == NULL || sites[i].want == NULL)
			continue;
		CHECK(got.p >= path.p && got.p + got.n <= path.p + path.n);
		CHECK_SAME(got, span_str(sites[i].want));
	}
	unit_row = NULL;
	CHECK(logpath_site(SPAN("shop\0.example.log")).p == NULL);
	CHECK(logpath_site(SPAN("shop.example\0.log")).p == NULL);
	CHECK(logpath_site(SPAN("shop.example.log\0")).p == NULL);
}

static const struct {
	const char *path;
	enum weblog_stamp stamp;
} stamps[] = {{"/var/log/nginx/access.log", WEBLOG_STAMP_END},
    {"nginx.log", WEBLOG_STAMP_END}, {"a-nginx-b", WEBLOG_STAMP_END},
    {"/var/log/apache2/access.log", WEBLOG_STAMP_START},
    {"/var/log/apache2/domlogs/shop.example", WEBLOG_STAMP_START},
    {"/var/log/httpd/access_log", WEBLOG_STAMP_START},
    {"domlogs/shop.example", WEBLOG_STAMP_START},
    {"/var/log/apache2/domlogs/nginx/shop.example", WEBLOG_STAMP_END},
    {"/var/log/lighttpd/access.log", WEBLOG_STAMP_UNKNOWN},
    {"httpd", WEBLOG_STAMP_UNKNOWN}, {"domlogs", WEBLOG_STAMP_UNKNOWN},
    {"/var/log/virtualmin/a.example_access_log", WEBLOG_STAMP_UNKNOWN},
    {"nginapach", WEBLOG_STAMP_UNKNOWN}, {"", WEBLOG_STAMP_UNKNOWN}};

static void
of_stamps(void)
{
	size_t i;

	for (i = 0; i < LEN(stamps); i++) {
		unit_row = stamps[i].path;
		CHECK_INT(logpath_stamp(unit_span(unit_row, strlen(unit_row))),
		    stamps[i].stamp);
	}
	unit_row = NULL;
}

/* Two labels at least, and nothing in them that a terminal minds. */
static bool
is_harmless(struct span name)
{
	static const char good[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	size_t i, dots = 0;

	for (i = 0; i < name.n; i++) {
		if (memchr(good, name.p[i], sizeof good - 1) == NULL)
			return false;
		dots += name.p[i] == '.';
	}
	return dots > 0 && name.p[0] != '.' && name.p[0] != '-' &&
	    name.p[name.n - 1] != '.';
}

/* Whatever the path is made of, what is told is a part of it. */
static void
any(void)
{
	static const char *const pieces[] = {"/", ".", "-", "_", "a.example",
	    "vhosts/system/", "domlogs/", "access", "ssl", "custom", ".log",
	    "_log", ".gz", ".1", "-20261121", "nginx", "x", "1", " ", "\x1B",
	    "\xD0\xB9", "..", "\n", "requests"};
	char text[256];
	struct span path, site;
	size_t told = 0;
	int round, n;

	for (round = 0; round < 100000; round++) {
		text[0] = '\0';
		for (n = (int)unit_rand(9); n > 0; n--)
			strcat(text, pieces[unit_rand(LEN(pieces))]);
		path = unit_span(text, strlen(text));
		unit_row = text;
		logpath_stamp(path);
		site = logpath_site(path);
		if (site.p == NULL)
			continue;
		told++;
		CHECK(site.p >= path.p && site.p + site.n <= path.p + path.n);
		CHECK(site.n >= 3 && is_harmless(site));
	}
	unit_row = NULL;
	CHECK(told > 1000);
}

int
main(void)
{
	of_sites();
	of_stamps();
	any();
	return unit_end();
}
