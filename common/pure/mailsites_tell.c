#include "pure/mailsites.h"

static bool
is_one_of(struct span word, const char *const list[], size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (span_caseis(word, span_str(list[i])))
			return true;
	return false;
}

static bool
is_apache(struct span word)
{
	static const char *const names[] = {"ServerName", "ServerAlias",
	    "ServerRoot", "ServerAdmin", "DocumentRoot", "Include",
	    "IncludeOptional", "LoadModule", "Listen", "Define", "Use",
	    "php_admin_value", "php_admin_flag", "php_value", "php_flag",
	    "CustomLog", "ErrorLog", "SetHandler", "AddHandler", "Options",
	    "DirectoryIndex", "RewriteEngine", "SuexecUserGroup", "Alias",
	    "ScriptAlias", "SSLEngine", "Mutex", "PidFile", "User", "Group"};

	return is_one_of(word, names, sizeof names / sizeof names[0]);
}

static bool
is_fpm(struct span word)
{
	static const char *const names[] = {
	    "listen", "pm", "include", "user", "group", "slowlog", "chroot"};

	return is_one_of(word, names, sizeof names / sizeof names[0]) ||
	    span_starts(word, "pm.") || span_starts(word, "listen.") ||
	    span_starts(word, "php_admin_value[") ||
	    span_starts(word, "php_admin_flag[") ||
	    span_starts(word, "php_value[") || span_starts(word, "php_flag[") ||
	    span_starts(word, "env[");
}

/* What one line is; *ini: it could be of php.ini. */
static enum mailsites_kind
tell_line(struct span line, bool *ini)
{
	struct span word, rest;
	size_t n;

	while (line.n > 0 && strchr(" \t\r", line.p[0]) != NULL)
		span_skip(&line, 1);
	if (line.n > 0 && line.p[0] == ';')
		*ini = true; /* no comment of Apache's */
	if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';')
		return MAILSITES_NONE;
	if (line.p[0] == '<')
		return MAILSITES_APACHE;
	for (n = 0; n < line.n && strchr(" \t\r=", line.p[n]) == NULL;)
		n++;
	word = span_of(line.p, n);
	rest = span_from(line, n);
	while (rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t'))
		span_skip(&rest, 1);
	if (rest.n > 0 && rest.p[0] == '=') {
		*ini = true;
		return is_fpm(word) ? MAILSITES_FPM : MAILSITES_NONE;
	}
	if (line.p[0] == '[')
		*ini = true;
	else if (n < line.n && is_apache(word))
		return MAILSITES_APACHE;
	return MAILSITES_NONE;
}

enum mailsites_kind
mailsites_tell(struct span text)
{
	struct span line;
	bool ini = false;
	enum mailsites_kind kind = MAILSITES_NONE;

	if (span_starts(text, "\xEF\xBB\xBF"))
		span_skip(&text, 3);
	while (
	    kind == MAILSITES_NONE && (line = span_upto(&text, '\n')).p != NULL)
		kind = tell_line(line, &ini);
	return kind == MAILSITES_NONE && ini ? MAILSITES_INI : kind;
}
