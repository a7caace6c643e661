/*
 * Linux only; elsewhere confine_now does nothing. The kernel's structures
 * are written out here, after landlock(7) and seccomp(2), because a libc
 * alone (musl) brings no kernel headers.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "system/confine.h"

/*
 * make coverage: gcov writes its counters to files when the process ends, so
 * there all is made ready and nothing is given up. tests/lib.bash skips what
 * looks at the confinement itself.
 */
#ifdef QT_COVERAGE
enum { BUILT_TO_COUNT = 1 };
#else
enum { BUILT_TO_COUNT = 0 };
#endif

/* --- Landlock: which files, and the network --- */

enum {
	LL_CREATE = 444, /* numbers that all architectures share */
	LL_ADD_RULE = 445,
	LL_RESTRICT = 446,
	LL_GET_ABI = 1,
	LL_PATH_BENEATH = 1,
	LL_READ_FILE = 1 << 2,
	LL_READ_DIR = 1 << 3,
	LL_TRUNCATE = 1 << 14,
	LL_IOCTL_DEV = 1 << 15,
};

struct ll_ruleset {
	uint64_t fs, net, scoped;
};

struct ll_path {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

static int ruleset = -2; /* -2: not yet asked for, -1: not to be had */
static bool free_reads, into_processes;

void
confine_free_reads(void)
{
	free_reads = true;
}

void
confine_look_into_processes(void)
{
	into_processes = true;
}

/* Every right that the kernel knows is taken; which came with which ABI. */
static int
ruleset_make(void)
{
	struct ll_ruleset r = {.fs = (1 << 13) - 1};
	size_t size = sizeof r.fs;
	long abi = syscall(LL_CREATE, NULL, 0, LL_GET_ABI);

	if (abi < 1)
		return -1;
	if (abi >= 2)
		r.fs |= 1 << 13; /* refer: link and rename across */
	if (abi >= 3)
		r.fs |= LL_TRUNCATE;
	if (abi >= 5)
		r.fs |= LL_IOCTL_DEV;
	if (abi >= 4) {
		r.net = 3; /* bind and connect of TCP */
		size = offsetof(struct ll_ruleset, scoped);
	}
	if (abi >= 6) {
		r.scoped = 3; /* abstract sockets, signals */
		size = sizeof r;
	}
	/* What an opening for reading is checked for, truncation, too. */
	if (free_reads)
		r.fs &= ~(uint64_t)(LL_READ_FILE | LL_READ_DIR | LL_TRUNCATE |
		    LL_IOCTL_DEV);
	return (int)syscall(LL_CREATE, &r, size, 0);
}

void
confine_allow_fd(int fd)
{
	struct ll_path rule = {LL_READ_FILE, fd};
	struct stat st;

	if (ruleset == -2)
		ruleset = ruleset_make();
	if (ruleset == -1 || fstat(fd, &st) == -1)
		return;
	if (S_ISDIR(st.st_mode))
		rule.allowed |= LL_READ_DIR;
	syscall(LL_ADD_RULE, ruleset, LL_PATH_BENEATH, &rule, 0);
}

void
confine_allow(const char *path)
{
	confine_allow_at(AT_FDCWD, path);
}

void
confine_allow_at(int at, const char *path)
{
	int fd = openat(at, path, O_PATH | O_CLOEXEC);

	if (fd == -1)
		return;
	confine_allow_fd(fd);
	close(fd);
}

static void
landlock_now(void)
{
	if (ruleset == -2)
		ruleset = ruleset_make();
	if (ruleset < 0)
		return;
	if (!into_processes && !BUILT_TO_COUNT)
		syscall(LL_RESTRICT, ruleset, 0);
	close(ruleset);
	ruleset = -1;
}

/* --- seccomp: which system calls --- */

#ifdef QT_SANITIZED
/* No filter: the leak checker traces us with a process of its own. */
#elif defined(__x86_64__)
#define AUDIT_ARCH 0xC000003E
#elif defined(__aarch64__)
#define AUDIT_ARCH 0xC00000B7
#endif

#ifdef AUDIT_ARCH

struct bpf {
	uint16_t code;
	uint8_t yes, no; /* instructions to skip */
	uint32_t k;
};

struct bpf_program {
	unsigned short len;
	struct bpf *filter;
};

enum {
	BPF_LOAD = 0x20, /* a word of struct seccomp_data at k */
	BPF_EQ = 0x15,
	BPF_GREATER = 0x25,
	BPF_GE = 0x35,
	BPF_ANY = 0x45, /* any bit of k set */
	BPF_RETURN = 0x06,
	DATA_NR = 0,
	DATA_ARCH = 4,
	DATA_ARG = 16, /* the low words of the arguments, 8 bytes apart */
	SET_FILTER = 1,
	SPEC_ALLOW = 4, /* no slowing down of the processor's speculation */
	X32_BIT = 0x40000000,
	THREAD = 0x00010000, /* CLONE_THREAD */
};

#define ALLOW 0x7FFF0000U
#define DENY(number) (0x00050000U | (number))

/* Changes of the system, new programs, other processes, the network. */
/* clang-format off */
static const int denied[] = {
	SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv,
	SYS_process_vm_writev, SYS_kill, SYS_rt_sigqueueinfo,
	SYS_rt_tgsigqueueinfo, SYS_socket, SYS_socketpair, SYS_connect,
	SYS_bind, SYS_listen, SYS_accept, SYS_accept4, SYS_sendto,
	SYS_sendmsg, SYS_sendmmsg, SYS_unlinkat, SYS_linkat, SYS_symlinkat,
	SYS_mkdirat, SYS_mknodat, SYS_fchmod, SYS_fchmodat, SYS_fchown,
	SYS_fchownat, SYS_truncate, SYS_ftruncate, SYS_fallocate,
	SYS_utimensat, SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr,
	SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, SYS_mount,
	SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns, SYS_unshare,
	SYS_bpf, SYS_perf_event_open, SYS_keyctl, SYS_add_key,
	SYS_request_key, SYS_userfaultfd, SYS_memfd_create, SYS_init_module,
	SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot,
	SYS_sethostname, SYS_setdomainname, SYS_settimeofday,
	SYS_clock_settime, SYS_adjtimex, SYS_swapon, SYS_swapoff, SYS_setuid,
	SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid,
	SYS_setgroups, SYS_capset, SYS_quotactl, SYS_acct,
	SYS_open_by_handle_at, SYS_tkill, SYS_setpriority, SYS_ioprio_set,
	SYS_sched_setparam, SYS_sched_setscheduler, SYS_sched_setaffinity,
	SYS_sched_setattr, SYS_migrate_pages, SYS_move_pages, SYS_syslog,
	424,                          /* pidfd_send_signal */
	425, 426, 427,                /* io_uring: calls past any filter */
	428, 429, 430, 431, 432, 433, /* mounts by descriptors */
	434, 438,                     /* pidfd_open, pidfd_getfd */
	440, 448,                     /* process_madvise, _mrelease */
	442, 443, 467,                /* mount_setattr, quotactl_fd,
	                                 open_tree_attr */
	452, 463, 466, 469,           /* fchmodat2, setxattrat,
	                                 removexattrat, file_setattr */
#ifdef SYS_open /* x86-64 has older calls of the same effect */
	SYS_fork, SYS_vfork, SYS_creat, SYS_unlink, SYS_rename, SYS_link,
	SYS_symlink, SYS_mkdir, SYS_rmdir, SYS_mknod, SYS_chmod, SYS_chown,
	SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat,
#endif
#ifdef SYS_renameat
	SYS_renameat,
#endif
	SYS_renameat2,
};
/* clang-format on */

enum {
	LIST = sizeof denied / sizeof denied[0],
	CHUNK = 8,
	ROOM = LIST + 3 * (LIST / CHUNK + 1) + 64,
};

static void
add(struct bpf *prog, size_t *n, uint16_t code, uint32_t k, uint8_t yes,
    uint8_t no)
{
	prog[(*n)++] = (struct bpf){code, yes, no, k};
}

static void
add_number(struct bpf *prog, size_t *n, int nr, uint32_t verdict)
{
	add(prog, n, BPF_EQ, (uint32_t)nr, 0, 1);
	add(prog, n, BPF_RETURN, verdict, 0, 0);
}

/* A call is allowed only with no (want = 0), or some, of the bits in flags. */
static void
add_flags(struct bpf *prog, size_t *n, int nr, unsigned arg, uint32_t flags,
    bool want)
{
	add(prog, n, BPF_EQ, (uint32_t)nr, 0, 4);
	add(prog, n, BPF_LOAD, DATA_ARG + 8 * arg, 0, 0);
	add(prog, n, BPF_ANY, flags, want ? 0 : 1, want ? 1 : 0);
	add(prog, n, BPF_RETURN, ALLOW, 0, 0);
	add(prog, n, BPF_RETURN, DENY(EPERM), 0, 0);
}

/*
 * If the argument is k the verdict holds; else the other one for a verdict of
 * ALLOW, or what follows for another.
 */
static void
add_equal(struct bpf *prog, size_t *n, int nr, unsigned arg, uint32_t k,
    uint32_t verdict)
{
	add(prog, n, BPF_EQ, (uint32_t)nr, 0, 4);
	add(prog, n, BPF_LOAD, DATA_ARG + 8 * arg, 0, 0);
	add(prog, n, BPF_EQ, k, 0, 1);
	add(prog, n, BPF_RETURN, verdict, 0, 0);
	if (verdict == ALLOW)
		add(prog, n, BPF_RETURN, DENY(EPERM), 0, 0);
	else
		add(prog, n, BPF_LOAD, DATA_NR, 0, 0);
}

static int
compare_numbers(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/*
 * The list, sorted, in chunks that are passed over as a whole: the kernel
 * walks the filter once for each number that there is when it takes it, and
 * that, with a plain list, is half of a short run's time.
 */
static void
add_list(struct bpf *prog, size_t *n)
{
	static int sorted[LIST];
	size_t i, j, m;

	memcpy(sorted, denied, sizeof sorted);
	qsort(sorted, LIST, sizeof sorted[0], compare_numbers);
	for (i = 0; i < LIST; i += m) {
		m = LIST - i < CHUNK ? LIST - i : CHUNK;
		add(prog, n, BPF_GREATER, (uint32_t)sorted[i + m - 1],
		    (uint8_t)(m + 2), 0);
		for (j = 0; j < m; j++)
			add(prog, n, BPF_EQ, (uint32_t)sorted[i + j],
			    (uint8_t)(m - j), 0);
		add(prog, n, BPF_RETURN, ALLOW, 0, 0);
		add(prog, n, BPF_RETURN, DENY(EPERM), 0, 0);
	}
	add(prog, n, BPF_RETURN, ALLOW, 0, 0);
}

static void
seccomp_now(void)
{
	static struct bpf prog[ROOM];
	const uint32_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
	struct bpf_program whole = {0, prog};
	size_t n = 0;

	add(prog, &n, BPF_LOAD, DATA_ARCH, 0, 0);
	add(prog, &n, BPF_EQ, AUDIT_ARCH, 1, 0);
	add(prog, &n, BPF_RETURN, DENY(EPERM), 0, 0);
	add(prog, &n, BPF_LOAD, DATA_NR, 0, 0);
	add_flags(prog, &n, SYS_openat, 2, writing, false);
#ifdef SYS_open
	add(prog, &n, BPF_GE, X32_BIT, 0, 1);
	add(prog, &n, BPF_RETURN, DENY(EPERM), 0, 0);
	add_flags(prog, &n, SYS_open, 1, writing, false);
#endif
	add_flags(prog, &n, SYS_clone, 0, THREAD, true);
	/* Limits of this process only, signals to it only (abort). */
	add_flags(prog, &n, SYS_prlimit64, 0, ~0U, false);
	add_equal(prog, &n, SYS_tgkill, 0, (uint32_t)getpid(), ALLOW);
	/* Typing on the terminal that it was started from. */
	add_equal(prog, &n, SYS_ioctl, 1, 0x5412, DENY(EPERM));
	add_equal(prog, &n, SYS_ioctl, 1, 0x541C, DENY(EPERM));
	/* Their flags are out of a filter's sight; libcs fall back on those. */
	add_number(prog, &n, 435, DENY(ENOSYS)); /* clone3 */
	add_number(prog, &n, 437, DENY(ENOSYS)); /* openat2 */
	add_list(prog, &n);
	whole.len = (unsigned short)n;
	if (BUILT_TO_COUNT)
		return;
	if (syscall(SYS_seccomp, SET_FILTER, SPEC_ALLOW, &whole) == -1)
		prctl(PR_SET_SECCOMP, 2, &whole, 0, 0);
}

#else

static void
seccomp_now(void)
{
}

#endif

void
confine_now(void)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifdef QT_SANITIZED
	confine_allow("/proc");
#endif
	landlock_now();
	seccomp_now();
}
