#include "pure/listing.h"
#include "unit.h"

enum {
	NOW = 1795321965, /* 2026-11-22 04:32:45 UTC */
	SECOND = 1795279620, /* what ID says */
};

#define ID "6ALGl0A1000079"
#define NEXT "6ALGl0bZ000088"
#define T "Sat Nov 21 16:47"
#define V "Nov 21 16:47"
#define FIRST ID "        6 " T " <a@b.test>\n"
#define RCPT "\t\t\t\t\t "
#define A38 "<abcdefghijklmnopqrstuvwxyz0123@x.test"

static const struct {
	const char *line;
	bool want;
} lines[] = {
    {"MSP Queue status...", 1},
    {"MTA Queue status...", 1},
    {"/var/spool/mqueue is empty", 1},
    {"\t\t/var/spool/mqueue (37 requests)", 1},
    {"\t\t/var/spool/mqueue (1 request)", 1},
    {"\t\t/var/spool/mqueue/main1/df (37 requests, only 5 printed)", 1},
    {"-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient",
	1},
    {"\t\tTotal requests: 0", 1},
    {ID "        6 " T " <a@b.test>", 1},
    {ID "*       6 " T " <>", 1},
    {ID "?      -1 " T " <>", 1},
    {ID "-123456789 " T " <>", 1},
    {ID "X       6 " T " <>", 1},
    {ID "        6      30001 " V " <>", 1},
    {ID "        6     -30001+" V " <>", 1},
    {ID, 0},
    {ID " (no control file)", 0},
    {ID "!       6 " T " <>", 0},
    {ID "        6 " T, 0},
    {ID "        6 Sat", 0},
    {ID "        6 Saturday Nov 21 16:47 <>", 0},
    {ID "        6 Sat Nov 21 <>", 0},
    {ID "        6 Sat Nov 21 16:4 <>", 0},
    {ID "        x " T " <>", 0},
    {"6ALGl0A1      6 " T " <>", 0},
    {"\t\t/var/spool/mqueue", 0},
    {"\t\tvar/spool (3 requests)", 0},
    {"var/spool is empty", 0},
    {RCPT "<a@b>", 0},
    {"", 0},
};

/* All that is read of a listing; parse's last answer of -1 ends it. */
static struct {
	struct listing l;
	struct msg m;
	int rc;
	size_t n; /* messages */
} r;

/* Reads lines up to the message number stop (from 1), or all. */
static int
read_lines(const char *text, size_t stop)
{
	struct span rest = span_str(text), line;

	listing_mailq.free(&r.l);
	r.l = (struct listing){.now = NOW};
	r.n = 0;
	unit_row = text;
	while ((line = span_upto(&rest, '\n')).p != NULL) {
		if (line.n == 0)
			continue;
		r.rc = listing_mailq.parse(
		    &r.l, unit_span(line.p, line.n), &r.m);
		if (r.rc == -1)
			return -1;
		while (listing_mailq.next(&r.l, false, &r.m) == 1)
			if (++r.n == stop)
				return 1;
	}
	while (listing_mailq.next(&r.l, true, &r.m) == 1)
		if (++r.n == stop)
			return 1;
	return 0;
}

static struct span
rcpt(size_t i)
{
	return i < r.m.nrcpts ? r.m.rcpts[i].address : span_str("none");
}

static void
check_message(void)
{
	CHECK_INT(
	    read_lines("\t\t/var/spool/mqueue/main1/df (2 requests)\n"
		       "-----Q-ID----- --Size-- -----Q-Time----- --\n" ID
		       "*       6 " T " <a@b.test>\n"
		       "      8BITMIME   (Deferred: x (y) " NEXT ")\n" RCPT
		       "<c@d.test>\n" RCPT "Name <e@f.test>\n" RCPT
		       "local\n" NEXT "        7 " T " MAILER-DAEMON\n",
		1),
	    1);
	CHECK_SAME(r.m.id, span_str(ID));
	CHECK_SAME(r.m.sender, span_str("a@b.test"));
	CHECK_SAME(r.m.queue, span_str("main1"));
	CHECK_INT(r.m.time.sec, SECOND);
	CHECK_INT(r.m.bytes, 6);
	CHECK_INT(r.m.state, MSG_ACTIVE);
	CHECK_INT(r.m.nrcpts, 3);
	CHECK_SAME(rcpt(0), span_str("c@d.test"));
	CHECK_SAME(rcpt(1), span_str("e@f.test"));
	CHECK_SAME(rcpt(2), span_str("local"));
	CHECK_SAME(r.m.reason, span_str("Deferred: x (y) " NEXT));
	CHECK_SAME(r.m.rcpts[1].reason, r.m.reason);
	CHECK_INT(
	    read_lines(FIRST NEXT "        7 " T " MAILER-DAEMON\n", 2), 1);
	CHECK_SAME(r.m.id, span_str(NEXT));
	CHECK(r.m.sender.p != NULL && r.m.sender.n == 0);
	CHECK_INT(r.m.state, MSG_NO_STATE);
}

/* -v: a reason behind the recipient that it is of. */
static void
check_verbose(void)
{
	CHECK_INT(
	    read_lines(ID "        6     270064+" V " <bob@b.test>\n"
			  "     QUARANTINE: suspected (spam) run\n"
			  "                 (one)\n"
			  "\t\t\t\t\t\t(---aliaslist:8:0:<v@x>---)\n"
			  "\t\t\t\t\t\ta@x\n\t\t (two)\n\t\t\t\t\t\tb@x\n",
		1),
	    1);
	CHECK_INT(r.m.state, MSG_HOLD);
	CHECK_INT(r.m.nrcpts, 2);
	CHECK_SAME(r.m.reason, span_str("one"));
	CHECK_SAME(r.m.rcpts[0].reason, span_str("two"));
	CHECK(r.m.rcpts[1].reason.p == NULL);
}

/* What is cut has an ellipsis; what surely is not has none. */
static void
check_cut(void)
{
	CHECK_INT(read_lines(ID "        6 " T " " A38 ">\n" RCPT A38 "\n" RCPT
				"abcdefghijklmnopqrstuvwxyz012345@x.tes\n" RCPT
				"abcdefghijklmnopqrstuvwxyz@x.test\n" RCPT
				"<\"abcdefghijklmnopqrstuvwxyz012345678>\n" RCPT
				"<\"abcdefghijklmnopqrstuvwxyz\"@x.test>\n",
		      1),
	    1);
	CHECK_SAME(
	    r.m.sender, span_str("abcdefghijklmnopqrstuvwxyz0123@x.test"));
	CHECK_SAME(
	    rcpt(0), span_str("abcdefghijklmnopqrstuvwxyz0123@x.test..."));
	CHECK_SAME(
	    rcpt(1), span_str("abcdefghijklmnopqrstuvwxyz012345@x.tes..."));
	CHECK_SAME(rcpt(2), span_str("abcdefghijklmnopqrstuvwxyz@x.test"));
	CHECK_SAME(
	    rcpt(3), span_str("\"abcdefghijklmnopqrstuvwxyz012345678>..."));
	CHECK_SAME(rcpt(4), span_str("\"abcdefghijklmnopqrstuvwxyz\"@x.test"));
}

/* A status of 60 bytes may go on. */
static void
check_cut_status(void)
{
	static const char text[] = FIRST
	    "                 (0123456789012345678901234567890123456789"
	    "01234567890123456789)\n";

	CHECK_INT(read_lines(text, 1), 1);
	CHECK_SAME(r.m.reason,
	    span_str("0123456789012345678901234567890123456789"
		     "01234567890123456789..."));
}

/* Escapes are undone, whole or broken. */
static void
check_escapes(void)
{
	CHECK_INT(
	    read_lines(
		FIRST RCPT "\\033[2J\\\\x\\777\\08\\\n" RCPT "<a\\000b>\n", 1),
	    1);
	CHECK_SAME(rcpt(0), span_str("\033[2J\\x\\777\\08\\"));
	CHECK_SAME(rcpt(1), SPAN("a\0b"));
}

static void
check_broken(void)
{
	CHECK_INT(read_lines(ID " (no control file)\n", 1), 1);
	CHECK_INT(r.m.state, MSG_DAMAGED);
	CHECK(r.m.sender.p == NULL && !r.m.has_rcpts && r.m.bytes == -1);
	CHECK_INT(read_lines(ID "readqf: ./qf" ID ": incomplete queue file "
				"read\n",
		      1),
	    1);
	CHECK_SAME(r.m.id, span_str(ID));
	CHECK_INT(r.m.state, MSG_DAMAGED);
	/* As who may not read it: what follows is that message's. */
	CHECK_INT(
	    read_lines(ID "readqf: no control file: Permission denied\n"
			  "       -1 " T " <x@y.test>\n" RCPT "<z@y.test>\n",
		1),
	    1);
	CHECK_SAME(r.m.sender, span_str("x@y.test"));
	CHECK_SAME(rcpt(0), span_str("z@y.test"));
	CHECK_INT(r.m.bytes, -1);
	CHECK_INT(read_lines(ID "readqf: no\n  (no control file)\n", 0), 0);
	CHECK_INT(r.n, 1);
	CHECK_INT(read_lines(ID "readqf: no\nhello\n", 0), -1);
	CHECK_INT(read_lines(ID " (job completed)\n" FIRST, 0), 0);
	CHECK_INT(r.n, 1);
}

static void
check_order(void)
{
	CHECK_INT(read_lines("/var/spool/mqueue is empty\n"
			     "\t\tTotal requests: 0\n",
		      0),
	    0);
	CHECK_INT(r.n, 0);
	CHECK_INT(read_lines(RCPT "<a@b>\n", 0), -1);
	CHECK_INT(read_lines(FIRST "hello\n", 0), -1);
	CHECK_INT(read_lines(FIRST "       -1 " T " <x@y.test>\n", 0), -1);
	CHECK_INT(read_lines(FIRST "\t\t (x\n", 0), -1);
	CHECK_INT(read_lines("\t\tTotal requests: 2\n" RCPT "<a@b>\n", 0), -1);
	/* A recipient has more tabs than a queue's title. */
	CHECK_INT(read_lines(FIRST "\t\t\t\t\t /dir (1 request)\n", 1), 1);
	CHECK_SAME(rcpt(0), span_str("/dir (1 request)"));
}

int
main(void)
{
	size_t i;

	for (i = 0; i < LEN(lines); i++) {
		unit_row = lines[i].line;
		CHECK_INT(
		    listing_mailq.fits(unit_span(unit_row, strlen(unit_row))),
		    lines[i].want);
	}
	check_message();
	check_verbose();
	check_cut();
	check_cut_status();
	check_escapes();
	check_broken();
	check_order();
	listing_mailq.free(&r.l);
	msg_free(&r.m);
	return unit_end();
}
