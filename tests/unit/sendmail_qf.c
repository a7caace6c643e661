#include "pure/sendmail_qf.h"
#include "unit.h"

static struct sendmail_qf qf;
static struct msg m;

static void
read_text(const char *text, size_t n)
{
	unit_row = text;
	msg_clear(&m);
	sendmail_qf_read(&qf, &m, unit_span(text, n), true);
}

/* Every letter of version 8, as 8.17 writes them. */
static const char whole[] =
    "V8\nT1795279620\nK1795279627\nN2\nP270064\nI254/0/11257930\nB8BITMIME\n"
    "qsuspected (spam) run\nMDeferred: one\nFwbs\ndmain2\nX1\n"
    "$_pool-1.isp.test [203.0.113.45]\n$rESMTPA\n$sclient.example.test\n"
    "${daemon_flags}c u\nS<alice@example.test>\nZenv\nA<>\n!86400\n"
    "Caliaslist:8:0:<v@x>\nMDeferred: two\nQrfc822;Orig@x\nrRFC822; a@x\n"
    "RPFD:<a@x.test>\nRFDA:b@x.test\nRPFD:Quoted Name <c@x.test>\n"
    "Rplain@x.test\n"
    "H?P?Return-Path: <\201g>\nH??Received: from a\n\tby b;\n  Sat\n"
    "H?D?Date: x\nH?x?Full-Name: y\nHSubject: =?utf-8?Q?=D0=B0?=\n"
    "H??X-PHP-Originating-Script: 33:wp.php\nH?M?Message-Id: <1@x>\n.\n";

static void
check_whole(void)
{
	struct buf b = {0};

	read_text(whole, sizeof whole - 1);
	CHECK(qf.whole && qf.warned);
	CHECK_INT(qf.tries, 2);
	CHECK_SAME(qf.quarantine, span_str("suspected (spam) run"));
	CHECK_SAME(qf.status, span_str("Deferred: one"));
	CHECK_SAME(qf.data_dir, span_str("main2"));
	CHECK_INT(m.time.sec, 1795279620);
	CHECK_SAME(m.sender, span_str("alice@example.test"));
	CHECK_SAME(m.host, span_str("pool-1.isp.test"));
	CHECK_SAME(m.ip, span_str("203.0.113.45"));
	CHECK_SAME(m.proto, span_str("ESMTPA"));
	CHECK_SAME(m.helo, span_str("client.example.test"));
	CHECK(!m.local && m.user.p == NULL);
	CHECK_INT(m.nrcpts, 4);
	CHECK_SAME(m.rcpts[0].address, span_str("a@x.test"));
	CHECK_SAME(m.rcpts[0].reason, span_str("Deferred: two"));
	CHECK_SAME(m.rcpts[1].address, span_str("b@x.test"));
	CHECK(m.rcpts[1].reason.p == NULL);
	CHECK_SAME(m.rcpts[2].address, span_str("c@x.test"));
	CHECK_SAME(m.rcpts[3].address, span_str("plain@x.test"));
	CHECK_SAME(m.subject, span_str("=?utf-8?Q?=D0=B0?="));
	CHECK_SAME(m.script, span_str("wp.php"));
	CHECK_SAME(m.msgid, span_str("<1@x>"));
	sendmail_qf_put_header(&b, SPAN(whole));
	CHECK_STR(b.p, b.len,
	    "Received: from a\n\tby b;\n  Sat\nDate: x\n"
	    "Subject: =?utf-8?Q?=D0=B0?=\n"
	    "X-PHP-Originating-Script: 33:wp.php\nMessage-Id: <1@x>\n");
	buf_free(&b);
}

/* Of recipients with reasons of their own the last one that has one. */
static void
check_reason(const char *text, const char *want)
{
	read_text(text, strlen(text));
	if (want == NULL)
		CHECK(m.reason.p == NULL);
	else
		CHECK_SAME(m.reason, span_str(want));
	unit_row = NULL;
}

static void
check_reasons(void)
{
	check_reason("V8\nS<a>\nMone\nR:<b>\nMtwo\nR:<c>\n.\n", "two");
	check_reason("V8\nS<a>\nMone\nR:<b>\nR:<c>\nR:<d>\n.\n", "one");
	check_reason("V8\nMall\nS<a>\nMone\nR:<b>\n.\n", "all");
	check_reason("V8\nS<a>\nR:<b>\n.\n", NULL);
}

/* Cut anywhere it is not whole, and nothing is read behind its end. */
static void
check_cut(void)
{
	size_t n;

	for (n = 0; n < sizeof whole - 3; n++) {
		read_text(whole, n);
		CHECK(!qf.whole);
	}
	read_text(whole, sizeof whole - 2); /* the last newline only */
	CHECK(qf.whole);
	for (n = 0; n < sizeof whole - 1; n++) {
		char text[sizeof whole];

		memcpy(text, whole, sizeof whole);
		text[n] = (char)unit_rand(256);
		msg_clear(&m);
		sendmail_qf_read(
		    &qf, &m, unit_span(text, sizeof whole - 1), true);
	}
	unit_row = NULL;
}

/* A value of $_, and what it tells: user, host, ip; '-' for nothing. */
static const char *const clients[][4] = {
    {"www-data@localhost", "www-data", "-", "-"},
    {"localhost [127.0.0.1]", "-", "localhost", "127.0.0.1"},
    {"[198.51.100.7]", "-", "-", "198.51.100.7"},
    {"[IPv6:2001:db8::25]", "-", "-", "2001:db8::25"},
    {"joe@h.test [192.0.2.1]", "joe", "h.test", "192.0.2.1"},
    {"IDENT:joe@h.test [192.0.2.1]", "joe", "h.test", "192.0.2.1"},
    {"h.test [192.0.2.1] (may be forged)", "-", "-", "192.0.2.1"},
    {"a@b@h.test [192.0.2.1]", "a@b", "h.test", "192.0.2.1"},
    {"", "-", "-", "-"}, {"]", "-", "-", "-"}, {"[", "-", "-", "-"},
    {"localhost", "-", "-", "-"}};

static void
check_is(struct span got, const char *want)
{
	if (strcmp(want, "-") == 0)
		CHECK(got.p == NULL);
	else
		CHECK_SAME(got, span_str(want));
}

static void
check_clients(void)
{
	char text[200];
	size_t i;

	for (i = 0; i < LEN(clients); i++) {
		snprintf(
		    text, sizeof text, "V8\n$_%s\nS<a@b>\n.\n", clients[i][0]);
		read_text(text, strlen(text));
		check_is(m.user, clients[i][1]);
		check_is(m.host, clients[i][2]);
		check_is(m.ip, clients[i][3]);
		CHECK_INT(m.local,
		    strcmp(clients[i][0], "www-data@localhost") == 0 ||
			strcmp(clients[i][0], "localhost") == 0);
	}
	unit_row = NULL;
}

static void
check_odd(void)
{
	read_text("S<>\n.\n", 6);
	CHECK(qf.whole && m.sender.p != NULL && m.sender.n == 0);
	CHECK_INT(m.time.digits, -1);
	read_text("SMAILER-DAEMON\n.\n", 17);
	CHECK(m.sender.p != NULL && m.sender.n == 0);
	/* Two senders: the last; lines of a folded one are part of it. */
	read_text("S<a@b>\n x\nS<c@d>\n.\n", 19);
	CHECK_SAME(m.sender, span_str("c@d"));
	read_text("T-1\nS<a@b>\n.\n", 13);
	CHECK_INT(m.time.digits, -1);
	read_text("T99999999999999999999\nS<a@b>\n.\n", 31);
	CHECK_INT(m.time.digits, -1);
	read_text("T253402300800\nS<a@b>\n.\n", 23);
	CHECK_INT(m.time.digits, -1);
	read_text("S<a@b>\nR\nR:\nRP:\n.\n", 18);
	CHECK_INT(m.nrcpts, 3);
	read_text("S<a@b>\n..\n.\n", 12);
	CHECK(!qf.whole);
	read_text("S<a@b>\n.\n.\n", 11);
	CHECK(!qf.whole);
}

int
main(void)
{
	check_whole();
	check_reasons();
	check_cut();
	check_clients();
	check_odd();
	msg_free(&m);
	return unit_end();
}
