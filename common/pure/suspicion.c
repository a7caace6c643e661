#include "pure/suspicion.h"

enum { AT_MOST = 8 }; /* processes that one word is told of */

/* Puts a word with its details; a comma in these would part the list. */
static void
put(struct buf *list, const char *word, int32_t pid, const char *detail)
{
	if (list->len > 0)
		buf_putc(list, ',');
	buf_puts(list, word);
	if (pid > 0) {
		buf_putc(list, ':');
		buf_puti(list, pid);
	}
	if (detail == NULL)
		return;
	buf_putc(list, ':');
	for (; *detail != '\0'; detail++)
		buf_putc(list, *detail == ',' ? '?' : *detail);
}

static void
put_span(struct buf *list, const char *word, struct span detail)
{
	struct buf text = {0};

	buf_put(&text, detail.p, detail.n);
	put(list, word, 0, buf_str(&text));
	buf_free(&text);
}

/* Whether the title is an sshd's, of a process that is none. */
static bool
is_spoofed(const struct session_process *p)
{
	return !p->server && p->title != NULL &&
	    sshtitle_claims(span_str(p->title));
}

static bool
starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* "[kworker/0:1]": a thread of the kernel's has no executable. */
static bool
is_as_kernel(const struct session_process *p)
{
	return p->title != NULL && p->title[0] == '[' && p->title[1] != ' ' &&
	    p->title[1] != '\0' && p->exe != NULL;
}

/* Where everybody can write, or where nobody looks. */
static bool
is_odd_place(const char *exe)
{
	const char *name = strrchr(exe, '/');

	return starts(exe, "/tmp/") || starts(exe, "/var/tmp/") ||
	    starts(exe, "/dev/") || starts(exe, "/memfd:") ||
	    (name != NULL && name[1] == '.');
}

/* Puts the word that a process is flagged with; returns whether there is. */
static bool
flag_process(struct session *s, const struct session_process *p)
{
	const bool left = s->kind == SESSION_ORPHAN && p->exe != NULL;

	if (p->deleted && !p->replaced)
		put(&s->flags, "deleted-exe", p->pid, p->exe);
	else if (is_spoofed(p))
		put(&s->flags, "spoofed-title", p->pid, NULL);
	else if (!p->server &&
	    (is_as_kernel(p) || (left && is_odd_place(p->exe))))
		put(&s->flags, "disguised", p->pid, p->exe);
	else
		return false;
	return true;
}

static void
flag_processes(struct session *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->n && n < AT_MOST; i++)
		n += flag_process(s, &s->v[i]);
	for (i = 0; i < s->n; i++)
		if (s->v[i].replaced) {
			put(&s->notes, "replaced-exe", s->v[i].pid, NULL);
			break;
		}
}

/* The programs that are left, each name once. */
static void
note_left(struct session *s)
{
	size_t i, j, n = 0;

	for (i = 0; i < s->n && n < AT_MOST; i++) {
		const char *exe = s->v[i].exe, *name = s->v[i].comm;

		/* What others of the group started is told with it. */
		if (session_find(s, s->v[i].ppid) != NULL)
			continue;
		if (exe != NULL && strrchr(exe, '/') != NULL)
			name = strrchr(exe, '/') + 1;
		for (j = 0; j < i; j++)
			if (strcmp(s->v[j].comm, s->v[i].comm) == 0)
				break;
		if (j == i) {
			put(&s->notes, "left-behind", 0, name);
			n++;
		}
	}
}

/* Shells that give none, and those for FTP only. */
static bool
is_no_shell(struct span shell)
{
	static const char *const names[] = {"nologin", "false", "true", "null",
	    "ftponly", "ftp-only", "ftpaccess", "ftpshell", "sftponly",
	    "proftpd-nologin", "noshell", "nosh"};
	struct span name = shell;
	size_t i;

	for (i = 0; i < shell.n; i++)
		if (shell.p[i] == '/')
			name = span_from(shell, i + 1);
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (span_is(name, names[i]))
			return true;
	return false;
}

static void
judge_account(struct session *s, const struct account *a)
{
	const bool is_root = s->uid == 0;

	if (a->known && !a->found)
		put(&s->flags, "no-account", 0, NULL);
	if (is_root && s->user != NULL && strcmp(s->user, "root") != 0)
		put(&s->flags, "uid-0", 0, NULL);
	else if (is_root)
		put(&s->notes, "root", 0, NULL);
	if (is_no_shell(a->shell)) {
		if (s->kind == SESSION_SFTP)
			put(&s->notes, "sftp-only", 0, NULL);
		else
			put_span(&s->flags, "nologin-shell", a->shell);
	}
	/* Only its day is known; what began on that may be after it. */
	if (a->changed > 0 && s->since > 0 && s->since < a->changed * 86400)
		put(&s->flags, "older-than-password", 0, NULL);
	if (a->names.n > 0)
		put_span(&s->notes, "names", a->names);
	if (a->ftp.n > 0)
		put_span(&s->notes, "ftp", a->ftp);
	if (a->locked)
		put(&s->notes, "locked", 0, NULL);
}

static void
judge_records(struct session *s, const struct usual *u)
{
	bool tty = s->tty.len > 0, flagged = false;

	if (s->kind == SESSION_ORPHAN || u->utmp_name == NULL)
		return;
	if (tty && s->lacks_utmp && u->utmp) {
		put(&s->flags, "unrecorded", 0, u->utmp_name);
		flagged = true;
	}
	if (tty && !s->in_logind && u->logind) {
		put(&s->flags, "unrecorded", 0, "logind");
		flagged = true;
	}
	if (!flagged && !s->in_utmp && !s->in_logind && (tty || u->any_logind))
		put(&s->notes, "unrecorded", 0, NULL);
}

void
suspicion_of(struct session *s, const struct account *a, const struct usual *u)
{
	size_t before;

	if (s->kind == SESSION_PREAUTH)
		return;
	if (s->kind != SESSION_TITLE)
		judge_records(s, u);
	before = s->flags.len;
	flag_processes(s);
	if (s->kind == SESSION_ORPHAN && s->flags.len == before)
		note_left(s);
	if (s->kind == SESSION_TUNNEL)
		put(&s->notes, "tunnel", 0, NULL);
	if (s->kind != SESSION_TITLE)
		judge_account(s, a);
}
