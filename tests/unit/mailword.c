#include "pure/mailword.h"
#include "unit.h"

/* A text, and the sign in it with its line, or NULL. */
static const struct {
	const char *text, *word;
	size_t line;
} signs[] = {
    {"", NULL, 0},
    {"mail -s x root", "mail", 1},
    {"echo x|mail root", "mail", 1},
    {"echo x | mail root", "mail", 1},
    {"a && mail root", "mail", 1},
    {"$(mail root)", "mail", 1},
    {"if a; then mail root; fi", "mail", 1},
    {"sudo mail root", "mail", 1},
    {"/usr/bin/mail root", "mail", 1},
    {"X=/usr/bin/mail", "mail", 1},
    {"x mail -s y", "mail", 1},
    {"echo a\necho b\nmailx root", "mailx", 3},
    {"php -r 'mail(\"a\",\"b\",\"c\");'", "mail", 1},
    {"@Mail($a)", "Mail", 1},
    {"/usr/sbin/sendmail -t", "sendmail", 1},
    {"popen('/usr/sbin/sendmail -t -i', 'w')", "sendmail", 1},
    {"exim -t", "exim", 1},
    {"exim4 -odq -bm x", "exim4", 1},
    {"curl --url smtp://h:25", "smtp", 1},
    {"use PHPMailer\\PHPMailer;", "PHPMailer", 1},
    {"import smtplib", "smtplib", 1},
    {"use Net::SMTP;", "Net::SMTP", 1},
    {"<?php eval(base64_decode($x));", "eval", 1},
    {"echo x | base64 -d | sh", "base64 -d", 1},
    {"swaks --to a@b", "swaks", 1},
    {"# mail root\n// mail(x)\n * mail(x)\nwp_mail($a)", "wp_mail", 4},
    {"echo the mail is here", NULL, 0},
    {"rm /var/log/mail.log", NULL, 0},
    {"du /var/mail/root /var/mail", NULL, 0},
    {"MAIL=x", NULL, 0},
    {"cron-mail x", NULL, 0},
    {"email(x)", NULL, 0},
    {"$mail (x)", NULL, 0},
    {"cat /etc/mail/sendmail.cf", NULL, 0},
    {"php -d sendmail_path=x", NULL, 0},
    {"exim -bp", NULL, 0},
    {"retrieval(x)", NULL, 0},
    {"eval \"$x\"", NULL, 0},
    {"mailman", NULL, 0},
};

static void
find(void)
{
	struct span word;
	size_t i, line;
	bool found;

	for (i = 0; i < LEN(signs); i++) {
		unit_row = signs[i].text;
		found = mailword_find(
		    unit_span(unit_row, strlen(unit_row)), &word, &line);
		CHECK_INT(found, signs[i].word != NULL);
		if (!found || signs[i].word == NULL)
			continue;
		CHECK_STR(word.p, word.n, signs[i].word);
		CHECK_INT(line, signs[i].line);
	}
	unit_row = NULL;
}

/* Commands, and the words of them that may be files, a blank between. */
static const char *const files[][2] = {
    {"", ""},
    {"a b", ""},
    {"/bin/a -x /b 'c' \"/d\"", "/bin/a /b /d"},
    {"/a >/b 2>>/c >&2 </d", "/a /d"},
    {"/a > '/b' /c", "/a /c"},
    {"X=/e /a;/b|/c&&/d", "/e /a /b /c /d"},
    {"cd /srv && php -q x.php >/dev/null", "/srv+php /srv+x.php"},
    {"cd srv; php x.php", ""},
    {"cd /srv; cd x; y.php", ""},
    {"cd", ""},
    {"a\n/b", "/b"},
};

static void
split(void)
{
	struct mailword_files f;
	struct span word;
	char got[200];
	size_t i, n;

	for (i = 0; i < LEN(files); i++) {
		unit_row = files[i][0];
		f = (struct mailword_files){
		    .rest = unit_span(unit_row, strlen(unit_row))};
		for (n = 0; mailword_file(&f, &word); n += strlen(got + n))
			snprintf(got + n, sizeof got - n, "%s%.*s%s%.*s",
			    n > 0 ? " " : "",
			    word.p[0] == '/' ? 0 : (int)f.dir.n,
			    f.dir.p == NULL ? "" : f.dir.p,
			    word.p[0] == '/' ? "" : "+", (int)word.n, word.p);
		CHECK_STR(got, n, files[i][1]);
	}
	unit_row = NULL;
}

static void
scripts(void)
{
	CHECK(mailword_is_script(span_str("/x"), SPAN("#!/bin/sh\n")));
	CHECK(mailword_is_script(span_str("/x"), SPAN("<?php")));
	CHECK(mailword_is_script(span_str("/x.php"), SPAN("\n<?php")));
	CHECK(!mailword_is_script(span_str("/x"), SPAN("")));
	CHECK(!mailword_is_script(span_str("/x"), SPAN("mail root")));
	CHECK(!mailword_is_script(span_str("/x.php"), SPAN("<?\0")));
	CHECK(!mailword_is_script(span_str("/bin/x"), SPAN("\177ELF\0")));
}

static void
junk(void)
{
	char text[100];
	struct mailword_files f;
	struct span word;
	size_t i, line;

	for (i = 0; i < 20000; i++) {
		struct span s = unit_span(text, unit_text(text, sizeof text));

		mailword_find(s, &word, &line);
		f = (struct mailword_files){.rest = s};
		while (mailword_file(&f, &word))
			CHECK(word.n > 0);
	}
}

int
main(void)
{
	find();
	split();
	scripts();
	junk();
	return unit_end();
}
