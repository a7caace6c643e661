#include "pure/wlist.h"

/* Whether the name is a terminal's: pts/0, tty1, ttyS0, console, :0. */
static bool
is_tty(struct span name)
{
	static const char *const starts[] = {
	    "pts/", "tty", "console", ":", "hvc", "xvc", "lxc/", "ttyp"};
	size_t i;

	for (i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (span_starts(name, starts[i]) && !span_is(name, ":"))
			return true;
	return false;
}

/* " 16:31:33 up 13 min,  7 users", "USER TTY ...", "NAME LINE TIME". */
static bool
is_title(struct span first, struct span second)
{
	return span_is(second, "up") || span_is(second, "TTY") ||
	    span_is(second, "LINE") ||
	    (span_is(first, "USER") && second.n == 0);
}

bool
wlist_read(struct span line, struct span *user, struct span *tty)
{
	bool blank = line.n == 0 || line.p[0] == ' ' || line.p[0] == '\t';
	struct span field;

	*tty = span_of(NULL, 0);
	*user = span_field(&line);
	field = span_field(&line);
	/* who -a: "   system boot", "LOGIN  tty1", and a dead pts/0. */
	if (user->p == NULL || field.p == NULL || blank ||
	    span_is(*user, "LOGIN") || is_title(*user, field))
		return false;
	/* who -T: whether others may write to it. */
	if (span_is(field, "+") || span_is(field, "-") || span_is(field, "?"))
		field = span_field(&line);
	if (field.p != NULL && is_tty(field))
		*tty = field;
	return true;
}
