/* Crontabs as each cron reads them, and when their jobs are due */
#include <time.h>

#include "fuzz.h"
#include "pure/crontab.h"
#include "pure/mailword.h"

/* A time that a job is due is one that its schedule has, and in order. */
static void
check_due(const struct cron *c)
{
	int64_t next = 0, last = 0, again = 0;

	if (cron_next(c, FUZZ_NOW, &next)) {
		HOLDS(next > FUZZ_NOW);
		HOLDS(cron_last(c, next, &again));
		HOLDS(again == next);
	}
	if (cron_last(c, FUZZ_NOW, &last))
		HOLDS(last <= FUZZ_NOW);
	if (cron_never(c))
		HOLDS(next == 0 && last == 0);
}

static void
check_command(struct span command)
{
	struct mailword_files files = {.rest = command};
	struct buf b = {0};
	struct span word;
	size_t line;

	crontab_command(&b, command);
	HOLDS(b.len <= command.n);
	if (mailword_find(command, &word, &line))
		HOLDS(word.n > 0 && line > 0);
	while (mailword_file(&files, &word))
		INSIDE(word, command);
	buf_free(&b);
}

static void
read_all(struct span text, unsigned how)
{
	struct crontab t = {.rest = text, .how = how};
	struct crontab_job j;
	const char *why = NULL;
	size_t n = 0, line = 0;
	int rc;

	while ((rc = crontab_next(&t, &j, &why)) != 0) {
		HOLDS(++n <= text.n);
		HOLDS(t.line >= line && t.line > 0);
		line = t.line;
		INSIDE(t.mailto, text);
		INSIDE(t.shell, text);
		INSIDE(t.zone, text);
		if (rc == -1) {
			HOLDS(why != NULL);
			continue;
		}
		INSIDE(j.schedule, text);
		INSIDE(j.user, text);
		INSIDE(j.command, text);
		HOLDS(((how & CRON_SYSTEM) != 0) == (j.user.p != NULL));
		if (n < 32) /* years of days are looked at for each */
			check_due(&j.cron);
		check_command(j.command);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool zoned;
	struct span text = fuzz_copy(fuzz_span(data, size));
	unsigned how;

	if (!zoned) {
		setenv("TZ", "EET-2EEST,M3.5.0/3,M10.5.0/4", 1);
		tzset();
		zoned = true;
	}
	for (how = 0; how < 8; how++)
		read_all(text, how);
	fuzz_release(text);
	return 0;
}
