#include "pure/utmp.h"
#include "unit.h"

/* A record of either size; numbers little-endian. */
static void
make(char *to, size_t size, int type, int32_t pid, const char *line,
    const char *user, uint32_t sec)
{
	size_t i, at = size == 384 ? 340 : 344;

	memset(to, 0, size);
	to[0] = (char)type;
	for (i = 0; i < 4; i++) {
		to[4 + i] = (char)((uint32_t)pid >> (8 * i));
		to[at + i] = (char)(sec >> (8 * i));
	}
	memcpy(to + 8, line, strlen(line));
	memcpy(to + 44, user, strlen(user));
	memcpy(to + 76, "192.0.2.1", 9);
}

static const char long_name[] = "u2345678901234567890123456789012";

static void
both(size_t size)
{
	char *bytes = malloc(3 * size);
	struct utmp_entry e;
	struct utmp u;

	make(bytes, size, UTMP_BOOT, 0, "~", "reboot", 1795278600);
	make(bytes + size, size, UTMP_USER, 65550, "pts/0", long_name,
	    4000000000U);
	make(bytes + 2 * size, size, 8, 7, "pts/1", "", 1);
	CHECK_INT(utmp_open(&u, span_of(bytes, 3 * size)), 0);
	CHECK_INT(u.size, size);
	CHECK_INT(u.left, 0);
	CHECK(utmp_next(&u, &e) && e.type == UTMP_BOOT);
	CHECK_INT(e.sec, 1795278600);
	CHECK(utmp_next(&u, &e) && e.type == UTMP_USER);
	CHECK_INT(e.pid, 65550);
	CHECK_INT(e.sec, 4000000000);
	CHECK_STR(e.line.p, e.line.n, "pts/0");
	CHECK_STR(e.user.p, e.user.n, long_name);
	CHECK_STR(e.host.p, e.host.n, "192.0.2.1");
	CHECK(utmp_next(&u, &e) && e.type == 8);
	CHECK(!utmp_next(&u, &e));
	/* Cut at any byte: what is whole, and how much is left. */
	for (size_t n = size; n < 3 * size; n += 13) {
		char *cut = malloc(n);

		memcpy(cut, bytes, n);
		CHECK_INT(utmp_open(&u, span_of(cut, n)), 0);
		CHECK_INT(u.size, size);
		CHECK_INT(u.rest.n, n - n % size);
		CHECK_INT(u.left, n % size);
		free(cut);
	}
	free(bytes);
}

static void
foreign(void)
{
	char bytes[800];
	struct utmp u;

	make(bytes, 384, UTMP_USER, 9, "pts/0", "bob", 1795278600);
	/* The numbers the other way round. */
	bytes[0] = 0;
	bytes[1] = UTMP_USER;
	CHECK_INT(utmp_open(&u, span_of(bytes, 384)), -1);
	make(bytes, 384, UTMP_USER, 9, "", "bob", 1795278600);
	CHECK_INT(utmp_open(&u, span_of(bytes, 384)), -1);
	make(bytes, 384, UTMP_USER, 9, "pts\x1B", "bob", 1795278600);
	CHECK_INT(utmp_open(&u, span_of(bytes, 384)), -1);
	CHECK_INT(utmp_open(&u, span_of(bytes, 100)), -1);
	CHECK_INT(utmp_open(&u, span_of(NULL, 0)), 0);
	CHECK(!utmp_next(&u, &(struct utmp_entry){0}));
}

/* No bytes make it read beyond them. */
static void
noise(void)
{
	struct utmp_entry e;
	struct utmp u;
	int i;

	for (i = 0; i < 2000; i++) {
		size_t n = unit_rand(1300), j;
		char *bytes = malloc(n);

		for (j = 0; j < n; j++)
			bytes[j] = unit_rand(8) ? 0 : (char)unit_rand(256);
		if (utmp_open(&u, span_of(bytes, n)) == 0)
			while (utmp_next(&u, &e))
				CHECK(e.line.n <= 32 && e.user.n <= 32);
		free(bytes);
	}
}

int
main(void)
{
	both(384);
	both(400);
	foreign();
	noise();
	return unit_end();
}
