#include "pure/utmp.h"

/* utmp(5), glibc's bits/utmp.h. */
enum {
	PID = 4,
	LINE = 8,
	USER = 44,
	HOST = 76,
	NAME_SIZE = 32,
	HOST_SIZE = 256,
	SMALL = 384, /* its time: 32 bits at 340 */
	SMALL_TIME = 340,
	LARGE = 400, /* its time: 64 bits at 344 */
	LARGE_TIME = 344,
	TYPES = 10,
};

static uint64_t
number(const char *p, size_t n)
{
	uint64_t value = 0;

	while (n > 0)
		value = value << 8 | (unsigned char)p[--n];
	return value;
}

static struct span
text(const char *p, size_t room)
{
	const char *end = memchr(p, '\0', room);

	return span_of(p, end == NULL ? room : (size_t)(end - p));
}

static void
read_one(struct utmp_entry *e, const char *p, size_t size)
{
	e->type = (int16_t)number(p, 2);
	e->pid = (int32_t)number(p + PID, 4);
	e->line = text(p + LINE, NAME_SIZE);
	e->user = text(p + USER, NAME_SIZE);
	e->host = text(p + HOST, HOST_SIZE);
	e->sec = size == SMALL ? (int64_t)number(p + SMALL_TIME, 4)
			       : (int64_t)number(p + LARGE_TIME, 8);
}

static bool
has_control(struct span a)
{
	size_t i;

	for (i = 0; i < a.n; i++)
		if ((unsigned char)a.p[i] < ' ' || a.p[i] == 0x7F)
			return true;
	return false;
}

/*
 * What no record of that size would say; the bytes may be of another one. A
 * time read in the wrong place is a part of another number, which is 0 or
 * microseconds.
 */
static bool
is_odd(const char *p, size_t size)
{
	struct utmp_entry e;

	read_one(&e, p, size);
	return e.type < 0 || e.type >= TYPES || p[2] != 0 || p[3] != 0 ||
	    e.pid < 0 || has_control(e.line) || has_control(e.user) ||
	    e.sec < 0 || e.sec > UINT32_MAX ||
	    (e.type == UTMP_USER && e.line.n == 0) ||
	    ((e.type == UTMP_USER || e.type == UTMP_BOOT) && e.sec < 1000000);
}

static bool
fits(struct utmp *u, struct span bytes, size_t size)
{
	size_t at;

	for (at = 0; at + size <= bytes.n; at += size)
		if (is_odd(bytes.p + at, size))
			return false;
	u->size = size;
	u->left = bytes.n - at;
	u->rest = span_of(bytes.p, at);
	return at > 0 || bytes.n == 0;
}

int
utmp_open(struct utmp *u, struct span bytes)
{
	static const size_t sizes[] = {SMALL, LARGE};
	int i;

	/* Whole records tell more than how they look. */
	for (i = 0; i < 2; i++)
		if (fits(u, bytes, sizes[i]) && u->left == 0)
			return 0;
	for (i = 0; i < 2; i++)
		if (fits(u, bytes, sizes[i]))
			return 0;
	return -1;
}

bool
utmp_next(struct utmp *u, struct utmp_entry *e)
{
	if (u->rest.n < u->size || u->rest.n == 0)
		return false;
	read_one(e, u->rest.p, u->size);
	span_skip(&u->rest, u->size);
	return true;
}
