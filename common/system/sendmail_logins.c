#define _GNU_SOURCE /* memmem */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "pure/num.h"
#include "pure/sendmail_auth.h"
#include "system/sendmail_logins.h"

enum {
	READ_MOST = 256 << 20, /* of each log, its end */
	PIECE = 1 << 20,
	SESSION = 24 * 60 * 60, /* no session is longer */
	EARLY = 2, /* seconds: a log's second may be the next one */
	PID_AT = 8, /* in an id */
};

static const char mark[] = "AUTH=server, relay=";

void
sendmail_logins_open(struct sendmail_logins *l, const char *path)
{
	static const char *const endings[SENDMAIL_LOGS] = {"", ".1"};
	struct buf name = {0};
	struct stat st;
	size_t i;

	*l = (struct sendmail_logins){.lock = PTHREAD_MUTEX_INITIALIZER};
	for (i = 0; i < SENDMAIL_LOGS; i++) {
		buf_clear(&name);
		buf_putf(&name, "%s%s", path == NULL ? "" : path, endings[i]);
		l->fds[i] = path == NULL
		    ? -1
		    : open(buf_str(&name),
			  O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		if (l->fds[i] != -1 &&
		    (fstat(l->fds[i], &st) == -1 || !S_ISREG(st.st_mode))) {
			close(l->fds[i]);
			l->fds[i] = -1;
		}
	}
	buf_free(&name);
}

/* --- reading the log --- */

struct reading {
	struct sendmail_logins *logins;
	struct stamp_clock clock;
	int64_t latest; /* when the file was written last */
};

static void
take_line(struct reading *r, struct span line)
{
	struct sendmail_logins *l = r->logins;
	struct sendmail_login login;
	struct sendmail_auth auth;
	struct syslog_line said;

	if (syslog_line_read(span_chomp(line), &said) == -1 ||
	    sendmail_auth_read(&said, &auth) == -1 ||
	    syslog_line_time(&said, r->latest, &r->clock, &login.sec) == -1)
		return;
	login.pid = auth.pid;
	login.at = l->text.len;
	login.login = auth.login.n;
	login.ip = auth.ip.n;
	buf_put(&l->text, auth.login.p, auth.login.n);
	buf_put(&l->text, auth.ip.p, auth.ip.n);
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
	l->v[l->n++] = login;
}

/* The lines in text that have the mark, up to its last newline, which comes
 * off with all before it. */
static void
take_lines(struct reading *r, struct buf *text)
{
	const char *end = memrchr(text->p, '\n', text->len), *at, *from, *nl;
	size_t rest;

	if (end == NULL)
		return;
	for (from = text->p; from < end; from = nl + 1) {
		at = memmem(from, (size_t)(end - from), mark, sizeof mark - 1);
		if (at == NULL)
			break;
		nl = memchr(at, '\n', (size_t)(end + 1 - at));
		while (at > from && at[-1] != '\n')
			at--;
		take_line(r, span_of(at, (size_t)(nl - at)));
	}
	rest = (size_t)(text->p + text->len - (end + 1));
	memmove(text->p, end + 1, rest);
	text->len = rest;
}

static void
read_log(struct sendmail_logins *l, int fd)
{
	struct reading r = {.logins = l};
	struct buf text = {0};
	struct stat st;
	off_t at = 0;
	ssize_t n;

	if (fstat(fd, &st) == -1)
		return;
	r.latest = st.st_mtime;
	if (st.st_size > READ_MOST)
		at = st.st_size - READ_MOST;
	while (text.len <= READ_MOST) {
		n = pread(fd, buf_room(&text, PIECE), PIECE, at);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		at += n;
		text.len += (size_t)n;
		take_lines(&r, &text);
	}
	buf_free(&text);
}

static int
compare(const void *a, const void *b)
{
	const struct sendmail_login *x = a, *y = b;

	if (x->pid != y->pid)
		return x->pid < y->pid ? -1 : 1;
	return x->sec < y->sec ? -1 : x->sec > y->sec;
}

static void
read_all(struct sendmail_logins *l)
{
	size_t i;

	pthread_mutex_lock(&l->lock);
	for (i = 0; !l->read && i < SENDMAIL_LOGS; i++)
		if (l->fds[i] != -1)
			read_log(l, l->fds[i]);
	if (!l->read && l->n > 0)
		qsort(l->v, l->n, sizeof *l->v, compare);
	l->read = true;
	pthread_mutex_unlock(&l->lock);
}

/* --- a message's --- */

/* The first login of that process, or of one behind it. */
static size_t
first_of(const struct sendmail_logins *l, uint64_t pid)
{
	size_t low = 0, high = l->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (l->v[middle].pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct span
sendmail_logins_find(
    struct sendmail_logins *l, struct span id, int64_t sec, struct span ip)
{
	struct span found = {0};
	const char *text;
	uint64_t pid;
	size_t i;

	if (id.n <= PID_AT ||
	    num_u(span_from(id, PID_AT), UINT64_MAX, &pid) == -1)
		return found;
	read_all(l);
	for (i = first_of(l, pid); i < l->n && l->v[i].pid == pid; i++) {
		const struct sendmail_login *v = &l->v[i];

		text = l->text.p + v->at;
		if (v->sec <= sec + EARLY && v->sec >= sec - SESSION &&
		    span_same(ip, span_of(text + v->login, v->ip)))
			found = span_of(text, v->login);
	}
	return found;
}

void
sendmail_logins_free(struct sendmail_logins *l)
{
	size_t i;

	for (i = 0; i < SENDMAIL_LOGS; i++)
		if (l->fds[i] != -1)
			close(l->fds[i]);
	free(l->v);
	buf_free(&l->text);
	pthread_mutex_destroy(&l->lock);
}
