#include <stddef.h>

#include "pure/exim_said.h"
#include "pure/msgid.h"

/* What stands before the id and behind it. */
static const struct {
	const char *before, *behind;
	enum exim_said said;
} sentences[] = {
    {"Message ", " has been removed", EXIM_SAID_REMOVED},
    {"Message ", " has been removed or did not exist",
	EXIM_SAID_REMOVED_OR_NONE},
    {"Message ", " is locked", EXIM_SAID_LOCKED},
    {"Message ", " is now frozen", EXIM_SAID_FROZEN},
    {"Message ", " is already frozen", EXIM_SAID_WAS_FROZEN},
    {"Message ", " is no longer frozen", EXIM_SAID_THAWED},
    {"Spool data file for ", " does not exist", EXIM_SAID_NO_BODY},
    {"Spool read error for ", "-H: No such file or directory",
	EXIM_SAID_NO_HEAD},
    {"Spool format error for ", "-H", EXIM_SAID_DAMAGED},
    {"Couldn't open spool file for ", ": Permission denied", EXIM_SAID_DENIED},
};

enum { SENTENCES = sizeof sentences / sizeof sentences[0] };

static bool
cut_front(struct span *text, struct span word)
{
	if (text->n < word.n || !span_same(span_of(text->p, word.n), word))
		return false;
	*text = span_of(text->p + word.n, text->n - word.n);
	return true;
}

static bool
cut_back(struct span *text, struct span word)
{
	if (text->n < word.n ||
	    !span_same(span_of(text->p + text->n - word.n, word.n), word))
		return false;
	text->n -= word.n;
	return true;
}

enum exim_said
exim_said_read(struct span line, struct span *id)
{
	struct span denied = span_str("ermission denied");
	size_t i;

	for (i = 0; i < SENTENCES; i++) {
		*id = line;
		if (cut_front(id, span_str(sentences[i].before)) &&
		    cut_back(id, span_str(sentences[i].behind)) &&
		    (msgid_kinds(*id) & MSGID_EXIM) != 0)
			return sentences[i].said;
	}
	*id = span_of(NULL, 0);
	return span_find(line, denied, false) != NULL ? EXIM_SAID_DENIED
						      : EXIM_SAID_OTHER;
}
