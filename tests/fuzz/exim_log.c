/* A line of Exim's main log, and all that is asked of one */
#include "fuzz_msg.h"
#include "pure/exim_cwd.h"
#include "pure/exim_log_fields.h"

static struct stamp_clock clock_;
static struct exim_cwd cwd;

static void
check_arrival(const struct exim_log *l, struct when time, struct span line)
{
	struct exim_log_fields fields;
	struct msg m = {0};
	size_t i;

	msg_clear(&m);
	if (exim_log_arrival(l, &m) == 0) {
		HOLDS(m.sender.p != NULL);
		m.time = time; /* else the id's would be read */
		if (m.id.p != NULL)
			fuzz_msg(&m, line);
	}
	if (exim_log_fields_read(&fields, l->text) == 0)
		for (i = 0; i < fields.n; i++) {
			HOLDS(fields.seen[i].field < EXIM_LOG_FIELDS);
			INSIDE(fields.seen[i].value, l->text);
		}
	msg_free(&m);
}

static void
read_line(struct span line)
{
	struct span rest, id, address, reason;
	struct exim_log l;
	enum exim_log_kind kind;
	const struct exim_cwd_line *of;
	struct when w;

	if (exim_log_read(line, &l) == -1)
		return;
	INSIDE(l.pid, line);
	INSIDE(l.id, line);
	INSIDE(l.text, line);
	HOLDS(l.digits >= 0 && l.digits <= 6 && l.usec >= 0);
	w = exim_log_time(&l, &clock_);
	HOLDS(w.usec >= 0 && w.usec < 1000000);
	kind = exim_log_kind(&l);
	if (kind == EXIM_LOG_ARRIVED)
		check_arrival(&l, w, line);
	if (exim_log_rcpt(&l, &address, &reason) == 0) {
		INSIDE(address, line);
		INSIDE(reason, line);
	}
	INSIDE(exim_log_cwd(&l), line);
	of = exim_cwd_find(&cwd, &l, true);
	HOLDS(of == NULL || of->text.len > 0);
	exim_cwd_find(&cwd, &l, false);
	exim_cwd_note(&cwd, &l, line, kind);
	rest = l.text;
	while ((id = exim_log_mention(&rest)).p != NULL) {
		INSIDE(id, line);
		HOLDS(id.n > 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	exim_cwd_free(&cwd);
	cwd = (struct exim_cwd){0};
	return 0;
}
