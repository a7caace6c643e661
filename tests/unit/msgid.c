#include "pure/msgid.h"
#include "unit.h"

enum {
	OLD = MSGID_EXIM_OLD,
	NEW = MSGID_EXIM_NEW,
	SHORT = MSGID_POSTFIX_SHORT,
	LONG = MSGID_POSTFIX_LONG,
	SM = MSGID_SENDMAIL
};

/* Real ids and when their messages came; digits -1: the id does not tell. */
static const struct {
	const char *id;
	unsigned kind;
	int64_t sec;
	int32_t usec;
	int8_t digits;
} real[] = {
    /* Exim 4.96 here; Exim's own tests 0699 and 0700 */
    {"1xUnyH-0006we-0M", OLD, 1795278589, 0, 0},
    {"1qDO9M-0003B3-2p", OLD, 1687693404, 0, 0},
    {"1pAnS3-003fPj-Tw", OLD, 1672299343, 0, 0},
    {"zzzzzz-zzzzzz-zz", OLD, 56800235583, 0, 0},
    {"000000-000000-00", OLD, 0, 0, 0},
    {"1ptUlY-00000000PfG-46ri", NEW, 1682952276, 979706, 6},
    /* edges of the fraction; two that exim_id_update made */
    {"1ptUlY-00000000PfG-4C91", NEW, 1682952276, 999999, 6},
    {"1ptUlY-00000000PfG-4C92", NEW, 1682952276, 0, 0},
    {"1ptUlY-00000000PfG-0001", NEW, 1682952276, 1, 6},
    {"1pAnS3-00000003fPj-Tw00", NEW, 1672299343, 0, 0},
    {"1xUnyH-000000006we-0M00", NEW, 1795278589, 0, 0},
    /* queue_id of postqueue -j, Postfix 3.7.11 (captures/mta) */
    {"12A75AA6B29", SHORT, 0, 0, -1}, {"0CD14AA6B20", SHORT, 0, 0, -1},
    {"32989AA6B55", SHORT, 0, 0, -1}, {"5607CAA6AD7", SHORT, 0, 0, -1},
    {"5D635AA6AD2", SHORT, 0, 0, -1}, {"962DAAA6AE4", SHORT, 0, 0, -1},
    {"D7DA2AA6B07", SHORT, 0, 0, -1},
    /* the shortest, the longest, the last microsecond */
    {"00000F", SHORT, 0, 0, -1}, {"F423F1", SHORT, 0, 0, -1},
    {"F423FFFFFFFFFFFFFFFFF", SHORT, 0, 0, -1},
    /* postconf(5), enable_long_queue_ids; the time by its formula */
    {"3Pt2mN2VXxznjll", LONG, 1300631508, 353025, 6},
    {"3Pt2mN2VXxz1", LONG, 1300631508, 353025, 6},
    {"3Pt2mN75plz1", LONG, 1300631508, 999999, 6},
    {"0000000000z0", LONG, 0, 0, 6},
    {"10000000000z1", LONG, 380204032 * INT64_C(52), 0, 6},
    {"DpTTmdC75plz1", LONG, WHEN_MOST, 999999, 6},
    /* name and T line of qf files, Sendmail 8.17.1 (captures/mta) */
    {"6ALGl0x5000150", SM, 1795279620, 0, 0},
    {"6ALGl0wh000100", SM, 1795279620, 0, 0},
    {"6ALGl0uW000126", SM, 1795279620, 0, 0},
    {"6ALGl02p000120", SM, 1795279620, 0, 0},
    {"6ALGl0Lt000082", SM, 1795279620, 0, 0},
    {"6ALGl3nR000273", SM, 1795279623, 0, 0},
    {"6ALGl89q000384", SM, 1795279628, 0, 0},
    {"6ALGl8Mn000444", SM, 1795279628, 0, 0},
    {"6ALGl8Xe000380", SM, 1795279628, 0, 0},
    /* their edges: the last minute of 2025, a leap second, pids */
    {"5BVNxxxx00001", SM, 1767225599, 0, 0},
    {"5BVNxy0012345", SM, 1767225600, 0, 0},
    {"6010000x4194303", SM, 1767225600, 0, 0},
    {"6010000x0123456789", SM, 1767225600, 0, 0},
    {"60A0000012345", SHORT | SM, 0, 0, -1}};

static const char *const none[] = {"", "x", "-", ".", "..", "/", "12345",
    "hello", "00000", "5607cAA6AD7", "1xUnyH-0006we-0", "1xUnyH-0006we-0MM",
    "1xUnyH-0006we_0M", "1xUnyH_0006we-0M", "1xUnyH0-006we-0M",
    "-1xUny-0006we-0M", "1xUnyH--006we-0M", "1xUnyH-0006we--M",
    "1xUny/-0006we-0M", "../../-0006we-0M", "1xUnyH-../../-0M",
    "1xUnyH-0006we-..", "1xUnyH-0006we-/M", "1xUnyH-0006we-0 ",
    " xUnyH-0006we-0M", "1xUnyH-0006we-0\n", "1xUnyH-0006we-0M\n",
    "1xUnyH-0006we-0M\r", "1xUnyH-0006we-0M ", " 1xUnyH-0006we-0M",
    "1xUnyH-0006we-0M-H", "\\x31xUnyH-0006we-0M", "1xUnyH-0006w\\-0M",
    "E1xUnyH-0006we-0M", "<1xUnyH-0006we-0M>", "1xUnyH-0006we-0M,",
    "*1xUnyH-0006we-0M", "1xUnyH-0006we-\xC3\xA9", "1xUnyH-0006we-0*",
    "1ptUlY-00000000PfG-46r", "1ptUlY-00000000PfG-46rii",
    "1ptUlY-0000000PfG-46ri", "1ptUlY-00000000PfG-46r/",
    "1ptUlY-0000000/PfG-46ri", "1ptUlY-00000000PfG_46ri", "F42401", "FFFFF1",
    "F423FFFFFFFFFFFFFFFFFF", "0FD9DAA6B25*", "0FD9DAA6B25!", "0FD9D AA6B2",
    "0FD9DAA6B2G", "0FD9DGA6B25", "GFD9DAA6B25", "F423FFFFFFFFFFFFFFFFG",
    "0FD9DAA6B2-", "00000TRUNC", "-F423F1", "+F423F1", "0xF423F1",
    "0FD9DAA6B25:", "3Pt2mN2VXxz", "3Pt2mN2VXxxnjll", "3Pt2mNZZZZznjll",
    "3Pt2mN75pmz1", "3Pt2m00VXznjll", "03Pt2mN2VXxz", "3Pt2mN2VXxznjla",
    "3Pt2mA2VXxznjll", "3Pt2mN2VXAznjll", "3Pt2mN2VXxz-jll", "2mN2VXxznjll",
    "DpTTmdD0000z1", "1FFFFFFF00000hzp", "zzzzzzzzzzzzzzzzzz0000z1",
    "3Pt2mN2VX/znjll", "3Pt2mN2VXxz../l", "zzzzzzzzzzzzzzzz", "6CLGl0x5000150",
    "6A0Gl0x5000150", "6AWGl0x5000150", "6ALOl0x5000150", "6ALGy0x5000150",
    "6ALGlzx5000150", "yALGl0x5000150", "6ALGl0x50001", "6ALGl0x50001500000000",
    "6ALGl0x500015x", "6ALGl0x5000A50", "6ALGl0x512345678901", "6ALGl0x5-00150",
    "6ALGl0/5000150", "6ALGl0x500 150",
    "1xUnyH-0006we-0M1xUnyH-0006we-0M1xUnyH-0006we-0M1xUnyH-0006we-0M1"};

static void
kinds_and_times(void)
{
	struct when w;
	size_t i;
	int rc;

	for (i = 0; i < LEN(real); i++) {
		struct span id = unit_span(real[i].id, strlen(real[i].id));

		unit_row = real[i].id;
		CHECK_INT(msgid_kinds(id), real[i].kind);
		CHECK(id.n <= MSGID_MAX);
		rc = msgid_time(real[i].kind, id, 1795290000, &w);
		CHECK_INT(rc, real[i].digits < 0 ? -1 : 0);
		CHECK_INT(w.digits, real[i].digits);
		if (rc == 0) {
			CHECK_INT(w.sec, real[i].sec);
			CHECK_INT(w.usec, real[i].usec);
		}
	}
	for (i = 0; i < LEN(none); i++) {
		unit_row = none[i];
		CHECK_INT(msgid_kinds(unit_span(none[i], strlen(none[i]))), 0);
	}
	unit_row = NULL;
	CHECK_INT(msgid_kinds(span_of(NULL, 0)), 0);
}

/* An id with any byte changed or added is none, or still of safe bytes. */
static void
mutations(void)
{
	static const char safe[] = "0123456789-abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char text[40];
	size_t i, at, n, len;
	unsigned byte;

	for (i = 0; i < LEN(real); i++) {
		n = strlen(real[i].id);
		for (at = 0; at <= n; at++)
			for (byte = 0; byte < 256; byte++) {
				memset(text, 0, sizeof text);
				memcpy(text, real[i].id, n);
				text[at] = (char)byte;
				len = at < n ? n : n + 1;
				if (msgid_kinds(unit_span(text, len)) != 0)
					CHECK_INT(strspn(text, safe), len);
			}
	}
}

/* Sendmail's ids leave out the century: which year it is depends on now. */
static void
sendmail_years(void)
{
	static const struct {
		int64_t now, sec;
	} table[] = {/* 1966, 2026, 2086 */
	    {1795279620, 1795279620}, {1795279620 - 86400, 1795279620},
	    {1795279620 - 86401, -98176380}, {1767225600, -98176380},
	    {1795279620 + INT64_C(59) * 31557600, 1795279620},
	    {3688735620 - 86401, 1795279620}, {3688735620 - 86400, 3688735620},
	    {3688735620, 3688735620}, {3688735621, 3688735620}, {0, -98176380}};
	struct when w;
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		CHECK_INT(
		    msgid_time(SM, SPAN("6ALGl0x5000150"), table[i].now, &w),
		    0);
		CHECK_INT(w.sec, table[i].sec);
	}
}

static char *
digits(char *to, uint64_t n, unsigned base, int width)
{
	static const char all[] =
	    "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
	char text[20];
	int i = 0;

	for (; n > 0 || i < width; n /= base)
		text[i++] = all[n % base];
	while (i > 0)
		*to++ = text[--i];
	*to = '\0';
	return to;
}

/* Postfix's long ids, made as postconf(5) says. */
static void
long_ids(void)
{
	char text[64], *p;
	uint64_t sec, inode;
	uint32_t usec;
	struct when w;
	int i;

	for (i = 0; i < 20000; i++) {
		sec = (uint64_t)unit_rand(UINT32_MAX) * (i % 8 ? 1 : 30);
		usec = unit_rand(1000000);
		inode = (uint64_t)unit_rand(UINT32_MAX) << unit_rand(32);
		p = digits(digits(text, sec, 52, 6), usec, 52, 4);
		*p++ = 'z';
		p = digits(p, inode, 51, 1);
		unit_row = text;
		CHECK_INT(msgid_kinds(span_str(text)), LONG);
		CHECK_INT(msgid_time(LONG, span_str(text), 0, &w), 0);
		CHECK_INT(w.sec, sec);
		CHECK_INT(w.usec, usec);
		CHECK_INT(w.digits, 6);
	}
	unit_row = NULL;
}

int
main(void)
{
	kinds_and_times();
	mutations();
	sendmail_years();
	long_ids();
	return unit_end();
}
