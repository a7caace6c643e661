#include "pure/num.h"
#include "pure/shadow.h"

enum { HASH, CHANGED, EXPIRES = 6 }; /* after the name */

static int64_t
day(struct span field)
{
	uint64_t n;

	/* 0 is no day: the password has to be changed, or nothing is told. */
	return num_u(field, 10000000, &n) == 0 && n > 0 ? (int64_t)n : -1;
}

int
shadow_find(struct span text, struct span name, struct shadow *s)
{
	struct span line, field;
	int i;

	while ((line = span_upto(&text, '\n')).p != NULL) {
		field = span_upto(&line, ':');
		if (line.p == NULL || !span_same(field, name))
			continue;
		*s = (struct shadow){.changed = -1, .expires = -1};
		for (i = 0; (field = span_upto(&line, ':')).p != NULL; i++)
			if (i == HASH)
				s->locked = span_starts(field, "!");
			else if (i == CHANGED)
				s->changed = day(field);
			else if (i == EXPIRES)
				s->expires = day(field);
		return 0;
	}
	return -1;
}
