#include <errno.h>

#include "pure/num.h"
#include "pure/passwd.h"
#include "pure/shadow.h"
#include "system/accounts.h"
#include "system/rooted.h"

enum {
	TEXT_MAX = 16 << 20,
	NAMES_MAX = 12, /* of one uid */
};

/* pure-ftpd's has a name, a hash and a uid as passwd has; proftpd's is one. */
static const char *const ftp_files[] = {
    "etc/pure-ftpd/pureftpd.passwd",
    "etc/pureftpd.passwd",
    "etc/proftpd/ftpd.passwd",
    "etc/proftpd/ftpasswd",
    "etc/proftpd/passwd",
    "etc/proftpd.passwd",
    "etc/ftpd.passwd",
};

/* Whether passwd: in nsswitch.conf names more than files. */
static bool
has_directory(struct span text)
{
	static const char *const files[] = {"files", "compat", "systemd", "db"};
	struct span line, word;
	size_t i;

	while ((line = span_upto(&text, '\n')).p != NULL) {
		word = span_field(&line);
		if (word.p == NULL || !span_is(word, "passwd:"))
			continue;
		while ((word = span_field(&line)).p != NULL) {
			for (i = 0; i < 4 && !span_is(word, files[i]); i++)
				;
			if (i == 4 && word.p[0] != '[')
				return word.p[0] != '#';
		}
	}
	return false;
}

static struct span
text_of(const struct buf *b)
{
	return span_of(b->p, b->len);
}

/* A file that cannot be read for another reason than rights is told. */
static void
read_text(struct accounts *a, int root, const char *path, struct buf *b)
{
	if (rooted_read(root, path, 0, TEXT_MAX, b, NULL) != -1 ||
	    errno == ENOENT)
		return;
	if (errno == EACCES || errno == EPERM)
		a->hidden = true;
	else
		rooted_tell(path);
}

void
accounts_read(struct accounts *a, int root)
{
	struct buf text = {0};
	size_t i;

	read_text(a, root, "etc/passwd", &a->passwd);
	read_text(a, root, "etc/shadow", &a->shadow);
	for (i = 0; i < sizeof ftp_files / sizeof ftp_files[0]; i++) {
		read_text(a, root, ftp_files[i], &a->ftp);
		if (a->ftp.len > 0)
			buf_putc(&a->ftp, '\n');
	}
	read_text(a, root, "etc/nsswitch.conf", &text);
	a->elsewhere = has_directory(text_of(&text));
	buf_free(&text);
}

/* The names with that uid in the text, each once, a + between. */
static size_t
put_names(struct buf *b, struct span text, uint32_t uid)
{
	struct passwd_entry e;
	size_t n = 0;

	buf_clear(b);
	while (passwd_next(&text, &e)) {
		if (e.uid != uid || n > NAMES_MAX)
			continue;
		if (n > 0)
			buf_putc(b, '+');
		if (n++ == NAMES_MAX)
			buf_puts(b, "...");
		else
			buf_put(b, e.name.p, e.name.n);
	}
	return n;
}

static void
find_password(
    const struct accounts *a, struct span name, int64_t now, struct account *to)
{
	struct shadow s;

	if (shadow_find(text_of(&a->shadow), name, &s) == -1)
		return;
	to->changed = s.changed;
	to->locked = s.locked || (s.expires >= 0 && s.expires * 86400 <= now);
}

void
accounts_find(struct accounts *a, const char *name, uint32_t uid, int64_t now,
    struct account *to)
{
	struct span passwd = text_of(&a->passwd);
	struct passwd_entry e;
	bool same;

	*to = (struct account){.changed = -1};
	if (passwd.n == 0 || uid == SESSION_NONE)
		return;
	to->known = !a->elsewhere;
	same = name != NULL && passwd_name(passwd, span_str(name), &e) &&
	    e.uid == uid;
	to->found = same || passwd_uid(passwd, uid, &e);
	if (to->found) {
		to->shell = e.shell;
		find_password(a, e.name, now, to);
	}
	if (put_names(&a->names, passwd, uid) > 1)
		to->names = text_of(&a->names);
	if (put_names(&a->ftp_names, text_of(&a->ftp), uid) > 0)
		to->ftp = text_of(&a->ftp_names);
}

struct span
accounts_name(const struct accounts *a, uint32_t uid)
{
	struct passwd_entry e;

	return passwd_uid(text_of(&a->passwd), uid, &e) ? e.name
							: span_of(NULL, 0);
}

uint32_t
accounts_uid(const struct accounts *a, const char *name)
{
	struct passwd_entry e;
	uint64_t n;

	if (passwd_name(text_of(&a->passwd), span_str(name), &e))
		return e.uid;
	return num_u(span_str(name), UINT32_MAX - 1, &n) == 0 ? (uint32_t)n
							      : SESSION_NONE;
}

void
accounts_free(struct accounts *a)
{
	buf_free(&a->passwd);
	buf_free(&a->shadow);
	buf_free(&a->ftp);
	buf_free(&a->names);
	buf_free(&a->ftp_names);
}
