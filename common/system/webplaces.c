#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "system/webplaces.h"

static const char *const places[] = {
    /* Debian, Red Hat, nginx */
    "/var/log/nginx/*access.log",
    "/var/log/nginx/*access_log",
    "/var/log/apache2/*access.log",
    "/var/log/apache2/*access_log",
    "/var/log/httpd/*access_log",
    "/var/log/httpd/*access.log",
    /* ISPmanager */
    "/var/www/httpd-logs/*.access.log",
    /* cPanel */
    "/etc/apache2/logs/domlogs/*",
    "/usr/local/apache/domlogs/*",
    /* Plesk */
    "/var/www/vhosts/system/*/logs/access_log",
    "/var/www/vhosts/system/*/logs/access_ssl_log",
    "/var/www/vhosts/system/*/logs/proxy_access_log",
    "/var/www/vhosts/system/*/logs/proxy_access_ssl_log",
    /* Hestia, Vesta, DirectAdmin */
    "/var/log/nginx/domains/*.log",
    "/var/log/apache2/domains/*.log",
    "/var/log/httpd/domains/*.log",
    /* LiteSpeed */
    "/usr/local/lsws/logs/access.log",
    /* PHP's mail.log, which is where php.ini says */
    "/var/log/php*mail*.log",
    "/var/log/php/*mail*.log",
    "/var/log/mail-php.log",
};

/* Logs of errors, and what counts bytes, lie beside them. */
static bool
is_other(const char *path)
{
	static const char *const endings[] = {".error.log", "-error.log",
	    "_error.log", "/error.log", "error_log", "bytes_log", ".bytes",
	    "ftp_log", "ftpxferlog", ".offset", ".bkup", ".gz"};
	size_t i, n = strlen(path);

	for (i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (n >= strlen(endings[i]) &&
		    strcmp(path + n - strlen(endings[i]), endings[i]) == 0)
			return true;
	return false;
}

char **
webplaces_find(bool quiet)
{
	static char **found; /* named as long as the process runs */
	size_t i, j, n = 0, cap = 0, here;
	glob_t g;

	found = mem_grow(found, &cap, 1, sizeof *found);
	found[0] = NULL;
	for (i = 0; i < sizeof places / sizeof places[0]; i++) {
		/* With a slash behind directories, to leave them out. */
		if (glob(places[i], GLOB_MARK, NULL, &g) != 0)
			continue;
		here = n;
		for (j = 0; j < g.gl_pathc; j++) {
			char *path = g.gl_pathv[j];

			if (is_other(path) || path[strlen(path) - 1] == '/')
				continue;
			found = mem_grow(found, &cap, n + 2, sizeof *found);
			found[n++] = mem_dup(path);
			found[n] = NULL;
		}
		globfree(&g);
		if (n - here == 1 && !quiet)
			err_note(NULL, "reading %s", found[here]);
		else if (n > here && !quiet)
			err_note(
			    NULL, "reading %zu of %s", n - here, places[i]);
	}
	return found;
}
