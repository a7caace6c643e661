#include "pure/mailbox.h"

struct span
mailbox_of(struct span text)
{
	size_t at = text.n;

	if (text.n < 2 || text.p[text.n - 1] != '>')
		return text;
	if (text.p[0] == '<')
		return span_of(text.p + 1, text.n - 2);
	/* A name before it ends with a blank; a quoted < has none. */
	while (at > 1 && (text.p[at - 1] != '<' || text.p[at - 2] != ' '))
		at--;
	return at > 1 ? span_of(text.p + at, text.n - at - 1) : text;
}
