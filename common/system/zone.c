#define _XOPEN_SOURCE 700 /* realpath */
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "system/zone.h"

static char *outside; /* TZ before zone_enter, NULL: it was not set */

void
zone_start(const char *root)
{
	char *path = root == NULL ? NULL : realpath(root, NULL);
	struct buf tz = {0};

	if (path != NULL && getenv("TZ") == NULL) {
		buf_putf(&tz, ":%s/etc/localtime", path);
		if (access(buf_str(&tz) + 1, R_OK) == 0)
			setenv("TZ", tz.p, 1);
		buf_free(&tz);
	}
	free(path);
	tzset();
}

enum { LONGEST = 64 }; /* bytes of a zone's name */

/* Letters, digits and + - _ between slashes: no dot leads elsewhere. One way
 * to write each, since what TZ was is kept by libc. */
static bool
is_name(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '/' && i > 0 && s.p[i - 1] == '/')
			return false;
		if (c != '/' && c != '+' && c != '-' && c != '_' &&
		    !(c >= '0' && c <= '9') &&
		    !((c | 32) >= 'a' && (c | 32) <= 'z'))
			return false;
	}
	return s.n > 0 && s.n <= LONGEST && s.p[0] != '/' &&
	    s.p[s.n - 1] != '/';
}

bool
zone_enter(struct span name)
{
	struct buf path = {0};
	const char *tz = getenv("TZ");
	bool found = false;
	struct stat st;

	if (is_name(name)) {
		buf_puts(&path, ":/usr/share/zoneinfo/");
		buf_put(&path, name.p, name.n);
		found = stat(buf_str(&path) + 1, &st) == 0 &&
		    S_ISREG(st.st_mode);
	}
	if (found) {
		outside = tz == NULL ? NULL : mem_dup(tz);
		setenv("TZ", path.p, 1);
		tzset();
	}
	buf_free(&path);
	return found;
}

void
zone_leave(void)
{
	if (outside == NULL)
		unsetenv("TZ");
	else
		setenv("TZ", outside, 1);
	tzset();
	free(outside);
	outside = NULL;
}
