#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "pure/num.h"
#include "system/confine.h"
#include "system/dirscan.h"
#include "system/procs.h"
#include "system/rooted.h"

enum {
	BOOT_MAX = 1 << 20, /* of ROOT/proc/stat, which has all interrupts */
	PROC_MAGIC = 0x9FA0, /* statfs(2) */
	TEXT_MAX = 4096, /* of a process's file, a command line, a link */
	FLAGS = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
};

int
procs_open(struct procs *p, const char *root)
{
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct buf text = {0};
	struct statfs fs;

	*p = (struct procs){.fd = -1};
	if (fd != -1) {
		p->fd = rooted_open(fd, "proc", O_DIRECTORY);
		close(fd);
	}
	if (p->fd == -1) {
		buf_puts(&text, root);
		if (fd != -1)
			buf_puts(&text,
			    root[strlen(root) - 1] == '/' ? "proc" : "/proc");
		err_warn(buf_str(&text), "%s", rooted_error(errno));
		buf_free(&text);
		return -1;
	}
	confine_allow_fd(p->fd);
	p->live = fstatfs(p->fd, &fs) == 0 && fs.f_type == PROC_MAGIC;
	if (p->live)
		confine_look_into_processes();
	if (rooted_read(p->fd, "stat", 0, BOOT_MAX, &text, NULL) != -1)
		procfile_btime(span_of(text.p, text.len), &p->btime);
	else
		procs_tell_failure();
	buf_free(&text);
	return 0;
}

/* --- one process --- */

static bool
is_gone(int error)
{
	return error == ENOENT || error == ENOTDIR || error == ESRCH ||
	    error == ELOOP || error == EINVAL || error == ENXIO;
}

static void
tell_once(void)
{
	static bool told;
	int saved = errno;

	if (!told)
		err_warn("proc", NULL);
	told = true;
	errno = saved;
}

void
procs_tell_failure(void)
{
	if (!is_gone(errno) && errno != EACCES && errno != EPERM)
		tell_once();
}

/* The text of a file below the directory at, in buf. p is NULL: errno. */
static struct span
read_text(int at, const char *path, char buf[TEXT_MAX])
{
	int fd = openat(at, path, FLAGS), saved;
	ssize_t n;

	if (fd == -1) {
		procs_tell_failure();
		return span_of(NULL, 0);
	}
	do
		n = read(fd, buf, TEXT_MAX);
	while (n == -1 && errno == EINTR);
	saved = errno;
	close(fd);
	errno = saved;
	if (n != -1)
		return span_of(buf, (size_t)n);
	/* What could be opened may be read: no right is missing here. */
	if (!is_gone(errno))
		tell_once();
	return span_of(NULL, 0);
}

/*
 * The login it descends from. Few have one, so the second file is as a rule
 * not opened.
 */
static void
read_audit(struct procs *p, int dir, struct proc *to, char *buf)
{
	struct span text = read_text(dir, "sessionid", buf);

	to->loginuid = to->audit = PROCFILE_UNSET;
	if (text.p == NULL || procfile_number(text, &to->audit) == -1 ||
	    to->audit == PROCFILE_UNSET)
		return;
	/* The kernel gives a new audit session to who sets a loginuid. */
	if (to->audit != 0 && to->audit == p->last_audit) {
		to->loginuid = p->last_loginuid;
		return;
	}
	text = read_text(dir, "loginuid", buf);
	if (text.p == NULL || procfile_number(text, &to->loginuid) == -1)
		return;
	p->last_audit = to->audit;
	p->last_loginuid = to->loginuid;
}

/*
 * The owner of the directory is the effective user. A process of root's can
 * be one that another user started (su), so then its status is asked; and so
 * in a copy, which is all its copier's.
 */
static void
read_uid(int dir, bool live, struct proc *to, char *buf)
{
	struct span text;
	struct stat st;

	to->uid = live && fstat(dir, &st) == 0 ? (uint32_t)st.st_uid : 0;
	if (to->uid != 0)
		return;
	text = read_text(dir, "status", buf);
	if (text.p != NULL)
		procfile_uid(text, &to->uid);
}

/* Whether it is there; errno tells why not. */
static bool
read_stat(int dir, struct proc *to, char *buf)
{
	struct span text = read_text(dir, "stat", buf);
	struct procfile_stat s;

	errno = text.p != NULL ? ESRCH : errno;
	if (text.p == NULL || procfile_stat(text, &s) == -1)
		return false;
	to->ppid = (int32_t)s.ppid;
	to->session = (int32_t)s.session;
	to->tty = s.tty;
	to->state = s.state;
	to->start = s.start;
	if (s.comm.n >= sizeof to->comm)
		s.comm.n = sizeof to->comm - 1;
	memcpy(to->comm, s.comm.p, s.comm.n);
	to->comm[s.comm.n] = '\0';
	return true;
}

bool
procs_fill(struct procs *p, struct proc *proc)
{
	char name[16], buf[TEXT_MAX];
	bool there;
	int dir;

	snprintf(name, sizeof name, "%d", (int)proc->pid);
	dir = openat(p->fd, name, FLAGS | O_DIRECTORY);
	if (dir == -1)
		procs_tell_failure();
	there = dir != -1 && read_stat(dir, proc, buf);
	if (there) {
		read_uid(dir, p->live, proc, buf);
		read_audit(p, dir, proc, buf);
		p->audits = p->audits || proc->audit != PROCFILE_UNSET;
	} else if (errno == EACCES || errno == EPERM) {
		p->hidden++;
	}
	if (dir != -1)
		close(dir);
	return there;
}

/* --- all --- */

static int
compare(const void *a, const void *b)
{
	const struct proc *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

void
procs_list(struct procs *p)
{
	struct dirscan d = {0};
	struct dirscan_name name;
	uint64_t pid;
	int rc;

	p->n = 0;
	if (dirscan_open(&d, p->fd, ".", 0) == -1) {
		err_warn("proc", NULL);
		return;
	}
	while ((rc = dirscan_next(&d, &name)) == 1) {
		if (num_u(span_of(name.name, name.len), INT32_MAX, &pid) == -1)
			continue;
		p->v = mem_grow(p->v, &p->cap, p->n + 1, sizeof *p->v);
		p->v[p->n++] = (struct proc){.pid = (int32_t)pid};
	}
	if (rc == -1)
		err_warn("proc", NULL);
	dirscan_close(&d);
	dirscan_free(&d);
	if (p->n > 0)
		qsort(p->v, p->n, sizeof *p->v, compare);
	p->partly = p->live && procs_find(p, 1) == NULL;
}

void
procs_read(struct procs *p)
{
	size_t i, n = 0;

	procs_list(p);
	for (i = 0; i < p->n; i++) {
		p->v[n] = p->v[i];
		n += procs_fill(p, &p->v[n]);
	}
	p->n = n;
}

const struct proc *
procs_find(const struct procs *p, int64_t pid)
{
	struct proc key = {.pid = (int32_t)pid};

	if (pid <= 0 || pid > INT32_MAX || p->n == 0)
		return NULL;
	return bsearch(&key, p->v, p->n, sizeof *p->v, compare);
}

int64_t
procs_start_ms(const struct procs *p, const struct proc *proc)
{
	const uint64_t hz = (uint64_t)sysconf(_SC_CLK_TCK);

	/* No machine runs for 3,000 years: what says so is no stat. */
	if (p->btime == 0 || proc->start / hz > 100000000000)
		return 0;
	return p->btime * 1000 + (int64_t)(proc->start * 1000 / hz);
}

/* --- what is asked of few --- */

/* Its directory, or -1 if it is not there any more. */
static int
open_process(const struct procs *p, const struct proc *proc)
{
	char name[16], buf[TEXT_MAX];
	struct proc now;
	int dir;

	snprintf(name, sizeof name, "%d", (int)proc->pid);
	dir = openat(p->fd, name, FLAGS | O_DIRECTORY);
	if (dir == -1) {
		procs_tell_failure();
		return -1;
	}
	if (read_stat(dir, &now, buf) && now.start == proc->start)
		return dir;
	close(dir);
	errno = ESRCH;
	return -1;
}

bool
procs_is_there(const struct procs *p, const struct proc *proc)
{
	int dir = open_process(p, proc);

	if (dir != -1)
		close(dir);
	return dir != -1;
}

static bool
read_cmdline(int dir, struct buf *b)
{
	struct span text = read_text(dir, "cmdline", buf_room(b, TEXT_MAX));
	size_t i;

	if (text.p == NULL)
		return false;
	for (i = 0; i < text.n; i++)
		if (b->p[i] == '\0')
			b->p[i] = ' ';
	for (b->len = text.n; b->len > 0 && b->p[b->len - 1] == ' ';)
		b->len--;
	return true;
}

static bool
read_link(int dir, const char *name, struct buf *b)
{
	ssize_t n = readlinkat(dir, name, buf_room(b, TEXT_MAX), TEXT_MAX);

	if (n == -1)
		procs_tell_failure();
	b->len = n > 0 ? (size_t)n : 0;
	return n > 0;
}

bool
procs_cmdline(const struct procs *p, const struct proc *proc, struct buf *b)
{
	int dir = open_process(p, proc), saved;
	bool there;

	buf_clear(b);
	if (dir == -1)
		return false;
	there = read_cmdline(dir, b);
	saved = errno;
	close(dir);
	errno = saved;
	return there;
}

bool
procs_link(const struct procs *p, const struct proc *proc, const char *name,
    struct buf *b)
{
	int dir = open_process(p, proc), saved;
	bool there;

	buf_clear(b);
	if (dir == -1)
		return false;
	there = read_link(dir, name, b);
	saved = errno;
	close(dir);
	errno = saved;
	return there;
}

bool
procs_program(const struct procs *p, const struct proc *proc,
    struct buf *cmdline, struct buf *exe)
{
	int dir = open_process(p, proc), saved;
	bool there;

	buf_clear(cmdline);
	buf_clear(exe);
	if (dir == -1)
		return false;
	read_cmdline(dir, cmdline);
	there = read_link(dir, "exe", exe);
	saved = errno;
	close(dir);
	errno = saved;
	return there;
}

void
procs_close(struct procs *p)
{
	free(p->v);
	close(p->fd);
}
