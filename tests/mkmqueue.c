/*
 * mkmqueue: a queue of Sendmail with N deferred messages: mkmqueue N DIR. Their
 * control files are as 8.17 writes them (tests/fixtures).
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char digits[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static FILE *
create(const char *dir, char kind, const char *id)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/%cf%s", dir, kind, id);
	f = fopen(path, "w");
	if (f == NULL) {
		perror(path);
		exit(2);
	}
	return f;
}

static void
put(const char *dir, long i)
{
	char id[32];
	FILE *f;

	/* 21 November 2026, from 00:00:00 UTC on, a message a second. */
	snprintf(id, sizeof id, "6AL%c%c%c%c%c%06ld", digits[i / 3600 % 24],
	    digits[i / 60 % 60], digits[i % 60], digits[i / 60 % 60],
	    digits[i % 60], 1000 + i % 900000);
	f = create(dir, 'd', id);
	fputs("body of a message\n", f);
	fclose(f);
	f = create(dir, 'q', id);
	fprintf(f,
	    "V8\nT%ld\nK%ld\nN1\nP30060\n"
	    "MDeferred: Connection refused by [127.0.0.1]\nFbs\n"
	    "$_bot%ld.test [203.0.113.%ld]\n$rESMTPA\n"
	    "$sclient.example.test\n${daemon_flags}\n"
	    "S<sender%ld@example.test>\nrRFC822; r%ld@d%ld.refused.test\n"
	    "RPFD:<r%ld@d%ld.refused.test>\nH?P?Return-Path: <\201g>\n"
	    "H??Received: from client.example.test (bot%ld.test "
	    "[203.0.113.%ld])\n\tby mx1.example.test (8.17.1.9/8.17.1.9) "
	    "with ESMTPA id %s\n\tfor <r%ld@d%ld.refused.test>; Sat, 21 Nov "
	    "2026 16:47:00 GMT\nH?D?Date: Sat, 21 Nov 2026 16:47:00 GMT\n"
	    "H?M?Message-Id: <2026112116.%s@mx1.example.test>\n"
	    "H??From: bulk@example.test\nH??To: r\n"
	    "H??Subject: Cheap pills %ld\n.\n",
	    1795219200 + i, 1795219200 + i, i % 100, i % 250, i % 50, i,
	    i % 1000, i, i % 1000, i % 100, i % 250, id, i, i % 1000, id, i);
	fclose(f);
}

int
main(int argc, char **argv)
{
	long i, n = argc == 3 ? strtol(argv[1], NULL, 10) : 0;

	if (n <= 0 || n > 86400) {
		fprintf(stderr, "usage: mkmqueue N DIR (N up to 86400)\n");
		return 2;
	}
	mkdir(argv[2], 0700);
	for (i = 0; i < n; i++)
		put(argv[2], i);
	return 0;
}
