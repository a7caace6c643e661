#include "pure/listing.h"
#include "pure/msgid.h"

const char listing_empty[] = "Mail queue is empty";

void
listing_time_of_id(const struct listing *l, struct msg *m)
{
	unsigned kinds = msgid_kinds(m->id);

	/* A text that two MTAs could have made tells no time. */
	if (m->time.digits < 0 && kinds != 0 && (kinds & (kinds - 1)) == 0)
		msgid_time(kinds, m->id, l->now, &m->time);
}
