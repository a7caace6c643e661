/* Paths of configurations, a line each, and what is told of them */
#include "fuzz.h"
#include "pure/confpath.h"

/* A command for an administrator to paste: nothing of the path's own may do
 * more in a shell than a word does. */
static void
check_command(struct span command)
{
	static const char joint[] = " -t && systemctl reload ";
	static const char apache[] = "apachectl configtest && ";
	const char *at = span_find(command, span_str(joint), false);
	size_t i;

	if (command.n == 0)
		return;
	HOLDS(at != NULL || span_starts(command, apache));
	for (i = 0; i < command.n; i++)
		HOLDS((command.p[i] >= 'a' && command.p[i] <= 'z') ||
		    (command.p[i] >= 'A' && command.p[i] <= 'Z') ||
		    (command.p[i] >= '0' && command.p[i] <= '9') ||
		    strchr("/.*_+- &", command.p[i]) != NULL);
	for (i = 0; i + 1 < command.n; i++)
		HOLDS(command.p[i] != '&' || command.p[i + 1] == '&' ||
		    (i > 0 && command.p[i - 1] == '&'));
}

static void
read_line(struct span path)
{
	struct buf b = {0};
	int kind;

	if (path.n == 0)
		return;
	confpath_site(&b, path);
	HOLDS(b.len > 0 && memchr(b.p, '/', b.len) == NULL);
	HOLDS(span_is(fuzz_of(&b), "*") ||
	    span_find(path, fuzz_of(&b), false) != NULL);
	confpath_panel(path);
	for (kind = MAILSITES_APACHE; kind <= MAILSITES_FPM; kind++) {
		buf_clear(&b);
		confpath_reload(&b, (enum mailsites_kind)kind, path);
		check_command(fuzz_of(&b));
	}
	buf_clear(&b);
	confpath_root(&b, path);
	HOLDS(b.len <= path.n &&
	    memcmp(b.p == NULL ? "" : b.p, path.p, b.len) == 0);
	buf_clear(&b);
	confpath_prefix(&b, path);
	HOLDS(
	    span_is(fuzz_of(&b), "/usr") || span_is(fuzz_of(&b), "/usr/local"));
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	return 0;
}
