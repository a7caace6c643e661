/* syslog's lines, times without a year, and Sendmail's logins */
#include "fuzz.h"
#include "pure/sendmail_auth.h"
#include "pure/syslog_line.h"
#include "pure/yearless.h"

enum { TRADITIONAL = 15, DAY = 24 * 60 * 60 };

static struct stamp_clock clock_;

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

static void
check_words(struct span text)
{
	struct span rest = text, word;
	size_t i;

	while ((word = syslog_line_word(&rest)).p != NULL) {
		INSIDE(word, text);
		HOLDS(word.n >= 6 && rest.p == word.p + word.n);
		HOLDS(word.p == text.p || !is_alnum(word.p[-1]));
		HOLDS(rest.n == 0 || !is_alnum(rest.p[0]));
		for (i = 0; i < word.n; i++)
			HOLDS(is_alnum(word.p[i]));
	}
}

/* Two that guess the year guess the same one. */
static void
check_time(const struct syslog_line *l)
{
	struct span rest = l->stamp;
	struct stamp s = {0};
	struct when w;
	int64_t sec = 0;
	int rc = syslog_line_time(l, FUZZ_NOW, &clock_, &sec);

	if (l->stamp.n != TRADITIONAL)
		return;
	HOLDS(rc != 0 || sec <= FUZZ_NOW + DAY);
	if (stamp_take(&rest, span_str("%b %e %T"), &s) == -1 || rest.n > 0) {
		HOLDS(rc == -1);
		return;
	}
	w = yearless_time(&s, -1, FUZZ_NOW, &clock_);
	HOLDS((w.digits < 0) == (rc == -1));
	HOLDS(rc == -1 || w.sec == sec);
}

/* A time behind its weekday's name. */
static void
check_weekday(struct span line)
{
	struct span rest = line;
	struct stamp s = {0};
	struct when w;
	int day = yearless_weekday(&rest);

	HOLDS(day >= -1 && day <= 6);
	HOLDS(rest.p == line.p + (day == -1 ? 0 : 3));
	if (stamp_take(&rest, span_str(" %b %e %T"), &s) == -1)
		return;
	w = yearless_time(&s, day, FUZZ_NOW, &clock_);
	HOLDS(w.digits < 0 || w.sec <= FUZZ_NOW + DAY);
	/* On that day, if one of the years has such a one; all days do. */
	HOLDS(w.digits < 0 || day == -1 || s.zoned ||
	    (w.sec / DAY + 4) % 7 == day || s.of[2] > 28);
}

static void
check_auth(const struct syslog_line *l, struct span line)
{
	struct sendmail_auth a;

	if (sendmail_auth_read(l, &a) == -1)
		return;
	INSIDE(a.login, line);
	INSIDE(a.ip, line);
	HOLDS(a.login.n > 0 && a.pid <= INT32_MAX);
	HOLDS(a.ip.n == 0 || memchr(a.ip.p, ']', a.ip.n) == NULL);
	HOLDS(a.login.p > a.ip.p + a.ip.n);
}

static void
read_line(struct span line)
{
	struct syslog_line l;

	check_weekday(line);
	if (syslog_line_read(line, &l) == -1)
		return;
	HOLDS(l.stamp.p == line.p);
	INSIDE(l.tag, line);
	HOLDS(l.tag.p > l.stamp.p + l.stamp.n);
	HOLDS(l.text.p == l.tag.p + l.tag.n + 2);
	HOLDS(l.text.p + l.text.n == line.p + line.n);
	check_time(&l);
	check_words(l.text);
	check_auth(&l, line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	clock_ = (struct stamp_clock){0};
	return 0;
}
