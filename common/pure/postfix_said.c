#include "pure/msgid.h"
#include "pure/postfix_said.h"

/* What stands behind "ID: ". */
static enum postfix_said
said_of(struct span text)
{
	if (span_is(text, "removed"))
		return POSTFIX_SAID_REMOVED;
	if (span_is(text, "placed on hold"))
		return POSTFIX_SAID_HELD;
	if (span_is(text, "released from hold"))
		return POSTFIX_SAID_RELEASED;
	return POSTFIX_SAID_OTHER;
}

enum postfix_said
postfix_said_read(struct span line, struct span *id)
{
	struct span rest = line, word;

	*id = span_of(NULL, 0);
	span_upto(&rest, ' '); /* "postsuper:" */
	if (rest.p == NULL)
		return POSTFIX_SAID_OTHER;
	if (span_starts(rest, "fatal: "))
		return span_find(rest, span_str("superuser"), false) != NULL
		    ? POSTFIX_SAID_DENIED
		    : POSTFIX_SAID_FAILED;
	word = span_upto(&rest, ':');
	if (rest.n == 0 || (msgid_kinds(word) & MSGID_POSTFIX) == 0)
		return POSTFIX_SAID_OTHER;
	*id = word;
	return said_of(span_from(rest, 1));
}
