/* procs: the processes below a root's /proc */
#ifndef QT_PROCS_H
#define QT_PROCS_H

#include "base/buf.h"
#include "pure/procfile.h"

struct proc {
	int32_t pid, ppid;
	int32_t session; /* setsid's */
	uint32_t uid; /* the effective one; of root's, the real one */
	uint32_t loginuid, audit; /* PROCFILE_UNSET: none, or not known */
	int64_t tty;
	uint64_t start; /* clock ticks after boot */
	char state; /* as proc(5) has it: Z has ended */
	char comm[16]; /* NUL-terminated, escaped by nobody */
};

struct procs {
	int fd; /* of the root's proc */
	int64_t btime; /* epoch seconds of the boot, 0: not known */
	bool audits; /* some process has an audit session */
	uint32_t last_audit, last_loginuid; /* 0: none */
	struct proc *v; /* by pid, ascending */
	size_t n, cap;
	size_t hidden; /* processes of which something could not be read for
			  want of rights (told once by the caller) */
	bool live; /* it is the kernel's, not a copy */
	bool partly; /* no process 1 in it: those of others are hidden */
};

/* Opens ROOT/proc ("/" is this machine). 0, or -1, told. Names it to
 * confinement, which then leaves reading free if that is a living one. */
int procs_open(struct procs *p, const char *root);

/* Reads all processes. One that vanishes meanwhile is left out silently. */
void procs_read(struct procs *p);

/*
 * For who needs to know more of few: only which there are, start and the
 * rest 0; and the rest of one, false if it is gone.
 */
void procs_list(struct procs *p);
bool procs_fill(struct procs *p, struct proc *proc);

/*
 * For who could not read something of a process, by errno: it has gone; there
 * is no right to, which callers count; it is of another kind, as in a copy.
 * Anything else is an error, told once: what fails for one fails for many.
 */
void procs_tell_failure(void);

/* NULL if there is none. */
const struct proc *procs_find(const struct procs *p, int64_t pid);

/* When it was started, in milliseconds since the Epoch, by btime and the
 * clock's ticks; 0 if that is not known. */
int64_t procs_start_ms(const struct procs *p, const struct proc *proc);

/* Whether its number is still its own. */
bool procs_is_there(const struct procs *p, const struct proc *proc);

/*
 * The command line, NULs made blanks and those at its end taken off; the link
 * exe, cwd. The process may have gone, or be another one's: false, and b is
 * empty (errno EACCES or EPERM: no right). Bounded: 4096 bytes.
 */
bool procs_cmdline(
    const struct procs *p, const struct proc *proc, struct buf *b);
bool procs_link(const struct procs *p, const struct proc *proc,
    const char *name, struct buf *b);

/* Both the command line and exe at once; false, and errno, as for exe. */
bool procs_program(const struct procs *p, const struct proc *proc,
    struct buf *cmdline, struct buf *exe);

void procs_close(struct procs *p);

#endif
