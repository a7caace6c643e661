#include "pure/format.h"
#include "pure/msgid.h"

enum format
format_of(struct span line)
{
	struct span rest = span_chomp(line), first;

	if (span_is(rest, "Mail queue is empty"))
		return FORMAT_EMPTY;
	first = span_field(&rest);
	return msgid_kinds(first) != 0 ? FORMAT_IDS : FORMAT_NONE;
}

bool
format_is_gzip(struct span bytes)
{
	return bytes.n >= 2 && bytes.p[0] == '\x1F' && bytes.p[1] == '\x8B';
}
