/* postfix_p and what it is made of: defer logs, quotes, ids, postsuper. */
#include <time.h>

#include "pure/msgid.h"
#include "pure/postfix_defer.h"
#include "pure/postfix_id.h"
#include "pure/postfix_p.h"
#include "pure/postfix_said.h"
#include "pure/quote822.h"
#include "pure/uidnames.h"
#include "unit.h"

static void
test_quote(void)
{
	static const char *const pairs[][2] = {{"a@b.c", "a@b.c"}, {"", ""},
	    {"two words@b.c", "\"two words\"@b.c"},
	    {"a)(b@b.c", "\"a)(b\"@b.c"}, {"at@sign@b.c", "\"at@sign\"@b.c"},
	    {"back\\slash\"q@b.c", "\"back\\\\slash\\\"q\"@b.c"},
	    {"-rf@b.c", "-rf@b.c"}, {"o'hara+t=x@b.c", "o'hara+t=x@b.c"},
	    {".a@b.c", "\".a\"@b.c"}, {"a.@b.c", "\"a.\"@b.c"},
	    {"a..b@b.c", "\"a..b\"@b.c"}, {"@b.c", "\"\"@b.c"},
	    {"root", "root"}, {"x y", "\"x y\""}, {"a\rb@c", "\"a\\\rb\"@c"},
	    {"\xD0\xBE@b.c", "\xD0\xBE@b.c"}, {"caf\xE9@b", "caf\xE9@b"},
	    {"\x7F@b", "\"\x7F\"@b"}, {"a@b c", "a@b c"}};
	struct buf b = {0};
	size_t i;

	for (i = 0; i < LEN(pairs); i++) {
		unit_row = pairs[i][0];
		buf_clear(&b);
		quote822_put(&b, unit_span(pairs[i][0], strlen(pairs[i][0])));
		CHECK_STR(b.p, b.len, pairs[i][1]);
	}
	unit_row = NULL;
	buf_free(&b);
}

static const char log_text[] = "\n\n<a@b>: why\nrecipient=a@b\noffset=77\n"
			       "reason=why\nreason\n\n\noffset=5\n\n"
			       "recipient=c@d\noffset=x\nreason=\n\n"
			       "recipient = e@f \nreason = of = the last ";

static void
test_defer(void)
{
	struct span rest = span_str(log_text);
	struct postfix_defer d;
	char text[400];
	int i;

	CHECK_INT(postfix_defer_next(&rest, &d), 1);
	CHECK_SAME(d.rcpt, span_str("a@b"));
	CHECK_SAME(d.reason, span_str("why"));
	CHECK_INT(d.at, 77);
	CHECK_INT(postfix_defer_next(&rest, &d), 1);
	CHECK_SAME(d.rcpt, span_str("c@d"));
	CHECK_SAME(d.reason, span_str("(description unavailable)"));
	CHECK(d.at == 0);
	CHECK_INT(postfix_defer_next(&rest, &d), 1);
	CHECK_SAME(d.rcpt, span_str("e@f"));
	CHECK_SAME(d.reason, span_str("of = the last"));
	CHECK_INT(postfix_defer_next(&rest, &d), 0);
	for (i = 0; i < 5000; i++) {
		rest = unit_span(text, unit_text(text, sizeof text));
		while (postfix_defer_next(&rest, &d) == 1)
			CHECK(d.rcpt.p != NULL);
	}
}

static void
check_listed(const struct msg *m, const char *log, bool expired, bool wide,
    const char *want)
{
	struct buf b = {0};

	postfix_p_put(&b, m, span_str(log), expired, wide);
	CHECK_STR(b.p, b.len, want);
	buf_free(&b);
}

static void
test_listing(void)
{
	struct msg m = {0};

	msg_clear(&m);
	m.id = span_str("12A75AA6B29");
	m.time = (struct when){1795280376, 0, 6};
	m.bytes = 381;
	m.sender = span_of("", 0);
	m.state = MSG_ACTIVE;
	msg_add_rcpt(&m, span_str("x@r.test"), false);
	msg_add_rcpt(&m, span_str("gone@r.test"), true);
	msg_add_rcpt(&m, span_str("\"e\x1B\"@s.test\xFF\xD0\xB9"), false);
	check_listed(&m, "recipient=x@r.test\nreason=No\n\n", false, false,
	    "12A75AA6B29*     381 Sat Nov 21 16:59:36  MAILER-DAEMON\n"
	    "                                                            "
	    "              (No)\n"
	    "                                         x@r.test\n"
	    "                                                          "
	    "(reason unavailable)\n"
	    "                                         \"e?\"@s.test?\xD0\xB9\n"
	    "\n");
	m.id = span_str("3Pt2mN2VXxznjll");
	m.state = MSG_HOLD;
	m.nrcpts = 1;
	m.sender = span_str("a@b");
	check_listed(&m, "", true, true,
	    "3Pt2mN2VXxznjll!#      381 Sat Nov 21 16:59:36 a@b\n"
	    "                                               x@r.test\n\n");
	m.rcpts[0].reason = span_str(
	    "1234567890123456789012345678901234567890"
	    "1234567890123456789012345678901234567890");
	check_listed(&m, "", false, true,
	    "3Pt2mN2VXxznjll!       381 Sat Nov 21 16:59:36 a@b\n"
	    "(1234567890123456789012345678901234567890"
	    "1234567890123456789012345678901234567890)\n"
	    "                                               x@r.test\n\n");
	msg_free(&m);
}

static void
check_path(const char *id, unsigned depth, const char *want)
{
	struct buf b = {0};

	postfix_id_put_path(&b, span_str(id), depth);
	CHECK_STR(b.p, b.len, want);
	buf_free(&b);
}

/* As many names of the log Postfix remembers; a later one stands twice. */
static void
test_duplicates(void)
{
	enum { MANY = 1001 };
	struct buf log = {0}, names = {0}, got = {0};
	struct span rest, line;
	struct msg m = {0};
	size_t first = 0, last = 0, i;

	msg_clear(&m);
	m.id = span_str("12A75AA6B29");
	m.sender = span_str("a@b");
	for (i = 0; i < MANY; i++) {
		buf_putf(&log, "recipient=r%04zu@x\nreason=No\n\n", i);
		buf_putf(&names, "r%04zu@x", i);
	}
	for (i = 0; i < MANY; i++)
		msg_add_rcpt(&m, span_of(names.p + 7 * i, 7), false);
	postfix_p_put(&got, &m, span_of(log.p, log.len), false, false);
	rest = span_of(got.p, got.len);
	while ((line = span_upto(&rest, '\n')).p != NULL) {
		first += span_ends(line, " r0000@x");
		last += span_ends(line, " r1000@x");
	}
	CHECK_INT(first, 1);
	CHECK_INT(last, 2);
	buf_free(&log);
	buf_free(&names);
	buf_free(&got);
	msg_free(&m);
}

static void
test_paths(void)
{
	check_path("B9E68AA6AEB", 0, "B9E68AA6AEB");
	check_path("B9E68AA6AEB", 1, "B/B9E68AA6AEB");
	check_path("B9E68AA6AEB", 3, "B/9/E/B9E68AA6AEB");
	/* 1795280376.168498: 168498 is 29232 in hexadecimal. */
	check_path("4jWz2c1BJLz1d9x3", 0, "4jWz2c1BJLz1d9x3");
	check_path("4jWz2c1BJLz1d9x3", 2, "2/9/4jWz2c1BJLz1d9x3");
	check_path("4jWz2c1BJLz1d9x3", 6, "2/9/2/3/2/_/4jWz2c1BJLz1d9x3");
	/* The longest there can be: 63 bits of an inode. */
	check_path("4jWz2c75plz1VSRhVblFLsT", 1, "F/4jWz2c75plz1VSRhVblFLsT");
	CHECK(strlen("4jWz2c75plz1VSRhVblFLsT") < 24);
}

static void
check_said(const char *line, enum postfix_said want, const char *id)
{
	struct span found;

	CHECK_INT(
	    postfix_said_read(unit_span(line, strlen(line)), &found), want);
	CHECK_SAME(found, id == NULL ? span_of(NULL, 0) : span_str(id));
}

static void
test_said(void)
{
	check_said("postsuper: 691BAAA6ADF: removed", POSTFIX_SAID_REMOVED,
	    "691BAAA6ADF");
	check_said("postsuper: 691BAAA6ADF: placed on hold", POSTFIX_SAID_HELD,
	    "691BAAA6ADF");
	check_said("postsuper: 691BAAA6ADF: released from hold",
	    POSTFIX_SAID_RELEASED, "691BAAA6ADF");
	check_said("postsuper: 691BAAA6ADF: expired", POSTFIX_SAID_OTHER,
	    "691BAAA6ADF");
	check_said("postsuper: Deleted: 2 messages", POSTFIX_SAID_OTHER, NULL);
	check_said("postsuper: warning: invalid mail queue id: ../x",
	    POSTFIX_SAID_OTHER, NULL);
	check_said("postsuper: fatal: use of this command is reserved for the "
		   "superuser",
	    POSTFIX_SAID_DENIED, NULL);
	check_said("postsuper: fatal: open /etc/postfix/main.cf: no",
	    POSTFIX_SAID_FAILED, NULL);
	check_said("", POSTFIX_SAID_OTHER, NULL);
	check_said("postsuper: 691BAAA6ADF:", POSTFIX_SAID_OTHER, NULL);
}

static void
test_uidnames(void)
{
	struct uidnames u = {0};

	buf_puts(&u.text,
	    "root:x:0:0::/root:/bin/sh\nb:x:33:1::/:/\n"
	    "toor:x:0:0::/:/\nnone\na:x:5:5::/:/\n");
	uidnames_settle(&u);
	CHECK_SAME(uidnames_of(&u, 0), span_str("root"));
	CHECK_SAME(uidnames_of(&u, 33), span_str("b"));
	CHECK_SAME(uidnames_of(&u, 5), span_str("a"));
	CHECK(uidnames_of(&u, 6).p == NULL);
	uidnames_free(&u);
	CHECK(uidnames_of(&u, 0).p == NULL);
}

int
main(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	test_quote();
	test_defer();
	test_listing();
	test_duplicates();
	test_paths();
	test_said();
	test_uidnames();
	return unit_end();
}
