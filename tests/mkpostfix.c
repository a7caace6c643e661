/*
 * mkpostfix: makes the queue of a Postfix that could not deliver, for
 * benchmarks: mkpostfix N DIR [UID GID] puts N deferred messages with their
 * defer logs into DIR, under the ids that their inodes give them, so that
 * Postfix's own tools read it, too. The files are modelled on what Postfix
 * 3.7 was seen to write for such mail.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <sys/stat.h>
#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	START = 1795280375,
	HEAD = 4096,
	DATA_AT = 97, /* where the records behind the size begin */
};

static const char *const queues[] = {"maildrop", "incoming", "active",
    "deferred", "hold", "corrupt", "defer", "bounce", "trace", "flush", "saved",
    "pid", "private", "public"};

static uid_t uid = (uid_t)-1;
static gid_t gid = (gid_t)-1;

static void
fail(const char *what)
{
	fprintf(stderr, "mkpostfix: %s: %s\n", what, strerror(errno));
	exit(2);
}

struct text {
	char p[HEAD];
	size_t n;
};

__attribute__((format(printf, 3, 4))) static size_t
rec(struct text *t, char type, const char *fmt, ...)
{
	char data[512];
	size_t at = t->n, n;
	va_list ap;

	va_start(ap, fmt);
	n = (size_t)vsnprintf(data, sizeof data, fmt, ap);
	va_end(ap);
	t->p[t->n++] = type;
	if (n > 127)
		t->p[t->n++] = (char)(n % 128 + 128);
	t->p[t->n++] = (char)(n > 127 ? n / 128 : n);
	memcpy(t->p + t->n, data, n);
	t->n += n;
	return at;
}

static void
put_envelope(struct text *t, unsigned i, unsigned usec, const char *id)
{
	const char *ip = i % 3 ? "203.0.113.101" : "203.0.113.100";

	rec(t, 'T', "%u %u", START + i / 50, usec);
	rec(t, 'A', "create_time=%u", START + i / 50);
	rec(t, 'A', "log_ident=%s", id);
	rec(t, 'A', "rewrite_context=local");
	if (i % 4 != 0) {
		rec(t, 'A', "sasl_method=PLAIN");
		rec(t, 'A', "sasl_username=user%u@example.test", i % 97);
	}
	rec(t, 'S', "user%u@example.test", i % 97);
	rec(t, 'A', "log_client_name=bot%u.test", i % 3);
	rec(t, 'A', "log_client_address=%s", ip);
	rec(t, 'A', "log_client_port=51234");
	rec(t, 'A', "log_message_origin=bot%u.test[%s]", i % 3, ip);
	rec(t, 'A', "log_helo_name=client.example.test");
	rec(t, 'A', "log_protocol_name=ESMTP");
	rec(t, 'A', "client_name=bot%u.test", i % 3);
	rec(t, 'A', "reverse_client_name=bot%u.test", i % 3);
	rec(t, 'A', "client_address=%s", ip);
	rec(t, 'A', "client_port=51234");
	rec(t, 'A', "server_address=127.0.0.1");
	rec(t, 'A', "server_port=25");
	rec(t, 'A', "helo_name=client.example.test");
	rec(t, 'A', "protocol_name=ESMTP");
	rec(t, 'A', "client_address_type=2");
	rec(t, 'W', "%15u", START + 14400 + i / 50);
	rec(t, 'A', "dsn_orig_rcpt=rfc822;r%u@d%u.refused.test", i, i % 7);
	rec(t, 'O', "r%u@d%u.refused.test", i, i % 7);
}

/* Returns the offset of the recipient's record. */
static size_t
put_message(struct text *t, unsigned i, unsigned usec, const char *id)
{
	size_t at, body;
	char size[128];

	t->n = DATA_AT;
	put_envelope(t, i, usec, id);
	at = rec(t, 'R', "r%u@d%u.refused.test", i, i % 7);
	rec(t, 'M', "%s", "");
	body = t->n;
	rec(t, 'N', "Received: from client.example.test (bot%u.test)", i % 3);
	rec(t, 'N', "\tby mx1.example.test (Postfix) with ESMTPA id %s", id);
	rec(t, 'N', "\tfor <r%u@d%u.refused.test>; Sat, 21 Nov 2026", i, i % 7);
	rec(t, 'N', "From: user%u@example.test", i % 97);
	rec(t, 'N', "Subject: Cheap pills %u", i);
	rec(t, 'N', "Message-Id: <20261121165935.%s@mx1.example.test>", id);
	rec(t, 'N', "%s", "");
	rec(t, 'N', "buy %u", i);
	snprintf(size, sizeof size, "C_%15zu %15zu %15d %15d %15zu %15d",
	    t->n - body, body, 1, 0, t->n - body, 0);
	memcpy(t->p, size, DATA_AT);
	rec(t, 'X', "%s", "");
	rec(t, 'E', "%s", "");
	return at;
}

static void
write_file(int fd, const char *name, const char *p, size_t n, mode_t mode)
{
	if (write(fd, p, n) != (ssize_t)n || fchmod(fd, mode) == -1 ||
	    (uid != (uid_t)-1 && fchown(fd, uid, gid) == -1) || close(fd) == -1)
		fail(name);
}

/* "QUEUE/C/ID"; its directory is made. */
static const char *
path_of(const char *queue, const char *id)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%c", queue, id[0]);
	if (mkdir(path, 0700) == 0 && uid != (uid_t)-1 &&
	    chown(path, uid, gid) == -1)
		fail(path);
	snprintf(path, sizeof path, "%s/%c/%s", queue, id[0], id);
	return path;
}

static int
make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd == -1)
		fail(path);
	return fd;
}

static void
put(unsigned i)
{
	/* Spread over all directories, and never twice the same. */
	unsigned usec = (unsigned)((uint64_t)i * 611953 % 1000000);
	struct text t = {.n = 0};
	char id[32], log[512];
	struct stat st;
	size_t at;
	int fd = make("new"), n;

	if (fstat(fd, &st) == -1)
		fail("new");
	snprintf(id, sizeof id, "%05X%lX", usec, (unsigned long)st.st_ino);
	at = put_message(&t, i, usec, id);
	write_file(fd, id, t.p, t.n, 0700);
	if (rename("new", path_of("deferred", id)) == -1)
		fail(id);
	n = snprintf(log, sizeof log,
	    "\n<r%u@d%u.refused.test>: connect to 127.0.0.1[127.0.0.1]:2525: "
	    "Connection refused\nrecipient=r%u@d%u.refused.test\noffset=%zu\n"
	    "dsn_orig_rcpt=rfc822;r%u@d%u.refused.test\nstatus=4.4.1\n"
	    "action=delayed\nreason=connect to 127.0.0.1[127.0.0.1]:2525: "
	    "Connection refused\n\n",
	    i, i % 7, i, i % 7, at, i, i % 7);
	fd = make(path_of("defer", id));
	write_file(fd, id, log, (size_t)n, 0600);
}

int
main(int argc, char **argv)
{
	unsigned i, n = argc > 2 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;

	if (argc != 3 && argc != 5) {
		fprintf(stderr, "usage: mkpostfix N DIR [UID GID]\n");
		return 2;
	}
	if (argc == 5) {
		uid = (uid_t)strtoul(argv[3], NULL, 10);
		gid = (gid_t)strtoul(argv[4], NULL, 10);
	}
	if ((mkdir(argv[2], 0755) == -1 && errno != EEXIST) ||
	    chdir(argv[2]) == -1)
		fail(argv[2]);
	for (i = 0; i < sizeof queues / sizeof queues[0]; i++)
		if ((mkdir(queues[i], 0700) == -1 && errno != EEXIST) ||
		    (uid != (uid_t)-1 && chown(queues[i], uid, gid) == -1))
			fail(queues[i]);
	for (i = 0; i < n; i++)
		put(i);
	return 0;
}
