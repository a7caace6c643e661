#include <stddef.h>

#include "system/mailplaces.h"

const struct mailplace mailplaces[] = {
    /* Apache: Debian, Red Hat, cPanel, from source; with what they include */
    {"/etc/apache2/apache2.conf", MAILSITES_APACHE, false},
    {"/etc/apache2/conf/httpd.conf", MAILSITES_APACHE, false},
    {"/etc/httpd/conf/httpd.conf", MAILSITES_APACHE, false},
    {"/usr/local/apache/conf/httpd.conf", MAILSITES_APACHE, false},
    {"/usr/local/apache2/conf/httpd.conf", MAILSITES_APACHE, false},
    {"/etc/apache2/sites-enabled/*.conf", MAILSITES_APACHE, false},
    /* ISPmanager */
    {"/etc/apache2/vhosts/*/*.conf", MAILSITES_APACHE, false},
    {"/etc/httpd/conf/vhosts/*/*.conf", MAILSITES_APACHE, false},
    /* Plesk */
    {"/var/www/vhosts/system/*/conf/httpd.conf", MAILSITES_APACHE, false},
    /* Hestia, Vesta */
    {"/home/*/conf/web/*/apache2.conf", MAILSITES_APACHE, false},
    {"/home/*/conf/web/*/apache2.ssl.conf", MAILSITES_APACHE, false},
    {"/home/*/conf/web/*/httpd.conf", MAILSITES_APACHE, false},
    {"/home/*/conf/web/*/httpd.ssl.conf", MAILSITES_APACHE, false},
    /* DirectAdmin */
    {"/usr/local/directadmin/data/users/*/httpd.conf", MAILSITES_APACHE, false},
    /* php.ini: Debian, Red Hat, from source, cPanel, Plesk */
    {"/etc/php/*/apache2/php.ini", MAILSITES_INI, false},
    {"/etc/php/*/apache2/conf.d/*.ini", MAILSITES_INI, true},
    {"/etc/php/*/cgi/php.ini", MAILSITES_INI, false},
    {"/etc/php/*/cgi/conf.d/*.ini", MAILSITES_INI, true},
    {"/etc/php/*/fpm/php.ini", MAILSITES_INI, false},
    {"/etc/php/*/fpm/conf.d/*.ini", MAILSITES_INI, true},
    {"/etc/php.ini", MAILSITES_INI, false},
    {"/etc/php.d/*.ini", MAILSITES_INI, true},
    {"/usr/local/lib/php.ini", MAILSITES_INI, false},
    {"/usr/local/php*/lib/php.ini", MAILSITES_INI, false},
    {"/opt/cpanel/ea-php*/root/etc/php.ini", MAILSITES_INI, false},
    {"/opt/cpanel/ea-php*/root/etc/php.d/*.ini", MAILSITES_INI, true},
    {"/opt/plesk/php/*/etc/php.ini", MAILSITES_INI, false},
    {"/var/www/vhosts/system/*/etc/php.ini", MAILSITES_INI, false},
    /* ISPmanager, FastPanel, Virtualmin */
    {"/var/www/*/data/php-bin*/php.ini", MAILSITES_INI, false},
    {"/var/www/*/data/php-bin*/*/php.ini", MAILSITES_INI, false},
    {"/var/www/php-bin-*/*/php.ini", MAILSITES_INI, false},
    {"/home/*/etc/php*/php.ini", MAILSITES_INI, false},
    /* PHP-FPM: Debian, Red Hat, Remi, cPanel, Plesk, ISPmanager, DirectAdmin */
    {"/etc/php/*/fpm/php-fpm.conf", MAILSITES_FPM, false},
    {"/etc/php/*/fpm/pool.d/*.conf", MAILSITES_FPM, false},
    {"/etc/php-fpm.d/*.conf", MAILSITES_FPM, false},
    {"/etc/opt/remi/php*/php-fpm.d/*.conf", MAILSITES_FPM, false},
    {"/opt/cpanel/ea-php*/root/etc/php-fpm.d/*.conf", MAILSITES_FPM, false},
    {"/opt/plesk/php/*/etc/php-fpm.d/*.conf", MAILSITES_FPM, false},
    {"/opt/php*/etc/php-fpm.d/*.conf", MAILSITES_FPM, false},
    {"/usr/local/php*/etc/php-fpm.d/*.conf", MAILSITES_FPM, false},
    {"/usr/local/directadmin/data/users/*/php/php-fpm*.conf", MAILSITES_FPM,
	false},
    {NULL, MAILSITES_NONE, false},
};
