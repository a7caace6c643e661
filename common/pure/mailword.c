#include "pure/mailword.h"

/* What has to stand around a sign. */
enum {
	LEFT = 1, /* before it no part of a name */
	RIGHT = 2, /* behind it none */
	WORD = LEFT | RIGHT,
	COMMAND = 4 | WORD, /* where the shell takes a program, or has -x */
	BLIND = 8, /* case does not count */
	SENDS = 16, /* with -t, -bm or -od: exim does much else */
	CALL = LEFT | BLIND, /* PHP's names are blind */
};

static const struct {
	const char *text;
	unsigned how;
} signs[] = {
    {"sendmail", WORD},
    {"mail", COMMAND},
    {"mailx", COMMAND},
    {"s-nail", COMMAND},
    {"mutt", COMMAND},
    {"msmtp", COMMAND},
    {"ssmtp", COMMAND},
    {"sendemail", COMMAND | BLIND},
    {"swaks", COMMAND},
    {"exim", WORD | SENDS},
    {"exim4", WORD | SENDS},
    {"mail(", CALL},
    {"wp_mail(", CALL},
    {"mb_send_mail(", CALL},
    {"PHPMailer", LEFT},
    {"Swift_Mailer", LEFT},
    {"nodemailer", WORD},
    {"smtplib", WORD},
    {"Net::SMTP", LEFT},
    {"Mail::Send", LEFT},
    {"MIME::Lite", LEFT},
    {"Email::Sender", LEFT},
    {"smtp://", LEFT},
    {"smtps://", LEFT},
    {"eval(", CALL},
    {"base64_decode(", CALL},
    {"base64 -d", LEFT},
    {"base64 --decode", LEFT},
};

static bool
is_name(char c)
{
	return (c >= '0' && c <= '9') || c == '_' ||
	    ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool
is_path(char c)
{
	return is_name(c) || c == '/' || c == '.' || c == '-';
}

/* Whether the word before [0, at) lets a command follow it: sudo, then. */
static bool
leads(struct span line, size_t at)
{
	static const char *const words[] = {"exec", "sudo", "nice", "xargs",
	    "then", "do", "else", "time", "env", "nohup", "timeout"};
	size_t from = at, i;

	while (from > 0 && is_name(line.p[from - 1]))
		from--;
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (span_is(span_of(line.p + from, at - from), words[i]))
			return true;
	return false;
}

/* Whether a shell would run the word at [at, end): by its place. */
static bool
is_command(struct span line, size_t at, size_t end)
{
	size_t from = at;

	while (from > 0 && is_path(line.p[from - 1]))
		from--;
	if (at - from >= 4 && memcmp(line.p + at - 4, "bin/", 4) == 0)
		return true;
	if (end + 1 < line.n && line.p[end] == ' ' && line.p[end + 1] == '-')
		return true;
	while (
	    from > 0 && (line.p[from - 1] == ' ' || line.p[from - 1] == '\t'))
		from--;
	return from == 0 || strchr("|;&(`{!", line.p[from - 1]) != NULL ||
	    leads(line, from);
}

static bool
fits(struct span line, size_t at, size_t end, unsigned how)
{
	char before = at > 0 ? line.p[at - 1] : ' ';
	char behind = end < line.n ? line.p[end] : ' ';
	struct span rest = span_from(line, end);

	if (how & LEFT && (is_name(before) || strchr("-.$", before) != NULL))
		return false;
	if (how & RIGHT && (is_path(behind) || behind == '='))
		return false;
	if (how & SENDS && span_find(rest, span_str(" -t"), false) == NULL &&
	    span_find(rest, span_str(" -bm"), false) == NULL &&
	    span_find(rest, span_str(" -od"), false) == NULL)
		return false;
	return (how & COMMAND) != COMMAND || is_command(line, at, end);
}

static bool
find_sign(struct span line, const char *text, unsigned how, struct span *word)
{
	struct span sign = span_str(text), rest = line;
	const char *p;
	size_t at;

	while ((p = span_find(rest, sign, how & BLIND)) != NULL) {
		at = (size_t)(p - line.p);
		if (fits(line, at, at + sign.n, how)) {
			*word = span_of(p, sign.n);
			while (!is_name(word->p[word->n - 1]))
				word->n--;
			return true;
		}
		rest = span_from(line, at + 1);
	}
	return false;
}

static bool
is_comment(struct span line)
{
	while (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
		span_skip(&line, 1);
	return line.n > 0 &&
	    (line.p[0] == '#' || line.p[0] == '*' || span_starts(line, "//"));
}

bool
mailword_find(struct span text, struct span *word, size_t *number)
{
	struct span line;
	size_t i;

	for (*number = 1; (line = span_upto(&text, '\n')).p != NULL;
	     ++*number) {
		if (line.n == 0 || is_comment(line))
			continue;
		for (i = 0; i < sizeof signs / sizeof signs[0]; i++)
			if (find_sign(line, signs[i].text, signs[i].how, word))
				return true;
	}
	return false;
}

/* --- files that a command names --- */

static bool
is_delimiter(char c)
{
	return c == '\0' || strchr(" \t\n;|&()<>`{}\"'=", c) != NULL;
}

/* The next word; *into is whether output goes to it. */
static struct span
take_word(struct span *rest, bool *into)
{
	size_t n = 0;

	*into = false;
	while (rest->n > 0 && is_delimiter(rest->p[0])) {
		if (rest->p[0] == '>')
			*into = true;
		else if (strchr(" \t\"'", rest->p[0]) == NULL)
			*into = false;
		span_skip(rest, 1);
	}
	while (n < rest->n && !is_delimiter(rest->p[n]))
		n++;
	if (n == 0)
		return span_of(NULL, 0);
	span_skip(rest, n);
	return span_of(rest->p - n, n);
}

bool
mailword_file(struct mailword_files *f, struct span *word)
{
	bool into;

	while ((*word = take_word(&f->rest, &into)).p != NULL) {
		if (span_is(*word, "cd")) {
			*word = take_word(&f->rest, &into);
			f->dir = span_of(NULL, 0);
			if (word->p != NULL && word->p[0] == '/')
				f->dir = *word;
			continue;
		}
		if (!into &&
		    (word->p[0] == '/' ||
			(f->dir.p != NULL && word->p[0] != '-')))
			return true;
	}
	return false;
}

bool
mailword_is_script(struct span path, struct span text)
{
	static const char *const ends[] = {".php", ".phtml", ".inc", ".py",
	    ".pl", ".pm", ".rb", ".sh", ".bash", ".js", ".cgi"};
	size_t i, n, look = text.n < 4096 ? text.n : 4096;

	if (look > 0 && memchr(text.p, '\0', look) != NULL)
		return false;
	if (span_starts(text, "#!") || span_starts(text, "<?"))
		return true;
	for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		n = strlen(ends[i]);
		if (path.n > n && memcmp(path.p + path.n - n, ends[i], n) == 0)
			return true;
	}
	return false;
}
