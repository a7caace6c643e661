#include "system/otherlogin.h"
#include "system/rooted.h"

enum { CGROUP_MAX = 4096, DEEPEST = 256 };

/* Root's programs that open logins which are not ssh's. */
static const char *const openers[] = {"cron", "CRON", "crond", "atd", "fcron",
    "anacron", "login", "vsftpd", "proftpd", "pure-ftpd", "lightdm", "sddm",
    "sddm-helper", "gdm-session-wor", "gdm3", "xrdp-sesman", "cockpit-session",
    "in.telnetd"};

static bool
is_opener(const struct proc *proc)
{
	size_t i;

	for (i = 0; proc->uid == 0 && i < sizeof openers / sizeof openers[0];
	     i++)
		if (strcmp(proc->comm, openers[i]) == 0)
			return true;
	return false;
}

static bool
comes_from_opener(const struct procs *p, const struct logins *l, uint32_t i)
{
	int32_t at = (int32_t)i;
	int depth;

	for (depth = 0; at != -1 && depth < DEEPEST; depth++) {
		if (is_opener(&p->v[at]))
			return true;
		at = l->parent[at];
	}
	return false;
}

/*
 * Whether its cgroup's path has one of the parts. A process gets into those
 * of services by root's will only; what a user calls it says nothing.
 */
static bool
is_below(const struct procs *p, const struct proc *proc,
    const char *const parts[], size_t n)
{
	struct buf path = {0}, text = {0};
	bool found = false;
	size_t i;

	buf_putf(&path, "%jd/cgroup", (intmax_t)proc->pid);
	if (rooted_read(p->fd, buf_str(&path), 0, CGROUP_MAX, &text, NULL) ==
	    -1)
		procs_tell_failure();
	for (i = 0; i < n; i++)
		found = found || strstr(buf_str(&text), parts[i]) != NULL;
	buf_free(&path);
	buf_free(&text);
	return found;
}

static bool
is_service(const struct procs *p, const struct proc *proc)
{
	static const char *const services[] = {"/cron.service",
	    "/crond.service", "/atd.service", "/anacron.service"};

	return is_below(p, proc, services, 4);
}

/* A user's manager: a child of process 1, in no session's scope. */
static bool
is_manager(const struct procs *p, const struct proc *proc)
{
	static const char *const scope[] = {"/session-"};

	return strcmp(proc->comm, "systemd") == 0 && proc->ppid == 1 &&
	    !is_below(p, proc, scope, 1);
}

/* "sshd", "ssh", "dropbear", and what is not told. */
static bool
is_ssh(struct span service)
{
	return service.p == NULL || span_starts(service, "ssh") ||
	    span_starts(service, "dropbear");
}

bool
otherlogin_is(const struct procs *p, const struct logins *l,
    const uint32_t *places, size_t n, const struct logind *login)
{
	size_t i, services = 0;

	if (login != NULL)
		return logind_is_manager(login) || !is_ssh(login->service);
	for (i = 0; i < n; i++) {
		const struct proc *proc = &p->v[places[i]];

		if (comes_from_opener(p, l, places[i]) || is_manager(p, proc))
			return true;
		services += is_service(p, proc);
	}
	return services == n;
}
