/* The kernel's files of processes and connections: hostile names, cut lines,
 * addresses as little-endian kernels write them. */
#include "pure/procfile.h"
#include "unit.h"

/* --- stat --- */

#define REST \
	" S 1 64 7 34816 -1 4194368 69 458 0 0 0 0 0 1 20 0 1 0 73871 " \
	"4464640 345 18446744073709551615 1 2\n"

static const struct {
	const char *text, *comm;
} names[] = {
    {"245 (bash)" REST, "bash"},
    {"245 (tmux: server)" REST, "tmux: server"},
    {"245 (a) S 1 2 3 4)" REST, "a) S 1 2 3 4"},
    {"245 (a) (b)" REST, "a) (b"},
    {"245 ())" REST, ")"},
    {"245 (()" REST, "("},
    {"245 ()" REST, ""},
    {"245 (a\nb)" REST, "a\nb"},
    {"245 (1 (x) R 1)\n2 (y)" REST, "1 (x) R 1)\n2 (y"},
    {"245 (\x1B[31m\xFF)" REST, "\x1B[31m\xFF"},
    {"245 ((sd-pam))" REST, "(sd-pam)"},
    {"245 (kworker/u4:2-events_unbound_longer)" REST,
	"kworker/u4:2-events_unbound_longer"},
};

static void
good_stat(void)
{
	struct procfile_stat s;
	size_t i;

	for (i = 0; i < LEN(names); i++) {
		unit_row = names[i].text;
		CHECK_INT(procfile_stat(span_str(names[i].text), &s), 0);
		CHECK_STR(s.comm.p, s.comm.n, names[i].comm);
		CHECK_INT(s.pid, 245);
		CHECK_INT(s.ppid, 1);
		CHECK_INT(s.session, 7);
		CHECK_INT(s.tty, 34816);
		CHECK_INT(s.start, 73871);
		CHECK(s.state == 'S');
	}
	unit_row = NULL;
	CHECK_INT(
	    procfile_stat(SPAN("1 (x) R 0 0 0 -7 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 "
			       "18446744073709551615 1"),
		&s),
	    0);
	CHECK_INT(s.tty, -7);
	CHECK(s.start == UINT64_MAX);
}

static void
bad_stat(void)
{
	static const char *const texts[] = {"", " ", "245", "245 ", "245 (",
	    "245 (bash", "245 bash)" REST, "245 )bash(" REST, "x (bash)" REST,
	    "(bash)" REST, " (bash)" REST, "24 5 (bash)" REST, "245 (bash)",
	    "245 (bash) ", "245 (bash) S 1 64", "245 (bash) SS 1 64 0 0",
	    "245 (bash) S x 64 7 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 9 1\n",
	    "245 (bash) S 1 64 x 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 9 1\n",
	    "245 (bash) S 1 64 7 x -1 0 0 0 0 0 0 0 0 0 0 0 0 0 9 1\n",
	    "245 (bash) S 1 64 7 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 x 1\n",
	    "245 (bash) S 1 64 7 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 -9 1\n",
	    "4722366482869645213696 (bash)" REST,
	    "245 (bash) S 4722366482869645213696 64 7 0 -1 0 0 0 0 0 0 0 0 0 0 "
	    "0 0 0 9 1\n",
	    "245 (bash) S 1 64 7 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 "
	    "18446744073709551616 1\n"};
	static const char cut[] = "245 (b) (c)" REST;
	/* up to and with the blank behind the 22nd field */
	const size_t whole = (size_t)(strstr(cut, "73871 ") - cut) + 6;
	struct procfile_stat s;
	size_t i;

	for (i = 0; i < LEN(texts); i++) {
		unit_row = texts[i];
		CHECK_INT(
		    procfile_stat(unit_span(texts[i], strlen(texts[i])), &s),
		    -1);
	}
	unit_row = NULL;
	for (i = 0; i < sizeof cut; i++)
		CHECK_INT(
		    procfile_stat(unit_span(cut, i), &s), i < whole ? -1 : 0);
	CHECK_INT(procfile_stat(span_of(NULL, 0), &s), -1);
}

/* --- numbers --- */

static void
uids(void)
{
	uint32_t u = 7;

	CHECK_INT(
	    procfile_uid(SPAN("Name:\tx\nUid:\t1002\t0\t0\t0\nGid:\t5\n"), &u),
	    0);
	CHECK_INT(u, 1002);
	CHECK_INT(procfile_uid(SPAN("Uid:\t4294967294"), &u), 0);
	CHECK_INT(u, 4294967294);
	/* the kernel escapes a newline in a name */
	CHECK_INT(
	    procfile_uid(SPAN("Name:\ta\\nUid:\t0\nUid:\t33\t33\n"), &u), 0);
	CHECK_INT(u, 33);
	CHECK_INT(procfile_uid(SPAN("Uid:\t4294967296\t0\n"), &u), -1);
	CHECK_INT(procfile_uid(SPAN("Uid:\t-1\t0\n"), &u), -1);
	CHECK_INT(procfile_uid(SPAN("Uid:\t\n"), &u), -1);
	CHECK_INT(procfile_uid(SPAN("Uid:"), &u), -1);
	CHECK_INT(procfile_uid(SPAN(" Uid:\t5\n"), &u), -1);
	CHECK_INT(procfile_uid(SPAN(""), &u), -1);
	CHECK_INT(u, 33);
}

static void
numbers(void)
{
	uint32_t u = 7;

	CHECK_INT(procfile_number(SPAN("4294967295"), &u), 0);
	CHECK(u == PROCFILE_UNSET);
	CHECK_INT(procfile_number(SPAN("12\n"), &u), 0);
	CHECK_INT(u, 12);
	CHECK_INT(procfile_number(SPAN("4294967296"), &u), -1);
	CHECK_INT(procfile_number(SPAN("4722366482869645213696"), &u), -1);
	CHECK_INT(procfile_number(SPAN(""), &u), -1);
	CHECK_INT(procfile_number(SPAN("\n"), &u), -1);
	CHECK_INT(procfile_number(SPAN("-1"), &u), -1);
	CHECK_INT(procfile_number(SPAN("1 2"), &u), -1);
	CHECK_INT(u, 12);
}

static void
btime(void)
{
	int64_t t = 7;

	CHECK_INT(procfile_btime(
		      SPAN("cpu  1 2\nintr 5 0\nbtime 1795277904\nx 1\n"), &t),
	    0);
	CHECK_INT(t, 1795277904);
	CHECK_INT(procfile_btime(SPAN("cpu  1 2\n"), &t), -1);
	CHECK_INT(procfile_btime(SPAN("btime \n"), &t), -1);
	CHECK_INT(procfile_btime(SPAN("btime 9223372036854775807\n"), &t), -1);
	CHECK_INT(procfile_btime(SPAN("btime -5\n"), &t), -1);
	CHECK_INT(procfile_btime(SPAN(""), &t), -1);
	CHECK_INT(t, 1795277904);
}

static void
ttys(void)
{
	static const struct {
		int64_t dev;
		const char *name;
	} table[] = {{0, ""}, {34816, "pts/0"}, {34823, "pts/7"},
	    {0x1088FF, "pts/511"},
	    {(int64_t)0xFFF00000 | 0x88FF, "pts/1048575"},
	    /* as a signed number, which is how the kernel prints it */
	    {-1048576 + 0x88FF, "pts/1048575"}, {0x8900, "pts/256"},
	    {1025, "tty1"}, {1087, "tty63"}, {1088, "ttyS0"}, {1280, "5:0"},
	    {1281, "console"}, {0xCC40, "ttyAMA0"}, {0xE500, "hvc0"},
	    {0xBC01, "ttyUSB1"}, {0xFFFFFFFF, "4095:1048575"}};
	char name[16];
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		procfile_tty(table[i].dev, name);
		CHECK_STR(name, strlen(name), table[i].name);
	}
}

/* --- connections --- */

#define BETWEEN " 00000000:00000029 00:00000000 00000000 "

static const struct {
	const char *line, *local, *remote;
	unsigned lport, rport, state;
	long long uid;
	unsigned long long inode;
} connections[] = {
    {"   9: 0100007F:A912 0100007F:08AE 01" BETWEEN
     "    0        0 118741 1 000000005ccd240f 20 4 30 10 -1   ",
	"127.0.0.1", "127.0.0.1", 0xA912, 0x8AE, 1, 0, 118741},
    {"12345: 00000000:0019 00000000:0000 0A" BETWEEN "1002 0 5 1", "0.0.0.0",
	"0.0.0.0", 25, 0, 10, 1002, 5},
    {"0: 04030201:FFFF 010200C0:0000 02" BETWEEN
     "4294967295 0 18446744073709551615 1",
	"1.2.3.4", "192.0.2.1", 65535, 0, 2, 4294967295, UINT64_MAX},
    {"0: 00000000000000000000000001000000:0016 "
     "B80D0120000000000000000001000000:C001 01" BETWEEN "33 0 7",
	"::1", "2001:db8::1", 22, 0xC001, 1, 33, 7},
    {"0: 0000000000000000FFFF00000100007F:0016 "
     "0000000000000000FFFF0000010200C0:0019 01" BETWEEN "33 0 7",
	"127.0.0.1", "192.0.2.1", 22, 25, 1, 33, 7},
    {"0: 000080FE00000000FF005450B6AD5DFE:0016 "
     "000080FE000000000000000001000000:0019 01" BETWEEN "33 0 7",
	"fe80::5054:ff:fe5d:adb6", "fe80::1", 22, 25, 1, 33, 7},
    {"0: 00000000000000000000000000000000:0016 "
     "00000000000000000000000000000000:0000 0A" BETWEEN "0 0 0",
	"::", "::", 22, 0, 10, 0, 0},
};

static void
good_tcp(void)
{
	struct procfile_tcp t;
	size_t i;

	for (i = 0; i < LEN(connections); i++) {
		const char *line = connections[i].line;

		unit_row = line;
		CHECK_INT(procfile_tcp(unit_span(line, strlen(line)), &t), 0);
		CHECK_STR(t.local.ip, strlen(t.local.ip), connections[i].local);
		CHECK_STR(
		    t.remote.ip, strlen(t.remote.ip), connections[i].remote);
		CHECK_INT(t.local.port, connections[i].lport);
		CHECK_INT(t.remote.port, connections[i].rport);
		CHECK_INT(t.state, connections[i].state);
		CHECK_INT(t.uid, connections[i].uid);
		CHECK(t.inode == connections[i].inode);
	}
	unit_row = NULL;
}

static void
bad_tcp(void)
{
	static const char *const lines[] = {"", " ",
	    "  sl  local_address rem_address   st tx_queue rx_queue tr "
	    "tm->when retrnsmt   uid  timeout inode",
	    "  sl  local_address                         remote_address       "
	    "                 st tx_queue rx_queue tr tm->when retrnsmt   uid "
	    " timeout inode",
	    "0: 0100007F:A91 0100007F:08AE 01" BETWEEN "0 0 5 1",
	    "0: 0100007F:A9122 0100007F:08AE 01" BETWEEN "0 0 5 1",
	    "0: 0100007F;A912 0100007F:08AE 01" BETWEEN "0 0 5 1",
	    "0: 0100007G:A912 0100007F:08AE 01" BETWEEN "0 0 5 1",
	    "0: 0100007F:A912 0100007F:0-AE 01" BETWEEN "0 0 5 1",
	    "0: 0100007F:A912 0100007F:08AE 1" BETWEEN "0 0 5 1",
	    "0: 0100007F:A912 0100007F:08AE 001" BETWEEN "0 0 5 1",
	    "0: 0100007F:A912 0100007F:08AE xx" BETWEEN "0 0 5 1",
	    "0: 0100007F:A912 0100007F:08AE 01" BETWEEN "x 0 5 1",
	    "0: 0100007F:A912 0100007F:08AE 01" BETWEEN "0 0 x 1",
	    "0: 0100007F:A912 0100007F:08AE 01" BETWEEN "4294967296 0 5 1",
	    "0: 0100007F:A912 0100007F:08AE 01" BETWEEN
	    "0 0 18446744073709551616 1",
	    "0: 000080FE00000000FF005450B6AD5DFEF:0016 0100007F:08AE 01" BETWEEN
	    "0 0 5 1",
	    "0 0100007F:A912 0100007F:08AE 01" BETWEEN "0 0 5 1"};
	struct procfile_tcp t;
	size_t i, j, n;

	for (i = 0; i < LEN(lines); i++) {
		unit_row = lines[i];
		CHECK_INT(
		    procfile_tcp(unit_span(lines[i], strlen(lines[i])), &t),
		    -1);
	}
	unit_row = NULL;
	/* Cut off anywhere before the inode it is none. */
	for (i = 0; i < LEN(connections); i++) {
		n = (size_t)(strstr(connections[i].line, BETWEEN) -
		    connections[i].line);
		for (j = 0; j < n + sizeof BETWEEN; j++)
			CHECK_INT(
			    procfile_tcp(unit_span(connections[i].line, j), &t),
			    -1);
	}
}

/* Whatever bytes: no read beyond them. */
static void
noise(void)
{
	char text[256];
	struct procfile_stat s;
	struct procfile_tcp t;
	int64_t b;
	uint32_t u;
	size_t i, n, at;

	for (i = 0; i < 20000; i++) {
		const char *line = connections[i % LEN(connections)].line;

		n = unit_text(text, sizeof text);
		procfile_stat(unit_span(text, n), &s);
		procfile_tcp(unit_span(text, n), &t);
		procfile_uid(unit_span(text, n), &u);
		procfile_number(unit_span(text, n), &u);
		procfile_btime(unit_span(text, n), &b);
		n = strlen(line);
		memcpy(text, line, n);
		at = unit_rand((uint32_t)n);
		text[at] = (char)unit_rand(256);
		procfile_tcp(unit_span(text, n), &t);
		line = names[i % LEN(names)].text;
		n = strlen(line);
		memcpy(text, line, n);
		text[unit_rand((uint32_t)n)] = (char)unit_rand(256);
		procfile_stat(unit_span(text, n), &s);
	}
}

int
main(void)
{
	good_stat();
	bad_stat();
	uids();
	numbers();
	btime();
	ttys();
	good_tcp();
	bad_tcp();
	noise();
	return unit_end();
}
