#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "system/progress.h"

enum {
	FIRST_MS = 1000,
	AGAIN_MS = 200,
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
progress(uint64_t done, uint64_t of, const char *what)
{
	static int64_t next; /* 0: never called; -1: not to be shown */
	char text[80];
	int64_t now;

	if (next == -1)
		return;
	if (next == 0 && !isatty(STDERR_FILENO)) {
		next = -1;
		return;
	}
	now = now_ms();
	if (next == 0)
		next = now + FIRST_MS;
	if (now < next)
		return;
	next = now + AGAIN_MS;
	if (of > 0)
		snprintf(text, sizeof text, "%" PRIu64 " of %" PRIu64 " %s",
		    done, of, what);
	else
		snprintf(text, sizeof text, "%" PRIu64 " %s", done, what);
	err_line(text);
}
