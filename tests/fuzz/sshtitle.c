/* Titles of processes, one a line, and the session that they would make */
#include "fuzz.h"
#include "pure/rows.h"
#include "pure/sshpick.h"
#include "pure/sshshow.h"
#include "pure/suspicion.h"

static struct session session;
static int32_t pid;

static void
read_line(struct span line)
{
	struct session_process *p = session_add(&session, ++pid);

	p->ppid = pid - 1;
	p->title = fuzz_string(line);
	p->server = sshtitle_claims(line) && line.n % 2 == 0;
	p->exe = line.n % 3 == 0 ? fuzz_string(line) : NULL;
	sshtitle_read(span_str(p->title), &p->says);
	INSIDE(p->says.user, span_str(p->title));
	INSIDE(p->says.ttys, span_str(p->title));
	sshtitle_is_name(line);
}

static void
check_shown(bool json)
{
	struct sshshow row = {&session, "utmp"};
	struct rows r = {.table = sshshow_table,
	    .ntable = SSHSHOW_FIELDS,
	    .value = sshshow_value,
	    .json = json};
	struct buf b = {0}, why = {0};

	HOLDS(rows_choose(&r, NULL, sshshow_default, &why) == 0);
	rows_put(&r, &row, &b);
	CLEAN(&b);
	rows_free(&r);
	buf_free(&b);
	buf_free(&why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct account account = {.known = true, .changed = -1};
	struct usual usual = {.utmp = true, .utmp_name = "utmp"};
	struct sshpick pick = {.user = "root", .uid = SESSION_NONE};
	struct buf b = {0};

	session = (struct session){.uid = 0, .audit = SESSION_NONE};
	pid = 0;
	fuzz_lines(data, size, read_line);
	session_tell(&session);
	HOLDS(session.told < session.n);
	session_has_login(&session);
	suspicion_of(&session, &account, &usual);
	check_shown(false);
	check_shown(true);
	if (sshpick_wants(&pick, &session))
		sshpick_put(&pick, &session, &b);
	CLEAN(&b);
	buf_free(&b);
	session_free(&session);
	return 0;
}
