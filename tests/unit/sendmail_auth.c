#include <stdlib.h>
#include <time.h>

#include "pure/sendmail_auth.h"
#include "unit.h"

#define HEAD "Nov 21 16:47:00 mx1 sm-mta[79]: "
#define REST ", mech=PLAIN, bits=0"

/* A line; then login and address, NULL for one that tells of no login. */
static const char *const table[][3] = {
    {HEAD
	"AUTH=server, relay=pool-1.isp.test [203.0.113.45], authid=alice" REST,
	"alice", "203.0.113.45"},
    {"2026-11-21T16:47:00.123+00:00 mx1 sendmail[79]: AUTH=server, "
     "relay=[IPv6:2001:db8::25], authid=bulk@example.test" REST,
	"bulk@example.test", "2001:db8::25"},
    {HEAD "AUTH=server, relay=x [192.0.2.1] (may be forged), authid=a" REST,
	"a", "192.0.2.1"},
    /* What a name in the DNS may try. */
    {HEAD "AUTH=server, relay=a [192.0.2.9], authid=root, mech=PLAIN b "
	  "[192.0.2.1], authid=eve" REST,
	"eve", "192.0.2.1"},
    {HEAD "AUTH=client, relay=x [192.0.2.1], authid=a" REST, NULL, NULL},
    {HEAD "6ALGl0A1000079: AUTH=server, relay=x [1.2.3.4], authid=a" REST, NULL,
	NULL},
    {HEAD "AUTH=server, relay=x, authid=a" REST, NULL, NULL},
    {HEAD "AUTH=server, relay=x [, authid=a" REST, NULL, NULL},
    {HEAD "AUTH=server, relay=x [192.0.2.1, authid=a" REST, NULL, NULL},
    {HEAD "AUTH=server, relay=x [192.0.2.1], authid=" REST, NULL, NULL},
    {HEAD "AUTH=server, relay=x [192.0.2.1], authid=a", NULL, NULL},
    {HEAD "AUTH=server, relay=x [192.0.2.1]" REST, NULL, NULL},
    {"Nov 21 16:47:00 mx1 sm-mta: AUTH=server, relay=x [1.2.3.4], "
     "authid=a" REST,
	NULL, NULL},
    {"Nov 21 16:47:00 mx1 sm-mta[x]: AUTH=server, relay=x [1.2.3.4], "
     "authid=a" REST,
	NULL, NULL},
};

/* Epoch seconds of a line's time, its file written last at latest; -1: none.
 */
static const struct {
	const char *line;
	int64_t latest, want;
} times[] = {
    {"Nov 21 16:59:33 h t: x", 1795321965, 1795280373},
    {"Nov 24 04:32:45 h t: x", 1795321965, 1795494765 - 365 * 86400},
    {"Feb 29 12:00:00 h t: x", 1795321965, 1709208000}, /* of 2024 */
    {"Feb 29 12:00:00 h t: x", 86400, -1},
    {"Nov  1 00:00:00 h t: x", 1795321965, 1793491200},
    {"Nov 1x 00:00:00 h t: x", 1795321965, -1},
    {"2026-11-21T16:59:33.9+00:00 h t: x", 0, 1795280373},
    {"2026-11-21 h t: x", 0, -1},
};

static void
check_times(void)
{
	struct stamp_clock clock = {0};
	struct syslog_line l;
	int64_t sec;
	size_t i;

	setenv("TZ", "UTC0", 1);
	tzset();
	for (i = 0; i < LEN(times); i++) {
		unit_row = times[i].line;
		CHECK_INT(
		    syslog_line_read(unit_span(unit_row, strlen(unit_row)), &l),
		    0);
		sec = -1;
		CHECK_INT(syslog_line_time(&l, times[i].latest, &clock, &sec),
		    times[i].want == -1 ? -1 : 0);
		CHECK(times[i].want == -1 || sec == times[i].want);
	}
	unit_row = NULL;
}

int
main(void)
{
	struct sendmail_auth a;
	struct syslog_line l;
	size_t i;
	int rc;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i][0];
		CHECK_INT(
		    syslog_line_read(unit_span(unit_row, strlen(unit_row)), &l),
		    0);
		rc = sendmail_auth_read(&l, &a);
		CHECK_INT(rc, table[i][1] == NULL ? -1 : 0);
		if (rc == -1)
			continue;
		CHECK_INT(a.pid, 79);
		CHECK_SAME(a.login, span_str(table[i][1]));
		CHECK_SAME(a.ip, span_str(table[i][2]));
	}
	check_times();
	return unit_end();
}
