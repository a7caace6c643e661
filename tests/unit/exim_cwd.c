#include "pure/exim_cwd.h"
#include "unit.h"

static struct exim_cwd cwd;
static struct buf found; /* the lines of the last arrival's call */
static bool some; /* there was one */
static char dir[256]; /* and its directory */

static void
start(void)
{
	exim_cwd_free(&cwd);
	cwd = (struct exim_cwd){0};
}

/* Tells of a line, whose stamp is put in front; pid 0: without. */
static void
tell(unsigned pid, const char *text)
{
	struct buf b = {0};
	const struct exim_cwd_line *line;
	enum exim_log_kind kind;
	struct msg m = {0};
	struct exim_log l;
	struct span whole;

	buf_puts(&b, "2026-11-21 10:00:00 ");
	if (pid > 0)
		buf_putf(&b, "[%u] ", pid);
	buf_puts(&b, text);
	whole = unit_span(b.p, b.len);
	CHECK_INT(exim_log_read(whole, &l), 0);
	kind = exim_log_kind(&l);
	if (kind == EXIM_LOG_ARRIVED) {
		msg_clear(&m);
		CHECK_INT(exim_log_arrival(&l, &m), 0);
		line = exim_cwd_find(&cwd, &l, m.local);
		buf_clear(&found);
		dir[0] = '\0';
		some = line != NULL;
		if (some) {
			buf_put(&found, line->text.p, line->text.len);
			snprintf(dir, sizeof dir, "%.*s", (int)line->dir.len,
			    line->dir.p == NULL ? "" : line->dir.p);
		}
		msg_free(&m);
	}
	exim_cwd_note(&cwd, &l, whole, kind);
	buf_free(&b);
}

#define ID "1xUnyU-000001-01"

static void
local(unsigned pid)
{
	tell(pid, ID " <= s@t U=u P=local S=1");
}

static void
remote(unsigned pid)
{
	tell(pid, ID " <= s@t H=h [192.0.2.1] P=esmtp S=1");
}

static void
is(const char *want)
{
	CHECK(some);
	CHECK_STR(dir, strlen(dir), want);
}

/* The texts of the call's lines, stamps and pids aside. */
static void
is_text(const char *want)
{
	struct buf texts = {0};
	struct span rest = span_of(found.p, found.len), line;
	struct exim_log l;

	while (rest.n > 0) {
		line = span_upto(&rest, '\n');
		CHECK_INT(exim_log_read(line, &l), 0);
		buf_put(&texts, l.text.p, l.text.n);
		buf_putc(&texts, '|');
	}
	CHECK(some);
	CHECK_STR(texts.p, texts.len, want);
	buf_free(&texts);
}

/* Without pids: directly before, for what was handed over here. */
static void
adjacent(void)
{
	start();
	local(0);
	CHECK(!some);
	tell(0, "cwd=/a 2 args: exim -t");
	local(0);
	is("/a");
	is_text("cwd=/a 2 args: exim -t|");
	local(0); /* a second message stands not directly behind */
	CHECK(!some);
	tell(0, "cwd=/b 2 args: exim -t");
	tell(0, "no host name found for IP address 192.0.2.1");
	local(0);
	CHECK(!some);
	tell(0, "cwd=/c 2 args: exim -bs");
	remote(0);
	CHECK(!some);
	tell(0, "cwd=/d 2 args: exim -t");
	tell(0, "cwd=/e 2 args: exim -t");
	local(0);
	is("/e");
	tell(0, "cwd=/f 2 args: exim -t");
	tell(0, ID " => x@y R=r T=t");
	local(0);
	CHECK(!some);
	/* A skip in the log. */
	tell(0, "cwd=/g 2 args: exim -t");
	cwd.fresh = false;
	local(0);
	CHECK(!some);
}

/* By pid, whatever stands between, and however it came in. */
static void
pids(void)
{
	start();
	tell(10, "cwd=/a 2 args: exim -t");
	tell(11, "cwd=/b 2 args: exim -t");
	tell(12, "no host name found for IP address 192.0.2.1");
	local(10);
	is("/a");
	remote(11);
	is("/b");
	local(12);
	CHECK(!some);
	local(1);
	CHECK(!some);
	local(10); /* a process can bring several */
	is("/a");
	tell(10, "cwd=/c 2 args: exim -t");
	local(10);
	is("/c");
	is_text("cwd=/c 2 args: exim -t|");
	local(11);
	is("/b");
	/* Directly before, but another process's. */
	tell(20, "cwd=/d 2 args: exim -t");
	local(21);
	CHECK(!some);
}

/* The last ones of so many processes. */
static void
many_pids(void)
{
	char text[40], want[16];
	unsigned i;

	start();
	for (i = 1; i <= 1000; i++) {
		snprintf(text, sizeof text, "cwd=/%u 2 args: exim -t", i);
		tell(i, text);
	}
	for (i = 1001 - EXIM_CWD_PIDS; i <= 1000; i++) {
		snprintf(want, sizeof want, "/%u", i);
		local(i);
		is(want);
	}
	local(1000 - EXIM_CWD_PIDS);
	CHECK(!some);
	/* One that comes again takes its own place. */
	for (i = 0; i < 1000; i++)
		tell(1000, "cwd=/again 2 args: exim -t");
	local(1000);
	is("/again");
	local(999);
	is("/999");
	local(1001 - EXIM_CWD_PIDS);
	is("/937");
}

/* "... " and what follows is more of the line before. */
static void
more(void)
{
	start();
	tell(0, "cwd=/a 9 args: exim a b ...");
	tell(0, "... c d ...");
	tell(0, "... e");
	local(0);
	is("/a");
	is_text("cwd=/a 9 args: exim a b ...|... c d ...|... e|");
	tell(0, "... not of anything");
	local(0);
	CHECK(!some);
	tell(0, "cwd=/b 2 args: exim -t");
	tell(0, "Start queue run: pid=1");
	tell(0, "... not of anything");
	local(0);
	CHECK(!some);
	start();
	tell(0, "... at the beginning");
	local(0);
	CHECK(!some);
	tell(5, "... at the beginning");
	local(5);
	CHECK(!some);
}

static void
more_by_pid(void)
{
	start();
	tell(1, "cwd=/a 9 args: exim a ...");
	tell(1, "... b");
	local(1);
	is_text("cwd=/a 9 args: exim a ...|... b|");
	tell(1, "cwd=/a 9 args: exim a ...");
	tell(2, "cwd=/b 2 args: exim -t");
	tell(1, "... b");
	local(2);
	is_text("cwd=/b 2 args: exim -t|");
	local(1);
	is_text("cwd=/a 9 args: exim a ...|... b|");
	tell(3, "... of a process that is not known");
	local(1);
	is_text("cwd=/a 9 args: exim a ...|... b|");
	local(3);
	CHECK(!some);
	/* Other lines between. */
	tell(4, "cwd=/d 9 args: exim a ...");
	tell(5, "Start queue run: pid=5");
	tell(4, "... b");
	local(4);
	is_text("cwd=/d 9 args: exim a ...|... b|");
}

static void
hostile(void)
{
	static char text[9000];

	start();
	tell(0, "cwd= (failed)");
	local(0);
	CHECK(some);
	is("");
	tell(0, "cwd=/a");
	local(0);
	is("");
	tell(0, "cwd=");
	local(0);
	is("");
	tell(0, "cwd=/x 3 args: y 2 args: exim -t");
	local(0);
	is("/x 3 args: y");
	tell(0, "cwd=/\x1B[31m\xFF 2 args: exim -t");
	local(0);
	is("/\x1B[31m\xFF");
	/* A pid that is none, and one that is too long for any. */
	tell(0, "[123456789012345] cwd=/long 2 args: exim -t");
	tell(0, "[123456789012345] " ID " <= s@t U=u P=local S=1");
	is("/long");
	tell(0, "[1234567890123456] cwd=/longer 2 args: exim -t");
	tell(0, "[1234567890123456] " ID " <= s@t U=u P=local S=1");
	CHECK(!some);
	tell(0, "[123456789012345678901234567890] cwd=/x 2 args: exim -t");
	tell(0, "[123456789012345678901234567890] " ID " <= s@t P=local S=1");
	CHECK(!some);
	local(0);
	CHECK(!some);
	/* An id in front makes it a message's line, not a call. */
	tell(0, ID " cwd=/a 2 args: exim -t");
	local(0);
	CHECK(!some);
	memset(text, 'x', sizeof text - 1);
	memcpy(text, "cwd=/", 5);
	tell(7, text);
	local(7);
	CHECK(some);
	is("");
}

int
main(void)
{
	adjacent();
	pids();
	many_pids();
	more();
	more_by_pid();
	hostile();
	start();
	buf_free(&found);
	return unit_end();
}
