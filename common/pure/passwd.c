#include "pure/num.h"
#include "pure/passwd.h"

bool
passwd_next(struct span *text, struct passwd_entry *e)
{
	struct span line, uid;
	uint64_t n;
	int i;

	while ((line = span_upto(text, '\n')).p != NULL) {
		e->name = span_upto(&line, ':');
		span_upto(&line, ':');
		uid = span_upto(&line, ':');
		for (i = 0; i < 2; i++)
			span_upto(&line, ':');
		e->home = span_upto(&line, ':');
		e->shell = line;
		if (e->name.n == 0 || uid.p == NULL ||
		    num_u(uid, UINT32_MAX, &n) == -1)
			continue;
		e->uid = (uint32_t)n;
		return true;
	}
	return false;
}

bool
passwd_name(struct span text, struct span name, struct passwd_entry *e)
{
	while (passwd_next(&text, e))
		if (span_same(e->name, name))
			return true;
	return false;
}

bool
passwd_uid(struct span text, uint32_t uid, struct passwd_entry *e)
{
	while (passwd_next(&text, e))
		if (e->uid == uid)
			return true;
	return false;
}
