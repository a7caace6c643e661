/* Damage that no -H of Exim's has; tests/edge.bats has what Exim makes of
 * others. */
#include "pure/exim_h.h"
#include "unit.h"

#define ID "1xUnyH-0006we-0M"
#define HEAD ID "-H\n"
#define WHO "shop 1001 1001\n"
#define TIME "1795278589 0\n"
#define MAIL HEAD WHO "<a@b.example>\n" TIME
#define REST "XX\n1\nc@d.example\n\n015  Subject: hello\n"

static struct exim_h h;
static struct msg m;

static enum exim_h_fault
fault_of(const char *text)
{
	unit_row = text;
	msg_clear(&m);
	m.id = span_str(ID);
	exim_h_read(
	    &h, &m, unit_span(text, strlen(text)), span_of(NULL, 0), false);
	return h.fault;
}

static void
check_login(void)
{
	CHECK_INT(fault_of(MAIL REST), EXIM_H_WHOLE);
	CHECK_SAME(h.login, span_str("shop"));
	CHECK_INT(h.uid, 1001);
	CHECK_INT(fault_of(HEAD "two words 7 8\n<>\n" TIME REST), EXIM_H_WHOLE);
	CHECK_SAME(h.login, span_str("two words"));
	CHECK_INT(h.uid, 7);
	CHECK_INT(h.gid, 8);
	CHECK_INT(fault_of(HEAD "shop 1001\n<>\n" TIME REST), EXIM_H_ENVELOPE);
	CHECK_INT(fault_of(HEAD "shop x 1\n<>\n" TIME REST), EXIM_H_ENVELOPE);
	CHECK_INT(fault_of(HEAD "shop 1 \n<>\n" TIME REST), EXIM_H_ENVELOPE);
	CHECK_INT(fault_of(HEAD "\n<>\n" TIME REST), EXIM_H_ENVELOPE);
}

static void
check_time(void)
{
	static const char *const times[] = {"\n", "1795278589\n",
	    "1795278589 \n", "x 0\n", "1795278589 x\n", "1e9 0\n",
	    "9223372036854775807 0\n", "-9223372036854775807 0\n",
	    "99999999999999999999 0\n"};
	struct buf b = {0};
	size_t i;

	for (i = 0; i < LEN(times); i++) {
		buf_clear(&b);
		buf_putf(&b, "%s%s", HEAD WHO "<a@b.example>\n", times[i]);
		buf_puts(&b, REST);
		CHECK_INT(fault_of(buf_str(&b)), EXIM_H_ENVELOPE);
		CHECK_INT(m.time.digits, -1);
		/* What stands before it is known. */
		CHECK_SAME(m.sender, span_str("a@b.example"));
	}
	buf_free(&b);
}

/* As many bytes as the option says, and a newline. */
static void
check_acl(void)
{
	CHECK_INT(fault_of(MAIL "-aclm 0 5\na\nXX\n\n" REST), EXIM_H_WHOLE);
	CHECK_INT(fault_of(MAIL "-aclc _x 0\n\n" REST), EXIM_H_WHOLE);
	CHECK_INT(fault_of(MAIL "-aclm 0 5\na\n" REST), EXIM_H_ENVELOPE);
	CHECK_INT(fault_of(MAIL "-aclm 0 999\na\n" REST), EXIM_H_ENVELOPE);
	CHECK_INT(fault_of(MAIL "-aclm 0 -1\na\n" REST), EXIM_H_ENVELOPE);
	CHECK_INT(fault_of(MAIL "-aclm 0 18446744073709551615\na\n" REST),
	    EXIM_H_ENVELOPE);
	CHECK_INT(fault_of(MAIL "-aclm\na\n" REST), EXIM_H_ENVELOPE);
	CHECK_INT(fault_of(MAIL "-aclm 0 0\n"), EXIM_H_ENVELOPE);
}

/* What the recipient's line has behind the address. */
static void
check_rcpt(const char *line, const char *want)
{
	struct buf b = {0};

	buf_putf(&b, "%sXX\n1\n%s\n\n", MAIL, line);
	CHECK_INT(fault_of(buf_str(&b)), EXIM_H_WHOLE);
	unit_row = line;
	CHECK_INT(m.nrcpts, 1);
	CHECK_SAME(m.rcpts[0].address, span_str(want));
	buf_free(&b);
}

static void
check_rcpts(void)
{
	check_rcpt("c@d", "c@d");
	check_rcpt("c@d 0", "c@d");
	check_rcpt("c@d 0,0,0", "c@d");
	check_rcpt("c@d e@f 3,0#1", "c@d");
	check_rcpt("c@d  0,0#1", "c@d");
	check_rcpt("c@d orcpt 5,3 e@f 3,0#3", "c@d");
	/* Where the lengths are wrong, it is all one address. */
	check_rcpt("c@d e@f 4,0#1", "c@d e@f 4,0#1");
	check_rcpt("c@d e@f 99,0#1", "c@d e@f 99,0#1");
	check_rcpt("c@d e@f x,0#1", "c@d e@f x,0#1");
	check_rcpt("c@d e@f 3,0#3", "c@d e@f 3,0#3");
	check_rcpt("c@d#1", "c@d#1");
}

int
main(void)
{
	check_login();
	check_time();
	check_acl();
	check_rcpts();
	exim_h_free(&h);
	msg_free(&m);
	return unit_end();
}
