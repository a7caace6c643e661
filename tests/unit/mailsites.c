#include "pure/mailsites.h"
#include "unit.h"

/* The sites of a text: name=state, with its value, and the fault's line. */
static const struct {
	enum mailsites_kind kind;
	const char *text, *want;
} texts[] = {
    {MAILSITES_APACHE, "", "*=default"},
    {MAILSITES_APACHE,
	"<VirtualHost 10.0.0.1:80 x>\n</VirtualHost>\n"
	"<virtualhost *>\nServerName https://A.example:443\n"
	"PHP_Admin_Value sendmail_path /x\n</VIRTUALHOST>\n"
	"<VirtualHost *>\nServerName [::1]:80\n</VirtualHost>\n",
	"*=default 10.0.0.1:80=default A.example=open(/x) [::1]:80=default"},
    {MAILSITES_APACHE,
	"<IfModule x>\n<VirtualHost *>\nServerName a\n<Directory />\n"
	"php_admin_value sendmail_path y\n</Directory>\n"
	"php_admin_value sendmail_path /bin/false\n</VirtualHost>\n"
	"</IfModule>\n",
	"*=default a=open(y)"},
    {MAILSITES_APACHE, "php_admin_flag sendmail_path 1\n", "*=open(1)"},
    {MAILSITES_APACHE,
	"php_admin_value sendmail_path /bin/false\n"
	"php_value sendmail_path x\n",
	"*=default"},
    {MAILSITES_APACHE, "php_admin_value sendmail_path NONE\n",
	"*=broken-blank()"},
    {MAILSITES_APACHE, "php_admin_value Sendmail_Path x\n", "*=default"},
    {MAILSITES_APACHE, "php_admin_value sendmail_path \"x y\n",
	"*=broken-quotes(x y)"},
    {MAILSITES_APACHE, "<VirtualHost *>\n<VirtualHost *>\n",
	"*=default *=default *=default !2"},
    {MAILSITES_APACHE,
	"<VirtualHost 10.0.0.1:80>\nServerName https://\n</VirtualHost>\n"
	"<VirtualHost b>\nServerName :80\nServerName\n</VirtualHost>\n",
	"*=default 10.0.0.1:80=default b=default"},
    {MAILSITES_APACHE, "\n</A>\n", "*=default !2"},
    {MAILSITES_APACHE, "\n<A\n", "*=default !2"},
    {MAILSITES_INI, "sendmail_path=a\nsendmail_path=b\n", "*=open(b)"},
    {MAILSITES_INI,
	"[Host=A.Example]\nsendmail_path=/bin/true\n[PATH = /A/b/]\n"
	"[mail function]\nsendmail_path=x\n[PATH]\nsendmail_path=y\n",
	"*=open(y) a.example=blocked(/bin/true) /A/b=default"},
    {MAILSITES_INI, "Sendmail_path=a\nphp_value[sendmail_path]=b\n",
	"*=default"},
    {MAILSITES_INI, "sendmail_path=a\nb=\"\nsendmail_path=c", "*=open(a) !2"},
    {MAILSITES_FPM,
	"[Global]\na=b\n[a]\nphp_admin_value[sendmail_path]=x\n"
	"php_admin_value[sendmail_path]=/bin/false\n[b]\n"
	"php_value[sendmail_path]=/x\nphp_admin_value[sendmail_path]=/y\n"
	"[c]\nphp_admin_value[sendmail_path]=\n[d]\nsendmail_path=x\n",
	"*=default a=open(/usr/x) b=open(/y) c=broken-blank() d=default"},
    {MAILSITES_FPM, "[a]\nuser=a\n[b] include=x\n",
	"*=default a=default b=default !3"},
    {MAILSITES_FPM, "[a]\nb=\"\n\"\nphp_value[sendmail_path]=/x\n",
	"*=default a=default !2"},
};

static void
check_texts(void)
{
	struct buf b = {0};
	struct mailsites m;
	const struct mailset *set;
	size_t i, j;

	for (i = 0; i < LEN(texts); i++) {
		unit_row = texts[i].text;
		mailsites_read(&m, texts[i].kind,
		    unit_span(unit_row, strlen(unit_row)), "*");
		buf_clear(&b);
		for (j = 0; j < m.n; j++) {
			buf_putf(&b, "%s%s=%s", j > 0 ? " " : "", m.v[j].name,
			    mailpath_states[mailsites_state(
				&m, &m.v[j], &set)]);
			if (set != NULL && set->value != NULL)
				buf_putf(&b, "(%s)", set->value);
		}
		if (m.fault != NULL)
			buf_putf(&b, " !%zu", m.fault_line);
		CHECK_STR(buf_str(&b), b.len, texts[i].want);
		mailsites_free(&m);
	}
	unit_row = NULL;
	buf_free(&b);
}

static void
check_names(void)
{
	struct mailsites m;
	bool alias;

	mailsites_read(&m, MAILSITES_APACHE,
	    SPAN(
		"<VirtualHost *>\nServerAlias b 'c d'\nServerName a\n"
		"ServerAlias e\nInclude x\nUse y\n</VirtualHost>\nInclude z\n"),
	    "*");
	CHECK_INT(m.n, 2);
	CHECK_INT(m.v[1].naliases, 3);
	CHECK(mailsites_is(&m.v[1], span_str("A"), &alias) && !alias);
	CHECK(mailsites_is(&m.v[1], span_str("C D"), &alias) && alias);
	CHECK(mailsites_is(&m.v[1], span_str("E"), &alias) && alias);
	CHECK(!mailsites_is(&m.v[1], span_str("c"), &alias));
	CHECK_INT(m.nincludes, 3);
	CHECK_INT(m.includes[0].site, 1);
	CHECK(!m.includes[0].unread);
	CHECK(m.includes[1].unread);
	CHECK_INT(m.includes[2].site, 0);
	CHECK_INT(m.v[1].include_at, m.includes[1].start + 1);
	mailsites_free(&m);
}

/* What Apache refuses to start with names nothing and reads nothing. */
static void
check_nothing(void)
{
	struct mailsites m;

	mailsites_read(&m, MAILSITES_APACHE,
	    SPAN("ServerRoot /srv\nServerRoot\nInclude\nIncludeOptional \n"),
	    "*");
	CHECK_STR(m.server_root, strlen(m.server_root), "/srv");
	CHECK_INT(m.nincludes, 0);
	CHECK(m.fault == NULL);
	mailsites_free(&m);
}

/* As many as there may be, then one more. */
static void
check_limit(enum mailsites_kind kind, const char *one, size_t most)
{
	struct buf b = {0};
	struct mailsites m;
	size_t i;

	buf_puts(&b, kind == MAILSITES_FPM ? "[global]\n" : "");
	for (i = 0; i < most; i++)
		buf_puts(&b, one);
	mailsites_read(&m, kind, span_of(b.p, b.len), "*");
	CHECK(m.fault == NULL);
	mailsites_free(&m);
	buf_puts(&b, one);
	mailsites_read(&m, kind, span_of(b.p, b.len), "*");
	CHECK(m.fault != NULL);
	mailsites_free(&m);
	buf_free(&b);
}

/* What is included stands where the include does. */
static void
check_sort(void)
{
	struct mailsites m;
	char file[] = "f";
	struct mailset set = {.when = MAILSITES_ANY, .file = file};
	const struct mailset *in_force;

	mailsites_read(&m, MAILSITES_FPM,
	    SPAN("[a]\ninclude=x\nphp_admin_value[sendmail_path]=/y\n"), "*");
	CHECK_INT(m.v[1].include_at, m.includes[0].start + 1);
	CHECK_INT(m.v[1].top, 4);
	set.start = m.includes[0].start;
	mailsites_set(&m.v[1], &set, span_str("/one"));
	mailsites_set(&m.v[1], &set, span_str("/two"));
	mailsites_sort(&m.v[1]);
	CHECK_STR(m.v[1].sets[0].value, m.v[1].sets[0].n, "/one");
	CHECK_STR(m.v[1].sets[1].value, m.v[1].sets[1].n, "/two");
	CHECK_STR(m.v[1].sets[2].value, m.v[1].sets[2].n, "/y");
	CHECK_INT(mailsites_state(&m, &m.v[1], &in_force), MAILPATH_OPEN);
	CHECK(in_force == &m.v[1].sets[0]);
	mailsites_free(&m);
}

static void
check_tell(const char *text, enum mailsites_kind want)
{
	unit_row = text;
	CHECK_INT(mailsites_tell(unit_span(text, strlen(text))), want);
	unit_row = NULL;
}

int
main(void)
{
	check_texts();
	check_names();
	check_nothing();
	/* The first site of all is the server itself. */
	check_limit(MAILSITES_APACHE, "<VirtualHost a>\n</VirtualHost>\n",
	    MAILSITES_MOST - 1);
	check_limit(MAILSITES_APACHE, "Include a\n", MAILSITES_INCLUDES);
	check_limit(MAILSITES_FPM, "include = a\n", MAILSITES_INCLUDES);
	check_sort();
	check_tell("", MAILSITES_NONE);
	check_tell("Dear all,\n", MAILSITES_NONE);
	check_tell("# x\n\n <VirtualHost", MAILSITES_APACHE);
	check_tell("\xEF\xBB\xBFServerName a", MAILSITES_APACHE);
	check_tell("ServerName", MAILSITES_NONE);
	check_tell("; x\n", MAILSITES_INI);
	check_tell("[PHP]\nengine = On\n", MAILSITES_INI);
	check_tell("[a]\nuser = x\n", MAILSITES_FPM);
	check_tell("[a]\nphp_admin_value[x] = y\n", MAILSITES_FPM);
	return unit_end();
}
