#define _DEFAULT_SOURCE /* timegm */

#include <time.h>

#include "pure/exim_log.h"
#include "unit.h"

#define AT "2026-11-21 21:06:11 "
#define MS "2026-11-21 21:06:11.942 [25915] "
#define IDN "1xUsHj-0006jz-32"
#define LINE AT IDN " "
#define NEWID "1pxUlY-00000000PfG-46ri"
#define ROOT " U=root P=local S=5"

static struct msg m;
static struct buf out, line;

/* A line in memory of its own size. */
static struct span
copy(const char *text)
{
	return unit_span(text, strlen(text));
}

static void
field(const char *name, struct span v)
{
	if (v.p == NULL)
		return;
	buf_puts(&out, name);
	buf_put(&out, v.p, v.n);
	buf_putc(&out, '|');
}

/* --- the stamp --- */

/* "sec.usec/digits zone pid|id|text", or "-". */
static const char *const stamps[][2] = {
    {"2026-11-21 21:06:11 x", "1795295171.0/0 -|-|x"},
    {"2026-11-21 21:06:11", "1795295171.0/0 -|-|"},
    {"2026-11-21 21:06:11 ", "1795295171.0/0 -|-|"},
    {"2026-11-21 21:06:11  x", "1795295171.0/0 -|-| x"},
    {LINE "Completed", "1795295171.0/0 -|" IDN "|Completed"},
    {AT IDN, "1795295171.0/0 -|" IDN "|"},
    {AT NEWID " x y", "1795295171.0/0 -|" NEWID "|x y"},
    {MS IDN " x", "1795295171.942000/3 25915|" IDN "|x"},
    {"2026-11-21 21:06:11.942 +0100 [1] x", "1795295171.942000/3 +3600 1|-|x"},
    {"2026-11-21 21:06:11 -0330 " IDN " x",
	"1795295171.0/0 -12600 -|" IDN "|x"},
    {"2026-11-21 21:06:11 +0000", "1795295171.0/0 +0 -|-|"},
    {"2026-11-21 21:06:11.123456 x", "1795295171.123456/6 -|-|x"},
    {"2026-11-21 21:06:11.9", "1795295171.900000/1 -|-|"},
    /* what stands behind the stamp is never wrong */
    {AT "+2460 x", "1795295171.0/0 -|-|+2460 x"},
    {AT "+01000 x", "1795295171.0/0 -|-|+01000 x"},
    {AT "[] x", "1795295171.0/0 -|-|[] x"},
    {AT "[12 x", "1795295171.0/0 -|-|[12 x"},
    {AT "[12]x", "1795295171.0/0 -|-|[12]x"},
    {AT "[1:2] x", "1795295171.0/0 -|-|[1:2] x"},
    {AT IDN "x", "1795295171.0/0 -|-|" IDN "x"},
    {AT IDN "-D x", "1795295171.0/0 -|-|" IDN "-D x"},
    {AT "1xUsHj-0006jz-3! x", "1795295171.0/0 -|-|1xUsHj-0006jz-3! x"},
    {AT "1xUsHj-0006jz_32 x", "1795295171.0/0 -|-|1xUsHj-0006jz_32 x"},
    {AT "x \xFF\x01\r", "1795295171.0/0 -|-|x \xFF\x01\r"},
    /* syslog's */
    {"Nov 21 21:06:12 host exim[123]: " AT "x", "1795295171.0/0 -|-|x"},
    {"Nov  1 21:06:12 host exim4: " LINE "x", "1795295171.0/0 -|" IDN "|x"},
    {"Nov 21 21:06:12 host exim[1]: [1/2] " AT "x", "1795295171.0/0 -|-|x"},
    {"Nov 21 21:06:12 host exim[1]: [1\\2] " AT "x", "1795295171.0/0 -|-|x"},
    {"2026-11-21T21:06:12.5+01:00 host exim[123]: " AT "x",
	"1795295171.0/0 -|-|x"},
    {"Nov 21 21:06:12 host exim[123]: " IDN " Completed", "-"},
    {"Nov 21 21:06:12 host exim[123]: [2/2] more", "-"},
    {"Nov 21 21:06:12 host exim[123]:", "-"},
    {"Nov 21 21:06:12 host cron[123]: " AT "x", "-"},
    {"Nov 21 21:06:12 host exim " AT "x", "-"},
    /* the calendar */
    {"2024-02-29 00:00:00 x", "1709164800.0/0 -|-|x"},
    {"2026-02-29 00:00:00 x", "-"}, {"2026-04-31 00:00:00 x", "-"},
    {"2026-12-31 23:59:60 x", "1798761600.0/0 -|-|x"},
    {"2026-00-01 00:00:00 x", "-"}, {"2026-13-01 00:00:00 x", "-"},
    {"2026-01-00 00:00:00 x", "-"}, {"2026-01-32 00:00:00 x", "-"},
    {"2026-01-01 24:00:00 x", "-"}, {"2026-01-01 00:60:00 x", "-"},
    {"2026-01-01 00:00:61 x", "-"},
    {"0000-01-01 00:00:00 x", "-62167219200.0/0 -|-|x"},
    {"9999-12-31 23:59:59 x", "253402300799.0/0 -|-|x"},
    /* no stamp */
    {"", "-"}, {"x", "-"}, {"2026-11-21", "-"}, {"2026-11-21 21:06:1", "-"},
    {"2026-11-21T21:06:11 x", "-"}, {"2026-11-21 21:06:11x", "-"},
    {"2026-11-21 21:06:11. x", "-"}, {"2026-11-21 21:06:11.12x", "-"},
    {"2026-11-21 21:06:11.1234567 x", "-"}, {"2026-11-21 21:06:11,1 x", "-"},
    {" 2026-11-21 21:06:11 x", "-"}, {"202a-11-21 21:06:11 x", "-"},
    {"2026-11-21 +1:06:11 x", "-"}, {"2026/11/21 21:06:11 x", "-"},
    {"------------------- x", "-"}, {"*** truncated ***", "-"},
    {"Envelope-from: <a@b> and more", "-"}};

static void
read_one(const char *text, const char *want)
{
	struct exim_log l;

	unit_row = text;
	buf_clear(&out);
	if (exim_log_read(copy(text), &l) == -1) {
		buf_putc(&out, '-');
	} else {
		buf_putf(&out, l.digits > 0 ? "%lld.%06d/%d" : "%lld.%d/%d",
		    (long long)l.local, (int)l.usec, l.digits);
		if (l.zoned)
			buf_putf(&out, " %+d", (int)l.east);
		buf_putf(&out, " %.*s|%.*s|%.*s",
		    l.pid.p == NULL ? 1 : (int)l.pid.n,
		    l.pid.p == NULL ? "-" : l.pid.p,
		    l.id.p == NULL ? 1 : (int)l.id.n,
		    l.id.p == NULL ? "-" : l.id.p, (int)l.text.n, l.text.p);
	}
	CHECK_STR(out.p, out.len, want);
	unit_row = NULL;
}

static void
read_all(void)
{
	struct exim_log l;
	size_t i;

	for (i = 0; i < LEN(stamps); i++)
		read_one(stamps[i][0], stamps[i][1]);
	CHECK_INT(exim_log_read(SPAN(AT "a\0b"), &l), -1);
	CHECK_INT(exim_log_read(SPAN(AT "\0"), &l), -1);
	CHECK_INT(exim_log_read(span_of(NULL, 0), &l), -1);
}

/* --- time --- */

static int64_t
time_of(const char *stamp, struct stamp_clock *clock)
{
	struct exim_log l;
	struct when w;

	CHECK_INT(exim_log_read(copy(stamp), &l), 0);
	w = exim_log_time(&l, clock);
	CHECK_INT(w.digits, l.digits);
	CHECK_INT(w.usec, l.usec);
	return w.sec;
}

static void
zone(const char *tz)
{
	setenv("TZ", tz, 1);
	tzset();
}

/* Each quarter of an hour of a year is what localtime_r made it from. */
static void
year(const char *tz)
{
	struct stamp_clock clock = {0};
	char stamp[40];
	struct tm tm, before, after;
	time_t t, other;

	zone(tz);
	unit_row = tz;
	for (t = 1767225600 - 86400; t < 1798761600; t += 900) {
		other = t - 3600;
		localtime_r(&other, &before);
		other = t + 3600;
		localtime_r(&other, &after);
		localtime_r(&t, &tm);
		if (before.tm_gmtoff != after.tm_gmtoff)
			continue;
		strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S x", &tm);
		CHECK_INT(time_of(stamp, &clock), t);
	}
	unit_row = NULL;
}

static void
times(void)
{
	struct stamp_clock clock = {0};

	zone("UTC0");
	CHECK_INT(time_of("1970-01-01 00:00:00.5 x", &clock), 0);
	CHECK_INT(time_of("1969-12-31 22:59:59 x", &clock), -3601);
	CHECK_INT(time_of(AT "x", &clock), 1795295171);
	zone("CET-1CEST,M3.5.0,M10.5.0/3");
	clock = (struct stamp_clock){0};
	CHECK_INT(time_of(AT "x", &clock), 1795291571);
	CHECK_INT(time_of("2026-11-21 21:59:59 x", &clock), 1795294799);
	CHECK_INT(time_of("2026-07-21 21:59:59 x", &clock), 1784663999);
	/* a zone in the line is stronger, and is no part of the clock */
	CHECK_INT(time_of("2026-07-21 21:59:59 +0500 x", &clock), 1784653199);
	CHECK_INT(time_of("2026-07-21 21:59:59 -0030 x", &clock), 1784672999);
	CHECK_INT(time_of("2026-07-21 21:00:00 x", &clock), 1784660400);
	/* around the hours of change */
	CHECK_INT(time_of("2026-03-29 01:59:59 x", &clock), 1774745999);
	CHECK_INT(time_of("2026-03-29 03:00:00 x", &clock), 1774746000);
	CHECK_INT(time_of("2026-10-25 01:59:59 x", &clock), 1792886399);
	CHECK_INT(time_of("2026-10-25 03:00:00 x", &clock), 1792893600);
	year("CET-1CEST,M3.5.0,M10.5.0/3");
	year("UTC0");
	year("NST3:30NDT,M3.2.0/0:01,M11.1.0/0:01");
	/* half an hour, so that an hour has both */
	year("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0");
	year("<+0545>-5:45");
	zone("UTC0");
}

/* --- kinds --- */

static const struct {
	const char *text;
	enum exim_log_kind kind;
} kinds[] = {{LINE "<= a@b" ROOT, EXIM_LOG_ARRIVED},
    {LINE "(= a@b" ROOT, EXIM_LOG_ARRIVED}, {AT "<= a@b" ROOT, EXIM_LOG_OTHER},
    {LINE "<=", EXIM_LOG_OTHER}, {LINE "=> a@b R=r T=t", EXIM_LOG_DELIVERED},
    {LINE "-> a@b R=r T=t", EXIM_LOG_DELIVERED},
    {LINE ">> a@b R=r T=t", EXIM_LOG_DELIVERED},
    {LINE "*> a@b R=r T=t", EXIM_LOG_DELIVERED},
    {LINE "== a@b R=r defer (-1)", EXIM_LOG_DEFERRED},
    {LINE "** a@b: x", EXIM_LOG_FAILED},
    {LINE "**** log string overflowed log buffer ****", EXIM_LOG_OTHER},
    {LINE "=>x", EXIM_LOG_OTHER}, {LINE "no x", EXIM_LOG_OTHER},
    {LINE "Completed", EXIM_LOG_COMPLETED},
    {LINE "Completed QT=0.072s", EXIM_LOG_COMPLETED},
    {LINE "Completedx", EXIM_LOG_OTHER}, {LINE "x Completed", EXIM_LOG_OTHER},
    {AT "Completed", EXIM_LOG_OTHER}, {LINE "frozen by root", EXIM_LOG_FROZEN},
    {LINE "Frozen", EXIM_LOG_FROZEN},
    {LINE "Frozen (delivery error message)", EXIM_LOG_FROZEN},
    {LINE "Frozen by the system filter: x", EXIM_LOG_FROZEN},
    {LINE "Message is frozen", EXIM_LOG_FROZEN},
    {LINE "unfrozen by root", EXIM_LOG_THAWED},
    {LINE "Unfrozen by auto-thaw", EXIM_LOG_THAWED},
    {LINE "Unfrozen by errmsg timer", EXIM_LOG_THAWED},
    {LINE "Unfrozen by forced delivery", EXIM_LOG_THAWED},
    {LINE "removed by root", EXIM_LOG_REMOVED},
    {LINE "Message removed because older than 4d", EXIM_LOG_REMOVED},
    {LINE "cancelled by root", EXIM_LOG_OTHER},
    {LINE "cancelled by timeout_frozen_after", EXIM_LOG_OTHER},
    {LINE "recipient <c@d> added by root", EXIM_LOG_OTHER},
    {LINE "Spool file for " IDN " is locked (another process is handling this"
	  " message)",
	EXIM_LOG_OTHER},
    /* receptions that end */
    {LINE "H=(x) [10.0.0.5]:12 F=<> rejected after DATA", EXIM_LOG_REJECTED},
    {LINE "H=host.name (x) [1.2.3.4] P=esmtp S=1 (y) [10.0.0.5]:1234"
	  " U=id ent P=local F=<> A=plain:u ser S=1 rejected after DATA:"
	  " you spam",
	EXIM_LOG_REJECTED},
    {LINE "H=(x) [1.2.3.4] U=u F=<a\\ b@x.y> A=plain:u temporarily rejected"
	  " after DATA",
	EXIM_LOG_REJECTED},
    {LINE "H=(x) [1.2.3.4] X=TLS1.3:x:256 CV=no F=<\"a: b\"@c.d> rejected"
	  " during MIME ACL checks: this is",
	EXIM_LOG_REJECTED},
    {LINE "H=(xxx) [127.0.0.1] rejected DKIM ", EXIM_LOG_REJECTED},
    {LINE "F=<root@mail.example> rejected by non-SMTP ACL: you spam",
	EXIM_LOG_REJECTED},
    {LINE "F=test@y U=CALLER P=local rejected by local_scan(): this",
	EXIM_LOG_REJECTED},
    {LINE "F=<> U=CALLER P=local-smtp temporarily rejected by local_scan():"
	  " x",
	EXIM_LOG_REJECTED},
    {LINE "U=CALLER F=<> rejected after DATA: x", EXIM_LOG_REJECTED},
    {LINE "rejected from <root@mail.example> U=root: message too big: read=601"
	  " max=600",
	EXIM_LOG_REJECTED},
    {LINE "Error while reading message with no usable sender address:"
	  " rejected by non-SMTP ACL: you spam",
	EXIM_LOG_REJECTED},
    {LINE "timed out while reading local message", EXIM_LOG_REJECTED},
    {LINE "SIGTERM received while reading local message", EXIM_LOG_REJECTED},
    {LINE "SMTP data timeout (message abandoned) on connection from (x)"
	  " [10.0.0.5]:12 F=<a@b>",
	EXIM_LOG_REJECTED},
    {LINE "SMTP connection Ci=1 from (x) [127.0.0.1] lost while reading"
	  " message data",
	EXIM_LOG_REJECTED},
    {LINE "SMTP connection lost after final dot H=(abcd) [127.0.0.1] P=esmtp",
	EXIM_LOG_REJECTED},
    {LINE "Message abandoned: x", EXIM_LOG_REJECTED},
    {LINE "local_scan() function timed out - message temporarily rejected"
	  " (size 30)",
	EXIM_LOG_REJECTED},
    {AT "SMTP connection from root lost while reading message data",
	EXIM_LOG_OTHER},
    {AT "H=(x) [1.2.3.4] F=<a@b> rejected RCPT <c@d>: x", EXIM_LOG_OTHER},
    /* and what only reads so */
    {LINE "H=host.name (x) [1.2.3.4] P=esmtp S=1 (y) [10.0.0.5]:1234"
	  " U=id ent P=local Warning: a warning rejected after DATA: x",
	EXIM_LOG_OTHER},
    {LINE "H=(x rejected after DATA) [1.2.3.4] Warning: x", EXIM_LOG_OTHER},
    {LINE "H=(x) [1.2.3.4] F=<\" rejected after DATA: \"@c> Warning: x",
	EXIM_LOG_OTHER},
    {LINE "H=mx.b [1.2.3.4]:25: SMTP error: rejected after DATA",
	EXIM_LOG_OTHER},
    {LINE "H=mx.b [1.2.3.4]: SMTP error from remote mail server after end of"
	  " data: 450 F=<> rejected after DATA",
	EXIM_LOG_OTHER},
    {LINE "H=127.0.0.1 [127.0.0.1]:2525 Connection refused", EXIM_LOG_OTHER},
    {LINE "H=", EXIM_LOG_OTHER}, {LINE "F=<", EXIM_LOG_OTHER},
    {LINE "U=x rejected", EXIM_LOG_OTHER},
    /* calls */
    {AT "cwd=/tmp 4 args: a b c d", EXIM_LOG_CWD},
    {AT "cwd= (failed) 1 args: a", EXIM_LOG_CWD},
    {LINE "cwd=/tmp 4 args: a b c d", EXIM_LOG_OTHER},
    {AT "... a b", EXIM_LOG_MORE}, {AT "...", EXIM_LOG_OTHER},
    {LINE "... a", EXIM_LOG_OTHER},
    {AT "Start queue run: pid=1", EXIM_LOG_OTHER}, {AT "", EXIM_LOG_OTHER},
    {LINE, EXIM_LOG_OTHER},
    {AT "exim user lost privilege for using -C option", EXIM_LOG_OTHER}};

static void
kind_all(void)
{
	struct exim_log l;
	size_t i;

	for (i = 0; i < LEN(kinds); i++) {
		unit_row = kinds[i].text;
		CHECK_INT(exim_log_read(copy(kinds[i].text), &l), 0);
		CHECK_INT(exim_log_kind(&l), kinds[i].kind);
	}
	unit_row = NULL;
}

/* --- arrivals --- */

/* A line's text behind the id; what it says, NULL for senseless. */
static const char *const arrivals[][2] = {
    /* exim 4.96's */
    {"<= root@mail.example U=root P=local S=295 M8S=0 RT=0.000s"
     " id=\"a b U=root\"@c.d T=\"a \\\"q\\\" \\\\ x\t\\303\\274 for evil@x"
     " U=root\" from <root@mail.example> for black@loc.example"
     " multi@loc.example",
	"s:root@mail.example|u:root|p:local|m:<\"a b U=root\"@c.d>|"
	"T:a \"q\" \\ x\t\xC3\xBC for evil@x U=root|r:black@loc.example|"
	"r:multi@loc.example|S:295 local"},
    {"<= root@mail.example U=root P=local S=280 M8S=0 RT=0.000s"
     " id*=E1xUsHj-0006kL-37@mail.example T=\"x\" from <root@mail.example> for"
     " fail@loc.example \"x <victim@a> R=foo\"@loc.example"
     " \"sp ace\"@remote.example a'b@remote.example",
	"s:root@mail.example|u:root|p:local|m:<E1xUsHj-0006kL-37@mail.example>|"
	"T:x|r:fail@loc.example|r:\"x <victim@a> R=foo\"@loc.example|"
	"r:\"sp ace\"@remote.example|r:a'b@remote.example|S:280 local"},
    {"<= \"x U=root P=local\"@a.b U=root P=odd proto S=310 M8S=0 RT=0.000s"
     " T=\"x\" from <\"x U=root P=local\"@a.b> for alias@loc.example",
	"s:\"x U=root P=local\"@a.b|u:root|p:odd proto|T:x|"
	"r:alias@loc.example|S:310 local"},
    {"<= \"x U=root P=local\"@a.b H=host.name (x) [1.2.3.4] P=esmtp S=1 (y)"
     " [10.0.0.5]:1234 U=id ent P=local P=esmtpa L.- A=plain:u ser S=1:foo@bar"
     " S=260 M8S=0 RT=0.000s T=\"x\\\" for y@z\" from"
     " <\"x U=root P=local\"@a.b> for \"r for cpt\"@loc.example r2@loc.example",
	"s:\"x U=root P=local\"@a.b|u:id ent P=local|a:u ser S=1|h:host.name|"
	"i:10.0.0.5|e:x) [1.2.3.4] P=esmtp S=1 (y|p:esmtpa|T:x\" for y@z|"
	"r:\"r for cpt\"@loc.example|r:r2@loc.example|S:260"},
    {"<= <> R=1xUsIg-0006oN-26 U=Debian-exim P=local S=2222 M8S=0 RT=0.000s"
     " T=\"Mail delivery failed: returning message to sender\" from <> for"
     " root@mail.example",
	"s:|u:Debian-exim|p:local|"
	"T:Mail delivery failed: returning message to sender|"
	"r:root@mail.example|S:2222 local"},
    {"<= root@mail.example U=root P=local S=280",
	"s:root@mail.example|u:root|p:local|S:280 local"},
    /* of Exim's test suite, and after its sources */
    {"<= c2@test.ex H=(anotherhelo) [127.0.0.3]:10001 P=esmtp PRX=127.0.0.2"
     " S=1",
	"s:c2@test.ex|i:127.0.0.3|e:anotherhelo|p:esmtp|S:1"},
    {"<= b@test.ex H=(cname.test.ex) [1.1.1.1] P=smtp SPF=none S=1",
	"s:b@test.ex|i:1.1.1.1|e:cname.test.ex|p:smtp|S:1"},
    {"<= C@t.ex H=localhost (h.t) [127.0.0.1] TFO* P=esmtps X=TLS1.3:x:256"
     " S=1 id=E@h.t",
	"s:C@t.ex|h:localhost|i:127.0.0.1|e:h.t|p:esmtps|m:<E@h.t>|S:1"},
    {"<= a@t H=(rhu.barb) [::1] P=esmtpsa X=TLS1.2:x:256 CV=yes"
     " DN=\"C=UK,O=The Exim Maintainers,CN=Phil S=3 x\" SNI=x\\040A=y A=p:l"
     " PRDR K S=1",
	"s:a@t|a:l|i:::1|e:rhu.barb|p:esmtpsa|S:1"},
    {"<= s@d H=(tester) [127.0.0.1] Ci=p1235 P=esmtp L*- SPF PRDR K S=9 M8S=8"
     " DKIM=a.b ARC DMARC=none RT=1m2s Q=bulk id=a@b for bad1@test.ex",
	"s:s@d|i:127.0.0.1|e:tester|p:esmtp|m:<a@b>|q:bulk|r:bad1@test.ex|S:9"},
    {"<= c@t DS H=n.net [127.0.0.2]:10007 I=[10.0.0.1]:25 P=esmtpsa"
     " A=xclient:his:and@other PRX=1.1.1.1 S=1",
	"s:c@t|a:his|h:n.net|i:127.0.0.2|p:esmtpsa|S:1"},
    {"<= c@t H=([1.2.3.4]) [5.6.7.8]:99 P=esmtp S=1",
	"s:c@t|i:5.6.7.8|e:[1.2.3.4]|p:esmtp|S:1"},
    {"<= c@t H=[2001:db8::1] P=esmtpa A=cram S=1",
	"s:c@t|i:2001:db8::1|p:esmtpa|S:1"},
    {"<= \xEC\x84\xB8@\xD0\xBF.ex U=C P=utf8local-esmtp S=1 for u@t",
	"s:\xEC\x84\xB8@\xD0\xBF.ex|u:C|p:utf8local-esmtp|r:u@t|S:1 local"},
    {"<= \"fred[\"@test.ex U=root P=local S=1 for redirect@test.ex",
	"s:\"fred[\"@test.ex|u:root|p:local|r:redirect@test.ex|S:1 local"},
    {"<= a\\ b.\"c d\"@x.y H=(x) [1.1.1.1] P=smtp S=1 for x@[1.2.3.4] y@[::1]",
	"s:a\\ b.\"c d\"@x.y|i:1.1.1.1|e:x|p:smtp|r:x@[1.2.3.4]|r:y@[::1]|S:1"},
    {"(= b2@dump.ex H=localhost (my.ex) [127.0.0.1] P=esmtp S=5 for r@t",
	"s:b2@dump.ex|h:localhost|i:127.0.0.1|e:my.ex|p:esmtp|r:r@t|S:5"},
    {"<= a@b U=john doe P=local S=1", "s:a@b|u:john doe|p:local|S:1 local"},
    {"<= a@b U=root P=local S=1 from <> for a@b c@d<trunc>",
	"s:a@b|u:root|p:local|r:a@b|S:1 local"},
    {"<= a@b U=root P=local S=1 for a@b \"c d<trunc>",
	"s:a@b|u:root|p:local|r:a@b|S:1 local"},
    {"<= a@b U=root P=local S=1 id=a T=\"\\t\\n\\001\\\\n\"",
	"s:a@b|u:root|p:local|m:<a>|T:\t\n\001\\n|S:1 local"},
    {"<= a@b U=root P=local S=1 T=\"\"", "s:a@b|u:root|p:local|T:|S:1 local"},
    /* a field of some later Exim, a list of none */
    {"<= a@b H=(x) [1.1.1.1] NEW=1 P=esmtpa FLAG A=p:l S=1 ZZ-9=x M8S=7 X-Y=1",
	"s:a@b|a:l|i:1.1.1.1|e:x|p:esmtpa|S:1"},
    {"<= a@b U=root P=local S=1 T=\"x\" NEW=1 for a@b",
	"s:a@b|u:root|p:local|T:x|r:a@b|S:1 local"},
    {"<= a@b U=root P=local S=1 for", "s:a@b|u:root|p:local|S:1 local"},
    {"<= a@b U=root P=local S=1 for root x@y",
	"s:a@b|u:root|p:local|r:root|r:x@y|S:1 local"},
    {"<= strange,sender x U=root P=local S=1",
	"s:strange,sender x|u:root|p:local|S:1 local"},
    {"<= a@b P=local S=x", "s:a@b|p:local local"},
    {"<= a@b H=x P=esmtp S=1", "s:a@b|h:x|p:esmtp|S:1"},
    /* cut short, senseless */
    {"<= ", NULL}, {"<=  U=root P=local S=1", NULL}, {"<= a@b", NULL},
    {"<= U=root P=local S=1", NULL}, {"<= a@b U=root", NULL},
    {"<= a@b H=(x) [1.1.1.1]", NULL}, {"=> a@b P=x S=1", NULL},
    {"Completed", NULL},
    {"<= a@b U=root P=local S=1 T=\"cut P=x",
	"s:a@b|u:root|p:local|T:cut P=x|S:1 local"},
    /* HELO names, where these are not checked */
    {"<= a@b H=(x) [1.2.3.4] P=esmtpa A=plain:victim S=1 T=\"(y) [9.9.9.9]"
     " P=esmtp S=500 T=\"s\" for q@z",
	"s:a@b|i:9.9.9.9|"
	"e:x) [1.2.3.4] P=esmtpa A=plain:victim S=1 T=\"(y|p:esmtp|T:s|r:q@z|"
	"S:500"},
    {"<= a@b H=(x) [1.2.3.4] P=esmtpa A=plain:victim S=1 id=) [9.9.9.9]"
     " P=esmtp S=500",
	"s:a@b|i:9.9.9.9|"
	"e:x) [1.2.3.4] P=esmtpa A=plain:victim S=1 id=|p:esmtp|S:500"},
    {"<= a@b H=(x) [1.2.3.4] P=esmtpa A=plain:victim S=1 for c@d) [9.9.9.9]:5"
     " I=[1.1.1.1] P=esmtp S=500 for q@z",
	"s:a@b|i:9.9.9.9|"
	"e:x) [1.2.3.4] P=esmtpa A=plain:victim S=1 for c@d|p:esmtp|r:q@z|"
	"S:500"},
    {"<= a@b H=(x) [1.2.3.4] P=esmtpa A=plain:victim) [9.9.9.9] P=esmtp S=5",
	"s:a@b|i:9.9.9.9|e:x) [1.2.3.4] P=esmtpa A=plain:victim|p:esmtp|S:5"},
    {"<= a@b H=(x) [1.2.3.4] U=root) [9.9.9.9] P=esmtp S=5",
	"s:a@b|i:9.9.9.9|e:x) [1.2.3.4] U=root|p:esmtp|S:5"},
    {"<= a@b H=(x) [1.2.3.4] from <) [9.9.9.9] P=esmtp S=5",
	"s:a@b|i:9.9.9.9|e:x) [1.2.3.4] from <|p:esmtp|S:5"},
    {"<= a@b H=(x) [1.1.1.1] P=a (y) [2.2.2.2] P=a (z) [3.3.3.3] P=b S=5",
	"s:a@b|i:3.3.3.3|e:x) [1.1.1.1] P=a (y) [2.2.2.2] P=a (z|p:b|S:5"},
    {"<= a@b H=n.net (a b [1.1.1.1] S=7) [2.2.2.2] P=esmtp S=5",
	"s:a@b|h:n.net|i:2.2.2.2|e:a b [1.1.1.1] S=7|p:esmtp|S:5"},
    /* idents */
    {"<= a@b H=(x) [9.9.9.9] U=x P=esmtpa A=plain:victim S=1 P=esmtp S=500",
	"s:a@b|u:x P=esmtpa A=plain:victim S=1|i:9.9.9.9|e:x|p:esmtp|S:500"},
    {"<= a@b H=n [9.9.9.9] U=ident P=protocol A=name:login:sender S=1",
	"s:a@b|u:ident|a:login|h:n|i:9.9.9.9|p:protocol|S:1"},
    {"<= a@b H=(x) [9.9.9.9] U=x P=local S=1 id=a@b T=\"y P=esmtp S=500"
     " T=\"z\" for c@d",
	"s:a@b|u:x P=local S=1 id=a@b T=\"y|i:9.9.9.9|e:x|p:esmtp|T:z|r:c@d|"
	"S:500"},
    /* names of servers (before 4.93) and of certificates */
    {"<= a@b H=(x) [9.9.9.9] P=esmtps X=c CV=no SNI=\"y\" A=plain:victim S=1"
     " id=\"\" S=500 id=c@d",
	"s:a@b|i:9.9.9.9|e:x|p:esmtps|m:<c@d>|S:500"},
    {"<= a@b H=(x) [9.9.9.9] P=esmtps X=c CV=no SNI=\"y\" A=plain:victim\""
     " S=500",
	"s:a@b|i:9.9.9.9|e:x|p:esmtps|S:500"},
    {"<= a@b H=(x) [9.9.9.9] P=esmtpsa X=c CV=no SNI=\"y\" A=plain:victim\""
     " A=plain:me S=500",
	"s:a@b|a:me|i:9.9.9.9|e:x|p:esmtpsa|S:500"},
    {"<= a@b H=(x) [9.9.9.9] P=esmtpsa X=c CV=yes DN=\"CN=a b\" A=p:v"
     " S=1 for q@z\" SNI=n A=plain:me S=500 for c@d",
	"s:a@b|a:me|i:9.9.9.9|e:x|p:esmtpsa|r:c@d|S:500"},
    {"<= a@b H=(x) [9.9.9.9] P=esmtpsa X=c DN=\"y\" A=p:v S=1 T=\"z\""
     " A=plain:me S=500 id=e@f T=\" for q@z\" for c@d",
	"s:a@b|a:me|i:9.9.9.9|e:x|p:esmtpsa|m:<e@f>|T: for q@z|r:c@d|S:500"},
    {"<= a@b H=(x) [9.9.9.9] P=esmtpa A=p:me S=5 T=\"cut",
	"s:a@b|a:me|i:9.9.9.9|e:x|p:esmtpa|T:cut|S:5"},
    {"<= a@b H=(x) [9.9.9.9] P=esmtpa A=p:me S=5 T=\"t\" more for c@d",
	"s:a@b|a:me|i:9.9.9.9|e:x|p:esmtpa|T:t|r:c@d|S:5"},
    /* logins */
    {"<= a@b H=(x) [9.9.9.9] P=esmtpa A=login:john doe S=5",
	"s:a@b|a:john doe|i:9.9.9.9|e:x|p:esmtpa|S:5"},
    {"<= a@b H=(x) [9.9.9.9] P=esmtpa A=login:victim ZZ=1 S=x S=5",
	"s:a@b|a:victim ZZ=1 S=x|i:9.9.9.9|e:x|p:esmtpa|S:5"},
    {"<= a@b H=(x) [9.9.9.9] P=esmtpa A=login:x S=1 S=5",
	"s:a@b|a:x S=1|i:9.9.9.9|e:x|p:esmtpa|S:5"},
    /* ids and subjects */
    {"<= a@b U=u P=local S=1 id=\" S=9 T=\\\"x\\\" for q@z\"@d T=\"\\\" for"
     " q@z\" for c@d",
	"s:a@b|u:u|p:local|m:<\" S=9 T=\\\"x\\\" for q@z\"@d>|T:\" for q@z|"
	"r:c@d|S:1 local"}};

static void
tell(void)
{
	size_t i;

	buf_clear(&out);
	field("s:", m.sender);
	field("u:", m.user);
	field("a:", m.auth);
	field("h:", m.host);
	field("i:", m.ip);
	field("e:", m.helo);
	field("p:", m.proto);
	field("m:", m.msgid);
	field("q:", m.queue);
	field("T:", m.subject);
	for (i = 0; i < m.nrcpts; i++) {
		field("r:", m.rcpts[i].address);
		CHECK(m.rcpts[i].listed && !m.rcpts[i].done);
	}
	CHECK(m.has_rcpts == (m.nrcpts > 0));
	if (m.bytes >= 0)
		buf_putf(&out, "S:%lld", (long long)m.bytes);
	else
		out.len -= out.len > 0;
	buf_puts(&out, m.local ? " local" : "");
}

static void
arrive(const char *text, const char *want)
{
	struct exim_log l;
	int rc;

	unit_row = text;
	buf_clear(&line);
	buf_puts(&line, MS IDN " ");
	buf_puts(&line, text);
	CHECK_INT(exim_log_read(unit_span(line.p, line.len), &l), 0);
	msg_clear(&m);
	rc = exim_log_arrival(&l, &m);
	CHECK_INT(rc, want == NULL ? -1 : 0);
	if (rc == 0 && want != NULL) {
		CHECK_SAME(m.id, span_str(IDN));
		CHECK(m.time.digits == -1 && m.state == MSG_NO_STATE);
		CHECK(m.cwd.p == NULL && m.uid == -1);
		tell();
		CHECK_STR(out.p, out.len, want);
	}
	unit_row = NULL;
}

static void
arrive_all(void)
{
	size_t i;

	for (i = 0; i < LEN(arrivals); i++)
		arrive(arrivals[i][0], arrivals[i][1]);
}

/* Text out of what Exim itself writes; no control but tab. */
static struct span
evil(void)
{
	static const char *const pieces[] = {" ", " U=root", " P=local", " S=1",
	    " H=(x) [1.2.3.4]", ") [6.6.6.6]", " A=plain:victim", " id=a@b",
	    " T=\"", "\"", "\\", " for q@z", " from <a@b>", "<", ">", "@", "x",
	    " R=1xUsHj-0006jz-32", " Q=q", " DN=\"", " SNI=\"", ": ", " K",
	    " L", "\\\"", "\\001", "\t", "(", "[", ".", "<trunc>"};
	static struct buf b[8];
	static size_t turn;
	struct buf *to = &b[turn++ % LEN(b)];
	uint32_t n = unit_rand(8);

	buf_clear(to);
	while (n-- > 0)
		buf_puts(to, pieces[unit_rand(LEN(pieces))]);
	buf_str(to);
	return span_of(to->p, to->len);
}

static void
put_quoted(struct buf *b, struct span s)
{
	size_t i;

	buf_putc(b, '"');
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_putc(b, '\\');
		buf_putc(b, s.p[i]);
	}
	buf_putc(b, '"');
}

/* Puts it in both: as Exim writes it, and as it is to be read. */
static void
put_address(struct buf *a, struct buf *b)
{
	size_t at = a->len;

	put_quoted(a, evil());
	buf_puts(a, "@d.example");
	buf_put(b, a->p + at, a->len - at);
}

/*
 * A client that chooses its addresses, its Message-Id and its subject, but
 * has a HELO name as it ought to be, can fake nothing.
 */
static void
no_fakes(void)
{
	static struct buf text, want;
	struct span s;
	uint32_t n;
	int i;

	for (i = 0; i < 20000; i++) {
		buf_clear(&text);
		buf_clear(&want);
		buf_puts(&text, "<= ");
		buf_puts(&want, "s:");
		put_address(&text, &want);
		buf_puts(&text,
		    " H=h.example (helo) [1.1.1.1] P=esmtpsa X=c"
		    " A=plain:me S=77 id=");
		buf_puts(&want,
		    "|a:me|h:h.example|i:1.1.1.1|e:helo|p:esmtpsa|"
		    "m:<");
		put_address(&text, &want);
		s = evil();
		buf_puts(&text, " T=");
		put_quoted(&text, s);
		buf_puts(&want, ">|T:");
		buf_put(&want, s.p, s.n);
		buf_puts(&text, " from <");
		put_quoted(&text, evil());
		buf_puts(&text, "@d> for a@b");
		buf_puts(&want, "|r:a@b");
		for (n = unit_rand(4); n > 0; n--) {
			buf_puts(&text, " ");
			buf_puts(&want, "|r:");
			put_address(&text, &want);
		}
		buf_puts(&want, "|S:77");
		arrive(buf_str(&text), buf_str(&want));
	}
	buf_free(&text);
	buf_free(&want);
}

/* --- recipients --- */

/* The line behind the id; the recipient; the reason. NULL: none. */
static const char *const rcpts[][3] = {
    /* exim 4.96's */
    {"=> :blackhole: <black@loc.example> R=bh", "black@loc.example", NULL},
    {"== child@loc.example (alias@loc.example) <multi@loc.example> R=loc T=fil"
     " defer (13): Permission denied DT=0.001s: creating lock file hitching"
     " post /tmp/x (euid=102 egid=105)",
	"multi@loc.example",
	"Permission denied DT=0.001s: creating lock file hitching post /tmp/x"
	" (euid=102 egid=105)"},
    {"=> child (alias@loc.example) <multi@loc.example> F=<root@mail.example>"
     " P=<root@mail.example> R=loc T=fil S=329 QT=0.007s DT=0.002s",
	"multi@loc.example", NULL},
    {"=> x y <multi@loc.example> F=<root@mail.example> P=<root@mail.example>"
     " R=loc T=fil S=329 QT=0.009s DT=0.001s",
	"multi@loc.example", NULL},
    {"== x y@loc.example <multi@loc.example> R=loc T=fil defer (13): x",
	"multi@loc.example", "x"},
    {"=> |/bin/true x <multi@loc.example> F=<root@mail.example>"
     " P=<root@mail.example> R=al2 T=pip S=344 QT=0.012s DT=0.003s",
	"multi@loc.example", NULL},
    {"=> /tmp/out/file <multi@loc.example> R=al2 T=fil S=329",
	"multi@loc.example", NULL},
    {"== defer@loc.example R=df defer (-1) DT=0.000s: later: much",
	"defer@loc.example", "later: much"},
    {"== fail@loc.example R=fl defer (-17) DT=0.000s: error in redirect data:"
     " \":fail: no such user: none\" is not permitted",
	"fail@loc.example",
	"error in redirect data: \":fail: no such user: none\" is not"
	" permitted"},
    {"== x <victim@a> r=foo@loc.example <\"x <victim@a> R=foo\"@loc.example>"
     " R=loc T=fil defer (13): Permission denied",
	"\"x <victim@a> R=foo\"@loc.example", "Permission denied"},
    {"=> x <victim@a> r=foo <\"x <victim@a> R=foo\"@loc.example>"
     " F=<root@mail.example> P=<root@mail.example> R=loc T=fil S=329",
	"\"x <victim@a> R=foo\"@loc.example", NULL},
    {"** bad t=x : y@remote.example <\"bad T=x : y\"@remote.example>"
     " F=<root@mail.example> P=<root@mail.example> R=rem T=smtp H=127.0.0.1"
     " [127.0.0.1]:2525 I=[127.0.0.1]:38466: SMTP error from remote mail"
     " server after RCPT TO:<\"bad T=x : y\"@remote.example>: 550 no : such"
     " <x@y> R=z DT=0.000s",
	"\"bad T=x : y\"@remote.example",
	"SMTP error from remote mail server after RCPT TO:"
	"<\"bad T=x : y\"@remote.example>: 550 no : such <x@y> R=z"},
    {"-> ok : <a@b> t=@remote.example <\"ok : <a@b> T=\"@remote.example>"
     " F=<root@mail.example> R=rem T=smtp S=293 H=127.0.0.1 [127.0.0.1]:2525"
     " L C=\"250 OK \\\"got \\\\it\\\" <a@b> R=x\" QT=0.061s DT=0.044s",
	"\"ok : <a@b> T=\"@remote.example", NULL},
    {"== later1@remote.example R=rem T=smtp defer (111): Connection refused",
	"later1@remote.example", "Connection refused"},
    {"== later1@remote.example R=rem T=smtp defer (-44) H=127.0.0.1"
     " [127.0.0.1]:2525 I=[127.0.0.1]:38466 DT=0.000s: SMTP error from remote"
     " mail server after RCPT TO:<later1@remote.example>: 450 later: please"
     " <x@y> DT=5s",
	"later1@remote.example",
	"SMTP error from remote mail server after RCPT TO:"
	"<later1@remote.example>: 450 later: please <x@y> DT=5s"},
    {"== in ner@remote.example <\"in ner\"@remote.example> R=rem T=smtp defer"
     " (-54) DT=0.000s: retry time not reached",
	"\"in ner\"@remote.example", "retry time not reached"},
    {"** fail@loc.example F=<root@mail.example> R=fl: no such user: none"
     " DT=0.000s",
	"fail@loc.example", "no such user: none"},
    {"** root@mail.example: Unrouteable address", "root@mail.example",
	"Unrouteable address"},
    {"** x@[1.2.3.4] F=<>: Unrouteable address DT=0.000s", "x@[1.2.3.4]",
	"Unrouteable address"},
    {"*> ok1@remote.example F=<r@m> P=<r@m> R=rem T=smtp S=0 H=127.0.0.1"
     " [127.0.0.1]:-1 C=\"delivery bypassed by -N option\"",
	"ok1@remote.example", NULL},
    /* of Exim's test suite */
    {"** bounce@test.ex <userxx@test.ex> : Unrouteable address",
	"userxx@test.ex", "Unrouteable address"},
    {"** /a/b/c <file1@no.test.ex> R=notallowed : delivery to file forbidden",
	"file1@no.test.ex", "delivery to file forbidden"},
    {"** :fail: fail message@special <\":fail: fail message\"@special>"
     " R=special : fail message",
	"\":fail: fail message\"@special", "fail message"},
    {"** >**bad-reply** <userx-filter@test.ex> R=filter : filter autoreply"
     " generated syntactically invalid recipient",
	"userx-filter@test.ex",
	"filter autoreply generated syntactically invalid recipient"},
    {"** FAIL cannot route this one (FAIL)@some.host <\"FAIL cannot route this"
     " one (FAIL)\"@some.host> R=q : cannot route this one (FAIL)",
	"\"FAIL cannot route this one (FAIL)\"@some.host",
	"cannot route this one (FAIL)"},
    {"** a@x.y R=r9 T=t1 H=h [1.1.1.1] : Connection timed out : SMTP timeout"
     " after RCPT TO:<b@x.y>",
	"a@x.y", "Connection timed out : SMTP timeout after RCPT TO:<b@x.y>"},
    {"*> accept <accept@y> R=accept T=appendfile", "accept@y", NULL},
    {"=> blackhole (RCPT ACL discarded recipients)", NULL, NULL},
    {"=> blackhole text of local_scan", NULL, NULL},
    {"== a@b routing defer (-51): retry time not reached", "a@b",
	"retry time not reached"},
    {"== a@b defer (-1)", "a@b", NULL},
    {"** a@b <c@d> Q=q R=r T=t H=h [::1]:25 X=TLS1.3:c:256 CV=yes"
     " DN=\"CN=x: y\": text: more",
	"c@d", "text: more"},
    {"** a@b R=r T=t", "a@b", NULL}, {"=> a@b", "a@b", NULL},
    {"=> A@B.c <\"a\"@b.C> R=r T=t", "\"a\"@b.C", NULL},
    {"=> a,b@c <a\\,b@c> R=r T=t", "a\\,b@c", NULL},
    {"=> save box <a@b> R=r", "a@b", NULL},
    {"** /etc/x@a.b: Unrouteable address <c@d>", "/etc/x@a.b",
	"Unrouteable address <c@d>"},
    {"=> /box/x@y <a@b> R=r", "a@b", NULL},
    {"=> |x <system-filter> T=pipe", NULL, NULL},
    {"=> a@b <system-filter> R=r T=t", "a@b", NULL},
    {"=> |x R=y \"<c@d> R=z\" <a@b> R=r", "a@b", NULL},
    {"=> >\"<c@d> R=z\"@x (p@q) <a@b> R=r", "a@b", NULL},
    {"=> a@b NEW=1 R=r T=t", "a@b", NULL},
    /* senders, servers */
    {"=> v@x F=<\"q <c@d> R=z\"@e> R=r T=t", "v@x", NULL},
    {"** v@x F=<\"q <v\\@x\\ F\\=\\<\\\"q@z> R=x : \"@d> R=r: why", "v@x",
	"why"},
    {"== v@x R=r T=t defer (-44) H=h [1.1.1.1]: 450 <c@d> R=x", "v@x",
	"450 <c@d> R=x"},
    {"** v@x R=r: 550 <c@d> R=x : y", "v@x", "550 <c@d> R=x : y"},
    {"** v@x f=<a@b> r=f : z@d <\"v@x F=<a@b> R=f : z\"@d> R=r: why",
	"\"v@x F=<a@b> R=f : z\"@d", "why"},
    {"** v@x f=<\"q@d <\"v@x F=<\\\"q\"@d> R=r: why", "\"v@x F=<\\\"q\"@d",
	"why"},
    /* senseless */
    {"=> ", NULL, NULL}, {"=> a", NULL, NULL}, {"=> |x", NULL, NULL},
    {"=>  a@b", NULL, NULL}, {"== <a@b> R=x", NULL, NULL},
    {"<= a@b P=local S=1", NULL, NULL}, {"Completed", NULL, NULL}};

static void
recipients(void)
{
	struct exim_log l;
	struct span address, reason;
	size_t i;
	int rc;

	for (i = 0; i < LEN(rcpts); i++) {
		unit_row = rcpts[i][0];
		buf_clear(&line);
		buf_puts(&line, LINE);
		buf_puts(&line, rcpts[i][0]);
		CHECK_INT(exim_log_read(unit_span(line.p, line.len), &l), 0);
		address = reason = span_of(NULL, 0);
		rc = exim_log_rcpt(&l, &address, &reason);
		CHECK_INT(rc, rcpts[i][1] == NULL ? -1 : 0);
		if (rc == 0 && rcpts[i][1] != NULL)
			CHECK_STR(address.p, address.n, rcpts[i][1]);
		CHECK((reason.p == NULL) == (rcpts[i][2] == NULL));
		if (reason.p != NULL && rcpts[i][2] != NULL)
			CHECK_STR(reason.p, reason.n, rcpts[i][2]);
		CHECK_INT(exim_log_rcpt(&l, &address, NULL), rc);
	}
	unit_row = NULL;
}

/* A quoted recipient can look like anything: it is told by what follows. */
static void
no_fake_recipients(void)
{
	static const char *const ends[] = {" F=<s@t> P=<s@t> R=r T=t S=1",
	    " R=r T=t", " R=r: why: that", " : why: that"};
	static struct buf want;
	struct exim_log l;
	struct span address, s;
	int i;

	for (i = 0; i < 20000; i++) {
		s = evil();
		buf_clear(&line);
		buf_clear(&want);
		put_quoted(&want, s);
		buf_puts(&want, "@D.example");
		buf_puts(&line, LINE "** ");
		buf_put(&line, s.p, s.n);
		buf_puts(&line, unit_rand(2) == 0 ? "@d.example <" : " <");
		buf_put(&line, want.p, want.len);
		buf_putc(&line, '>');
		buf_puts(&line, ends[unit_rand(LEN(ends))]);
		unit_row = buf_str(&line);
		CHECK_INT(exim_log_read(unit_span(line.p, line.len), &l), 0);
		address = span_of(NULL, 0);
		CHECK_INT(exim_log_rcpt(&l, &address, NULL), 0);
		CHECK_STR(address.p, address.n, buf_str(&want));
	}
	unit_row = NULL;
	buf_free(&want);
}

/* --- calls, mentions --- */

static const char *const calls[][2] = {
    {"cwd=/tmp/ex1 6 args: exim4 -C /tmp/ex1/conf -odi a@b c@d", "/tmp/ex1"},
    {"cwd=/tmp/ex1/d 3 args: x 6 args: exim4 -C /tmp/ex1/conf -odi"
     " \"a b <\"in ner\"@remote.example>\" a'b@remote.example",
	"/tmp/ex1/d 3 args: x"},
    {"cwd=/tmp/ex1 11 args: exim4 -C /tmp/ex1/conf -odi fail@loc.example"
     " defer@loc.example bad1@remote.example later1@remote.example"
     " ok1@remote.example \"\"x <victim@a> R=foo\"@loc.example\""
     " \"\"sp ace\"@remote.example\"",
	"/tmp/ex1"},
    {"cwd=/tmp 9 args: exim4 -C /tmp/ex1/conf -odi -f"
     " \"\"x U=root P=local\"@a.b\" -oMr \"odd proto\" alias@loc.example",
	"/tmp"},
    {"cwd=/spool 10 args: /usr/sbin/exim4 -C /tmp/ex1/conf -odi -t -oem -oi -f"
     " <> -E1xUsIg-0006oN-26",
	"/spool"},
    {"cwd=/a b 1 args: sendmail", "/a b"},
    {"cwd=/a 2 args: sendmail \"\"", "/a"},
    {"cwd=/a 3 args: sendmail \"x 2 args: y z\" -t", "/a"},
    {"cwd=/a 2 args: b -t 2 args: sendmail -t", "/a 2 args: b -t"},
    {"cwd=/a 1 args: b 1 args: sendmail", "/a 1 args: b"},
    {"cwd=/a 9 args: sendmail x ...", "/a"}, {"cwd=/a 5 args:", "/a"},
    {"cwd=/a 1 args: \"x y", "/a"}, {"cwd= (failed) 1 args: x", NULL},
    {"cwd=/a", NULL}, {"cwd=/a args: x", NULL}, {"cwd=/a b args: x", NULL},
    {"cwd=", NULL}, {"cwd=/a1 args: x", NULL}, {"cwd= 1 args: x", NULL},
    {"cwd=/a 99999999999999999999 args: x", NULL}, {"x", NULL}};

static void
call_all(void)
{
	struct exim_log l;
	struct span dir;
	size_t i;

	for (i = 0; i < LEN(calls); i++) {
		unit_row = calls[i][0];
		buf_clear(&line);
		buf_puts(&line, AT);
		buf_puts(&line, calls[i][0]);
		CHECK_INT(exim_log_read(unit_span(line.p, line.len), &l), 0);
		dir = exim_log_cwd(&l);
		CHECK((dir.p == NULL) == (calls[i][1] == NULL));
		if (dir.p != NULL && calls[i][1] != NULL)
			CHECK_STR(dir.p, dir.n, calls[i][1]);
	}
	unit_row = NULL;
}

/* Text, and the ids in it. */
static const char *const mentions[][2] = {{"", ""}, {"-", ""}, {"x-y-z", ""},
    {"Spool file for " IDN " is locked (another process)", IDN "|"},
    {"Spool file " IDN "-D not found", IDN "|"},
    {"Format error in spool file " IDN "-H: size=0", IDN "|"},
    {"cwd=/spool 3 args: exim4 -f <> -E" IDN, IDN "|"},
    {"cwd=/spool 3 args: exim4 -Mc " NEWID, NEWID "|"},
    {"-Mrm " IDN " E" NEWID " " IDN, IDN "|" NEWID "|" IDN "|"}, {IDN, IDN "|"},
    {"E" IDN, IDN "|"}, {"(R=" IDN "):", IDN "|"}, {"x" IDN, ""},
    {"xE" IDN, ""}, {"EE" IDN, ""}, {IDN "x", ""}, {"1xUsHj-0006jz-3", ""},
    {"1xUsHj-0006jz-", ""}, {"1xUsHj-0006jz", ""}, {"1xUsHj-", ""},
    {"-0006jz-32", ""}, {"1xUsH!-0006jz-32", ""}, {"a-" IDN "-b", IDN "|"},
    {"--" IDN "--", IDN "|"}, {"550e8400-e29b-41d4-a716-446655440000", ""},
    {"abcdef-abcdef-abcdef-ab " IDN, "abcdef-abcdef-ab|" IDN "|"},
    {NEWID NEWID " " IDN "," IDN, IDN "|" IDN "|"}};

static void
mention_all(void)
{
	struct span rest, id;
	size_t i;

	for (i = 0; i < LEN(mentions); i++) {
		unit_row = mentions[i][0];
		rest = copy(mentions[i][0]);
		buf_clear(&out);
		while ((id = exim_log_mention(&rest)).p != NULL)
			field("", id);
		CHECK_STR(out.p, out.len, mentions[i][1]);
		CHECK(rest.p == NULL && exim_log_mention(&rest).p == NULL);
	}
	unit_row = NULL;
}

/* --- whatever stands there --- */

static void
inside(struct span part, struct span whole)
{
	CHECK(part.p == NULL ||
	    (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

/* Everything of a line, which may be any. */
static void
use(const char *p, size_t n)
{
	struct stamp_clock clock = {0};
	struct span whole = unit_span(p, n), address, reason, rest;
	struct exim_log l;
	size_t i;

	if (exim_log_read(whole, &l) == -1)
		return;
	inside(l.pid, whole);
	inside(l.id, whole);
	inside(l.text, whole);
	exim_log_time(&l, &clock);
	msg_clear(&m);
	if (exim_log_arrival(&l, &m) == 0) {
		const struct span all[] = {m.sender, m.user, m.auth, m.host,
		    m.ip, m.helo, m.proto, m.queue};

		for (i = 0; i < LEN(all); i++)
			inside(all[i], whole);
		for (i = 0; i < m.nrcpts; i++)
			inside(m.rcpts[i].address, whole);
		rest = span_of(m.text.p, m.text.len);
		inside(m.subject, rest);
		inside(m.msgid, rest);
		CHECK(m.sender.p != NULL);
	}
	if (exim_log_rcpt(&l, &address, &reason) == 0) {
		inside(address, whole);
		inside(reason, whole);
		CHECK(address.n > 0);
	}
	inside(exim_log_cwd(&l), whole);
	rest = l.text;
	while ((address = exim_log_mention(&rest)).p != NULL) {
		inside(address, whole);
		inside(rest, whole);
	}
}

/* The line at every length; and with bytes of it changed. */
static void
maul(const char *front, const char *text)
{
	static char b[4096];
	size_t n = (size_t)snprintf(b, sizeof b, "%s%s", front, text), i;
	int round, change;
	char kept[4096];

	for (i = 0; i <= n; i++)
		use(b, i);
	for (round = 0; n > 0 && round < 60; round++) {
		memcpy(kept, b, n);
		for (change = 1 + (int)unit_rand(4); change > 0; change--)
			kept[unit_rand((uint32_t)n)] =
			    " \"<>@:=\\()[]xS1-."[unit_rand(18)];
		use(kept, n);
	}
}

static void
maul_all(void)
{
	size_t i;

	for (i = 0; i < LEN(stamps); i++)
		maul("", stamps[i][0]);
	for (i = 0; i < LEN(kinds); i++)
		maul("", kinds[i].text);
	for (i = 0; i < LEN(arrivals); i++)
		maul(MS IDN " ", arrivals[i][0]);
	for (i = 0; i < LEN(rcpts); i++)
		maul(LINE, rcpts[i][0]);
	for (i = 0; i < LEN(calls); i++)
		maul(AT, calls[i][0]);
	for (i = 0; i < LEN(mentions); i++)
		maul(AT, mentions[i][0]);
}

/* Long lines of one piece again and again: a quadratic time would show. */
static void
long_lines(void)
{
	static const char *const fronts[] = {LINE "<= a@b H=(x) [1.1.1.1]",
	    LINE "<= a@b H=(x) [1.1.1.1] U=x P=y", LINE "<= a@b H=x",
	    LINE "<= a,b", LINE "<= a@b U=r P=l S=1 ", LINE "=> ",
	    LINE "** a@b", LINE "=> |", LINE "H=", LINE "H=(", AT "cwd=/", AT,
	    LINE "=> \""};
	static const char *const pieces[] = {" H=x", " [", " (y) [1.1.1.1]",
	    " (y) [1.1.1.1] P=a", " (y) [1.1.1.1] I=a", " (y) [1.1.1.1] TFO",
	    ") [1.1.1.1] U=a", " P=a", " S=1", " T=\"", " T=\"x\\\"", " id=\"",
	    " for a@b", " for", " for \"", " from <\"", " DN=\"x", " DN=\"x\"",
	    " SNI=\"a\" A=b", " A=b", " x", "\"", "\\\"", " <", " <\"",
	    " <a\\ ", " <\"a\\\"", " <\"\"@b>", ": ", " : ", " R=x", " defer (",
	    " 1 args:", " \"", " \"a ", "-", "abcdef-", "abcdef-abcdef-",
	    " F=<", " F=<>", " P=<\"a b\"@c>", " Q=q", "<", " rejected",
	    " U=", "(", "@", "."};
	size_t i, j, max = 100000;

	for (i = 0; i < LEN(fronts); i++)
		for (j = 0; j < LEN(pieces); j++) {
			buf_clear(&line);
			buf_puts(&line, fronts[i]);
			while (line.len < max)
				buf_puts(&line, pieces[j]);
			use(line.p, line.len);
		}
}

int
main(void)
{
	zone("UTC0");
	read_all();
	times();
	kind_all();
	arrive_all();
	no_fakes();
	recipients();
	no_fake_recipients();
	call_all();
	mention_all();
	maul_all();
	long_lines();
	msg_free(&m);
	buf_free(&out);
	buf_free(&line);
	return unit_end();
}
