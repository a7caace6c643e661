/* Programs and users of mail servers, and what only looks like them. */
#include "pure/mtaname.h"
#include "unit.h"

static const char *const programs[] = {"/usr/sbin/exim4", "/usr/sbin/exim",
    "/usr/exim/bin/exim-4.98-1", "/usr/local/sbin/exim-4.97",
    "/usr/lib/postfix/sbin/smtp", "/usr/libexec/postfix/smtp",
    "/usr/lib/postfix/bin/lmtp", "/usr/sbin/sendmail", "/sbin/exim",
    "/usr/libexec/sendmail/sendmail", "/usr/sbin/sendmail.sendmail",
    "/var/qmail/bin/qmail-remote", "/usr/sbin/smtpd", "/opt/x/bin/exim",
    "/usr/sbin/exim4 (deleted)"};

static const char *const others[] = {"", "/", "exim4", "usr/sbin/exim4",
    "/home/bob/exim4", "/tmp/exim4", "/usr", "/usr/", "/usr/sbin/",
    "/usr/sbin/exim4.old", "/usr/sbin/exim4x", "/usr/sbin/xexim4",
    "/usr/sbin/EXIM4", "/usr/sbin/exim4/", "/usr/sbin/exim4/x",
    "/usrx/sbin/exim4", "/home/usr/sbin/exim4", "/var/www/exim",
    "/var/qmail/exim", "/home/bob/postfix/smtp", "/usr/lib/postfix",
    "/usr/lib/postfixx/smtp", "/opt/postfix/smtp", "/opt/exim-4.98-1",
    "/usr/sbin/exim4 (deleted) (deleted)", " (deleted)", "(deleted)",
    "/usr/sbin/exim4(deleted)", "/usr/sbin/exim4\n", "/dev/shm/sendmail",
    "/usr/bin/python3.11", "/usr/bin/msmtp"};

static const char *const users[] = {
    "root", "Debian-exim", "exim", "mailnull", "postfix", "smmsp", "_smtpd"};

static const char *const nobodies[] = {"", "bob", "www-data", "debian-exim",
    "exim ", "exi", "nobody", "roots", "postfix\n"};

int
main(void)
{
	size_t i;

	for (i = 0; i < LEN(programs); i++) {
		unit_row = programs[i];
		CHECK(mtaname_program(
		    unit_span(programs[i], strlen(programs[i]))));
	}
	for (i = 0; i < LEN(others); i++) {
		unit_row = others[i];
		CHECK(
		    !mtaname_program(unit_span(others[i], strlen(others[i]))));
	}
	for (i = 0; i < LEN(users); i++) {
		unit_row = users[i];
		CHECK(mtaname_user(unit_span(users[i], strlen(users[i]))));
	}
	for (i = 0; i < LEN(nobodies); i++) {
		unit_row = nobodies[i];
		CHECK(
		    !mtaname_user(unit_span(nobodies[i], strlen(nobodies[i]))));
	}
	return unit_end();
}
