/* Block and unblock of real configurations, whole and with pieces changed. */
#include "pure/mailedit.h"
#include "unit.h"

enum { ROUNDS = 1500 };

static const char apache[] =
    "# Debian's 000-default.conf and what panels add\n"
    "<VirtualHost *:80>\n"
    "\t# The ServerName directive sets the request scheme, hostname \\\n"
    "\t# and port\n"
    "\tServerName www.example.com\n"
    "\tServerAlias example.com \"*.example.com\"\n"
    "\tDocumentRoot /var/www/html\n"
    "\tErrorLog ${APACHE_LOG_DIR}/error.log\n"
    "\tCustomLog ${APACHE_LOG_DIR}/access.log combined\n"
    "\t#Include conf-available/serve-cgi-bin.conf\n"
    "</VirtualHost>\n"
    "<VirtualHost 10.0.0.1:443>\r\n"
    "\tServerName shop.example\r\n"
    "\tphp_admin_value sendmail_path \"/usr/sbin/sendmail -t -i -f a@b\"\r\n"
    "\tphp_admin_value \\\r\n\t\topen_basedir '/var/www/shop:.'\r\n"
    "\t<IfModule mod_php7.c>\r\n"
    "\t\tphp_admin_value sendmail_path \\\r\n\t\t\t'/usr/sbin/sendmail'\r\n"
    "\t</IfModule>\r\n"
    "\t<Directory \"/var/www/shop\">\r\n"
    "\t\tphp_admin_value sendmail_path none\r\n"
    "\t</Directory> # of shop\r\n"
    "\tInclude /etc/apache2/shop/*.conf\r\n"
    "\tUse Mail shop\r\n"
    "</VirtualHost>\r\n"
    "# mailblock was: php_admin_value sendmail_path /x\n"
    "php_admin_value sendmail_path \"/bin/false\"\n"
    "<VirtualHost *:81>\nServerName last.example\n"
    "php_value sendmail_path x\n</VirtualHost>";

static const char ini[] =
    "[PHP]\n"
    "; About php.ini\n"
    "engine = On\n"
    "error_reporting = E_ALL & ~E_DEPRECATED & ~E_STRICT\n"
    "disable_functions = \"exec,system\nshell_exec\"\n"
    "[mail function]\n"
    "; For Unix only. You may supply arguments as well\n"
    "sendmail_path = \"/usr/sbin/sendmail -t -i -f a@b\" ; was blank\n"
    "mail.add_x_header = Off\n"
    "[HOST=shop.example]\r\n"
    "sendmail_path = '/usr/sbin/sendmail'\r\n"
    "\r\n"
    "[PATH=/srv/blog/]\r"
    "upload_max_filesize = 2M\r"
    "; mailblock added: 1 line\r"
    "sendmail_path = \"/bin/false\"\r"
    "[Date]\n"
    "date.timezone = UTC";

static const char fpm[] =
    "; Start a new pool named 'www'.\n"
    "[global]\npid = /run/php.pid\n"
    "[www]\n"
    "user = www-data\n"
    "listen = /run/php/php8.2-fpm.sock\n"
    "pm.max_children = 5\n"
    ";php_admin_value[sendmail_path] = /usr/sbin/sendmail -t -i -f w@x\n"
    "[shop]\r\n"
    "user = shop\r\n"
    "php_admin_value[sendmail_path] = /usr/sbin/sendmail -t -i -f a@b\r\n"
    "php_value[sendmail_path] = \"/x y\"\r\n"
    "env[PATH] = /usr/bin:/bin\r\n"
    "[blog]\n"
    "include = /etc/php/common.inc\n"
    "php_admin_value[sendmail_path] =\n"
    "[last]\nuser = last";

static const struct {
	enum mailsites_kind kind;
	const char *text;
} texts[] = {
    {MAILSITES_APACHE, apache},
    {MAILSITES_INI, ini},
    {MAILSITES_FPM, fpm},
};

static const char *const pieces[] = {"\n", "\r", "\\", "\\\n", "\"", "'", " ",
    "<", ">", "[", "]", "=", ";", "#", "${", "}", "(", ")", "\xEF\xBB\xBF",
    "</VirtualHost>\n", "<Directory />\n", "</IfModule>\n", "sendmail_path",
    "php_admin_value sendmail_path x\n", "sendmail_path = x\n", "[a]\n",
    "php_admin_value[sendmail_path] = x\n",
    "# mailblock was: ", "; mailblock was: ", "# mailblock added: 1 line\n",
    "; mailblock added: 1 line\n", "[HOST=x]", "include = x\n", "Include x\n",
    "sendmail_path = \"/bin/false\"\n"};

static size_t blocked; /* how often that was possible */

/* Takes a piece away, puts one in, or moves the text's own. */
static void
maul(struct buf *b)
{
	size_t at = unit_rand((uint32_t)b->len + 1), n;
	const char *piece = pieces[unit_rand(LEN(pieces))];
	struct buf to = {0};

	n = unit_rand(40);
	if (n > b->len - at)
		n = b->len - at;
	buf_put(&to, b->p, at);
	switch (unit_rand(4)) {
	case 0:
		at += n;
		break;
	case 1:
		buf_put(&to, b->p + at, n);
		break;
	case 2:
		at = unit_rand((uint32_t)b->len + 1);
		break;
	default:
		buf_puts(&to, piece);
	}
	buf_put(&to, b->p + at, b->len - at);
	buf_free(b);
	*b = to;
}

typedef int edit_fn(const struct mailsites *m, const bool *chosen,
    const char *name, struct edits *e, struct mailedit_fault *f);

/* Puts what becomes of the text; the number of edits, or -1. */
static int
edit(enum mailsites_kind kind, struct span text, size_t site, edit_fn *fn,
    struct buf *to)
{
	struct mailedit_fault fault = {0};
	struct edits e = {0};
	struct mailsites m;
	bool *chosen;
	int n;

	mailsites_read(&m, kind, text, "*");
	chosen = calloc(m.n, sizeof *chosen);
	chosen[site] = true;
	n = fn(&m, chosen, "*", &e, &fault) == -1 ? -1 : (int)e.n;
	if (n >= 0)
		edits_apply(&e, text, to);
	else
		CHECK(fault.why != NULL && fault.line > 0);
	free(chosen);
	edits_free(&e);
	mailsites_free(&m);
	return n;
}

/* What holds for a site whose text was made from was. */
static void
check_blocked(enum mailsites_kind kind, struct span was, struct span text,
    size_t site, bool marked)
{
	struct mailsites m;
	const struct mailset *set;
	struct buf b = {0};
	enum mailpath_state state;

	mailsites_read(&m, kind, text, "*");
	state = mailsites_state(&m, &m.v[site], &set);
	CHECK(state == MAILPATH_BLOCKED ||
	    (m.v[site].whole && state == MAILPATH_DEFAULT));
	mailsites_free(&m);
	CHECK_INT(edit(kind, text, site, mailedit_block, &b), 0);
	CHECK_SAME(span_of(buf_str(&b), b.len), text);
	buf_clear(&b);
	if (!marked) {
		CHECK(edit(kind, text, site, mailedit_unblock, &b) > 0);
		CHECK_SAME(span_of(buf_str(&b), b.len), was);
	}
	buf_free(&b);
}

static void
check_site(enum mailsites_kind kind, struct span text, size_t site, bool marked)
{
	struct buf b = {0}, undone = {0};

	if (edit(kind, text, site, mailedit_block, &b) > 0) {
		blocked++;
		check_blocked(
		    kind, text, span_of(buf_str(&b), b.len), site, marked);
	}
	edit(kind, text, site, mailedit_unblock, &undone);
	buf_free(&b);
	buf_free(&undone);
}

static void
check_text(enum mailsites_kind kind, struct span text)
{
	struct mailsites m;
	size_t i, n;

	mailsites_tell(text);
	mailsites_read(&m, kind, text, "*");
	n = m.n;
	for (i = 0; i < n; i++)
		check_site(kind, text, i, m.v[i].nmarks > 0);
	mailsites_free(&m);
}

/* Of exactly its length, for the sanitizer; not unit_span's, which is one. */
static void
check_copy(enum mailsites_kind kind, const struct buf *b)
{
	char *copy = malloc(b->len);

	if (b->len > 0)
		memcpy(copy, b->p, b->len);
	check_text(kind, span_of(copy, b->len));
	free(copy);
}

int
main(void)
{
	struct buf b = {0};
	size_t i, j, n;

	for (i = 0; i < LEN(texts); i++) {
		blocked = 0;
		buf_puts(&b, texts[i].text);
		check_copy(texts[i].kind, &b);
		CHECK(blocked > 1);
		for (j = 0; j < ROUNDS; j++) {
			buf_clear(&b);
			buf_puts(&b, texts[i].text);
			for (n = unit_rand(4) + 1; n > 0; n--)
				maul(&b);
			unit_row = buf_str(&b);
			check_copy(texts[i].kind, &b);
		}
		unit_row = NULL;
		CHECK(blocked > ROUNDS / 2);
		buf_clear(&b);
	}
	buf_free(&b);
	return unit_end();
}
