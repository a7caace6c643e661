#include "pure/mailpath.h"

const char *const mailpath_states[] = {
    "default", "blocked", "open", "broken-blank", "broken-quotes"};

/* Whether the command is that one, with nothing that a shell would act on. */
static bool
is_command(struct span value, const char *name)
{
	static const char *const dirs[] = {"/bin/", "/usr/bin/"};
	struct span word = span_field(&value);
	size_t i;

	for (i = 0; i < value.n; i++)
		if (strchr("|&;<>()$`\\\"'\n*?[#~=%!{}", value.p[i]) != NULL)
			return false;
	for (i = 0; i < sizeof dirs / sizeof dirs[0]; i++)
		if (span_starts(word, dirs[i]) &&
		    span_is(span_from(word, strlen(dirs[i])), name))
			return true;
	return false;
}

enum mailpath_state
mailpath_of(struct span value)
{
	size_t i;

	if (value.p == NULL)
		return MAILPATH_DEFAULT;
	for (i = 0; i < value.n && strchr(" \t\r\n\v\f", value.p[i]) != NULL;)
		i++;
	if (i == value.n)
		return MAILPATH_BLANK;
	if (is_command(value, "false") || is_command(value, "true"))
		return MAILPATH_BLOCKED;
	return MAILPATH_OPEN;
}

bool
mailpath_lies(struct span value)
{
	return is_command(value, "true");
}
