#include <stdlib.h>
#include <time.h>

#include "pure/listing.h"
#include "unit.h"

enum { NOW = 1795321965 }; /* 2026-11-22 04:32:45 UTC */

#define T "Sat Nov 21 16:59:36"
#define SECOND 1795280376
#define LONG "4jWz2c0sf8z1drHh" /* of that second and 123456 us */

static struct listing l = {.now = NOW};
static struct msg m;

/* Lines that tell the format; and some that must not. */
static const struct {
	const char *line;
	bool want;
} lines[] = {
    {"-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------", 1},
    {"----Queue ID----- --Size-- ---Arrival Time---- --Sender/Recipient------",
	1},
    {"12A75AA6B29*     381 " T "  mixed@example.test", 1},
    {"12A75AA6B29*#     381 " T "  mixed@example.test", 1},
    {"12A75AA6B29!#     381 " T "  a b", 1},
    {"12A75AA6B29     381 " T "  <", 1},
    {LONG "*      381 " T " x@y.test", 1},
    {"12A75AA6B29**     381 " T "  x", 0},
    {"12A75AA6B29#!     381 " T "  x", 0},
    {"12A75AA6B29?     381 " T "  x", 0},
    {"12A75AA6B2G     381 " T "  x", 0},
    {"12A75AA6B29     381 " T "  ", 0},
    {"12A75AA6B29     381 " T, 0},
    {"12A75AA6B29     381 " T "x", 0},
    {"12A75AA6B29     -1 " T "  x", 0},
    {"12A75AA6B29     1K " T "  x", 0},
    {"12A75AA6B29     381 Xat Nov 21 16:59:36  x", 0},
    {"12A75AA6B29     381 Sat Nov 21 16:59  x", 0},
    {"12A75AA6B29     381 Sat Nox 21 16:59:36  x", 0},
    {"12A75AA6B29", 0},
    {"                    (reason unavailable)", 0},
    {"-- 1 Kbytes in 4 Requests.", 0},
    {"", 0},
};

static int
parse(const char *text)
{
	unit_row = text;
	return listing_postqueue.parse(&l, unit_span(text, strlen(text)), &m);
}

static void
check_rcpt(size_t i, const char *address, const char *reason)
{
	CHECK(i < m.nrcpts);
	if (i >= m.nrcpts)
		return;
	CHECK_SAME(m.rcpts[i].address, span_str(address));
	CHECK((reason == NULL) == (m.rcpts[i].reason.p == NULL));
	if (reason != NULL)
		CHECK_SAME(m.rcpts[i].reason, span_str(reason));
}

/* The reasons stand before those that they cover. */
static void
check_reasons(void)
{
	CHECK_INT(parse("-Queue ID-  --Size-- ----Arrival Time---- -Sen\n"
			"12A75AA6B29*#     381 " T "  mixed@example.test\n"
			"         first@x.test\n"
			"      (one (of) (two)\n"
			"         a@x.test\n"
			"         b@x.test\n"
			"    (reason unavailable)\n"
			"         \"(c)\"@x.test\n"
			"(" T "  too long to have a blank before it)\n"
			"         -Queue ID-@x.test\n"),
	    1);
	CHECK_SAME(m.id, span_str("12A75AA6B29"));
	CHECK_SAME(m.sender, span_str("mixed@example.test"));
	CHECK_INT(m.time.sec, SECOND);
	CHECK_INT(m.time.digits, 0);
	CHECK_INT(m.bytes, 381);
	CHECK_INT(m.state, MSG_ACTIVE);
	CHECK_INT(m.nrcpts, 5);
	check_rcpt(0, "first@x.test", NULL);
	check_rcpt(1, "a@x.test", "one (of) (two");
	check_rcpt(2, "b@x.test", "one (of) (two");
	check_rcpt(3, "\"(c)\"@x.test", NULL);
	check_rcpt(
	    4, "-Queue ID-@x.test", T "  too long to have a blank before it");
}

static void
check_states(void)
{
	CHECK_INT(parse("12A75AA6B29!     381 " T "  MAILER-DAEMON\n"), 1);
	CHECK_INT(m.state, MSG_HOLD);
	CHECK(m.sender.p != NULL && m.sender.n == 0);
	CHECK(m.has_rcpts);
	CHECK_INT(parse("12A75AA6B29#     381 " T "  x\n (y)\n z\n"), 1);
	CHECK_INT(m.state, MSG_DEFERRED);
	CHECK_SAME(m.reason, span_str("y"));
	/* Not yet tried: in incoming, maildrop or deferred, none can tell. */
	CHECK_INT(parse("12A75AA6B29     381 " T "  x y\n  z\n"), 1);
	CHECK_INT(m.state, MSG_NO_STATE);
	CHECK_SAME(m.sender, span_str("x y"));
	/* Postfix lists any name; what is none of an id's stays to be seen. */
	CHECK_INT(parse("00000TRUNC      411 " T "  b@x.test\n"), 1);
	CHECK_SAME(m.id, span_str("00000TRUNC"));
}

/* A long id's time, if it is the message's: not after a requeue. */
static void
check_long(void)
{
	CHECK_INT(parse(LONG "*      381 " T " x@y.test\n"), 1);
	CHECK_INT(m.time.sec, SECOND);
	CHECK_INT(m.time.digits, 6);
	CHECK_INT(m.time.usec, 123456);
	CHECK_INT(parse(LONG "      381 Sat Nov 21 16:59:35 x@y.test\n"), 1);
	CHECK_INT(m.time.sec, SECOND - 1);
	CHECK_INT(m.time.digits, 0);
}

static void
check_none(void)
{
	CHECK_INT(parse("-- 2332 Kbytes in 72 Requests.\n"), 0);
	CHECK_INT(parse("-- 0 Kbytes in 1 Request.\n"), 0);
	CHECK_INT(parse("Mail queue is empty\n"), 0);
	CHECK_INT(parse("-- 1 Kbytes in 4 Requests.\n-Queue ID-  --Size-- -\n"
			"12A75AA6B29     381 " T "  x\n"),
	    1);
	CHECK_INT(parse("12A75AA6B29     381 " T "  x\nno blank\n"), -1);
	CHECK_INT(parse("12A75AA6B29     381 " T "  x\n (no end\n"), -1);
	CHECK_INT(parse("12A75AA6B29     381 " T "  x\n (\n"), -1);
	CHECK_INT(parse("12A75AA6B29     381 " T "  x\n   \n"), -1);
	CHECK_INT(parse("        x@y.test\n"), -1);
	CHECK_INT(parse("hello\n"), -1);
}

int
main(void)
{
	size_t i;

	setenv("TZ", "UTC0", 1);
	tzset();
	for (i = 0; i < LEN(lines); i++) {
		unit_row = lines[i].line;
		CHECK_INT(listing_postqueue.fits(
			      unit_span(unit_row, strlen(unit_row))),
		    lines[i].want);
	}
	check_reasons();
	check_states();
	check_long();
	check_none();
	msg_free(&m);
	return unit_end();
}
