/*
 * Sources of the formats: Exim's specification, "Message identification";
 * Postfix's manual, enable_long_queue_ids; Sendmail's operation guide, "Queue
 * files"; and ids that the real programs made (tests/fixtures).
 */
#include "pure/msgid.h"

static const char base62[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/* Postfix leaves out vowels; the last, z, only separates in front of inodes. */
static const char base52[] =
    "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";

enum {
	POSTFIX_SEC = 6, /* digits of the seconds: 6 from 1970 to 2596 */
	POSTFIX_USEC = 4, /* digits of the microseconds */
	SENDMAIL_FIX = 8, /* characters before the process id */
	YEARS = 60, /* Sendmail's year is modulo this */
};

/* The value of c as a digit of 0-9 A-Z a-z, or -1. */
static int
digit62(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'z' ? c - 'a' + 36 : -1;
}

/* The value of c as one of the first base of digits, or -1. */
static int
digit_of(const char *digits, int base, char c)
{
	const char *at;
	int d;

	if (digits == base62) {
		d = digit62(c);
		return d < base ? d : -1;
	}
	at = memchr(digits, c, (size_t)base);
	return at == NULL ? -1 : (int)(at - digits);
}

/* The value of n characters, -1 if one is no digit or it is too large. */
static int64_t
value_of(const char *digits, int base, const char *p, size_t n)
{
	int64_t v = 0;
	size_t i;
	int d;

	for (i = 0; i < n; i++) {
		d = digit_of(digits, base, p[i]);
		if (d < 0 || v > (INT64_MAX - d) / base)
			return -1;
		v = v * base + d;
	}
	return v;
}

static bool
is_base62(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (digit62(p[i]) < 0)
			return false;
	return true;
}

static unsigned
exim_kind(struct span t)
{
	size_t pid;

	if (t.n != 16 && t.n != 23)
		return 0;
	pid = t.n == 16 ? 6 : 11;
	if (t.p[6] != '-' || t.p[7 + pid] != '-' || !is_base62(t.p, 6) ||
	    !is_base62(t.p + 7, pid) ||
	    !is_base62(t.p + 8 + pid, t.n - 8 - pid))
		return 0;
	return t.n == 16 ? MSGID_EXIM_OLD : MSGID_EXIM_NEW;
}

/* Five digits of microseconds, then the inode; upper case only. */
static bool
is_postfix_short(struct span t)
{
	int64_t usec;

	if (t.n < 6 || t.n > 5 + 16)
		return false;
	usec = value_of(base62, 16, t.p, 5);
	return usec >= 0 && usec < 1000000 &&
	    value_of(base62, 16, t.p + 5, t.n - 5 > 15 ? 15 : t.n - 5) >= 0 &&
	    digit_of(base62, 16, t.p[t.n - 1]) >= 0;
}

/* Where the z before the inode is, 0 if t is no long id. */
static size_t
postfix_long_z(struct span t)
{
	size_t z = t.n;
	int64_t sec, usec;

	if (t.n < POSTFIX_SEC + POSTFIX_USEC + 2 || t.n > 32)
		return 0;
	while (z > 0 && t.p[z - 1] != 'z')
		z--;
	if (z-- < POSTFIX_SEC + POSTFIX_USEC + 1 || z + 1 == t.n)
		return 0;
	sec = value_of(base52, 52, t.p, z - POSTFIX_USEC);
	usec = value_of(base52, 52, t.p + z - POSTFIX_USEC, POSTFIX_USEC);
	if (sec < 0 || sec > WHEN_MOST || usec < 0 || usec > 999999 ||
	    value_of(base52, 51, t.p + z + 1, t.n - z - 1) < 0)
		return 0;
	return z;
}

static bool
is_sendmail(struct span t)
{
	static const int limits[SENDMAIL_FIX] = {
	    YEARS, 12, 32, 24, 60, 61, 62, 62};
	size_t i;

	if (t.n < SENDMAIL_FIX + 5 || t.n > SENDMAIL_FIX + 10)
		return false;
	for (i = 0; i < SENDMAIL_FIX; i++)
		if (digit_of(base62, limits[i], t.p[i]) < 0)
			return false;
	return value_of(base62, 10, t.p + i, t.n - i) >= 0 && t.p[2] != '0';
}

unsigned
msgid_kinds(struct span text)
{
	unsigned kinds;

	if (text.n < 6 || text.n > MSGID_MAX)
		return 0;
	kinds = exim_kind(text);
	if (kinds != 0)
		return kinds;
	if (is_postfix_short(text))
		kinds |= MSGID_POSTFIX_SHORT;
	if (postfix_long_z(text) > 0)
		kinds |= MSGID_POSTFIX_LONG;
	if (is_sendmail(text))
		kinds |= MSGID_SENDMAIL;
	return kinds;
}

/*
 * A new id's last field counts microseconds. One that ends in 00 was, but for
 * one in 3844, made from an old id by Exim's updater: then it is no count.
 */
static void
exim_new_fraction(struct span id, struct when *w)
{
	int64_t usec = value_of(base62, 62, id.p + 19, 4);

	if (usec < 0 || usec > 999999 || memcmp(id.p + 21, "00", 2) == 0)
		return;
	w->usec = (int32_t)usec;
	w->digits = 6;
}

static void
sendmail_time(const char *p, int64_t now, struct when *w)
{
	int year = 1900 + digit_of(base62, YEARS, p[0]);
	int month = digit_of(base62, 12, p[1]) + 1;
	int day = digit_of(base62, 32, p[2]);
	int hour = digit_of(base62, 24, p[3]);
	int min = digit_of(base62, 60, p[4]);
	int sec = digit_of(base62, 61, p[5]);
	int64_t t;

	do {
		t = when_utc(year, month, day, hour, min, sec);
		if (t <= now + 86400)
			w->sec = t;
		year += YEARS;
	} while (t <= now);
}

int
msgid_time(unsigned kind, struct span id, int64_t now, struct when *w)
{
	size_t z;

	*w = (struct when){0, 0, 0};
	switch (kind) {
	case MSGID_EXIM_NEW:
		exim_new_fraction(id, w);
		/* FALLTHROUGH */
	case MSGID_EXIM_OLD:
		w->sec = value_of(base62, 62, id.p, 6);
		return 0;
	case MSGID_POSTFIX_LONG:
		z = postfix_long_z(id);
		w->sec = value_of(base52, 52, id.p, z - POSTFIX_USEC);
		w->usec = (int32_t)value_of(
		    base52, 52, id.p + z - POSTFIX_USEC, POSTFIX_USEC);
		w->digits = 6;
		return 0;
	case MSGID_SENDMAIL:
		sendmail_time(id.p, now, w);
		return 0;
	default:
		w->digits = -1;
		return -1;
	}
}
