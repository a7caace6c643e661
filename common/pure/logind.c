#include "pure/logind.h"
#include "pure/num.h"

static void
take(struct logind *l, struct span key, struct span value)
{
	uint64_t n;
	bool number = num_u(value, INT64_MAX, &n) == 0;

	if (span_is(key, "USER"))
		l->user = value;
	else if (span_is(key, "REMOTE_HOST"))
		l->host = value;
	else if (span_is(key, "SERVICE"))
		l->service = value;
	else if (span_is(key, "CLASS"))
		l->class = value;
	else if (span_is(key, "STATE"))
		l->state = value;
	else if (!number)
		return;
	else if (span_is(key, "UID") && n < UINT32_MAX) {
		l->uid = (uint32_t)n;
		l->has_uid = true;
	} else if (span_is(key, "AUDIT") && n < UINT32_MAX) {
		l->audit = (uint32_t)n;
		l->has_audit = true;
	} else if (span_is(key, "LEADER") && n <= INT32_MAX)
		l->leader = (int32_t)n;
	else if (span_is(key, "REALTIME")) /* microseconds */
		l->sec = (int64_t)(n / 1000000);
}

void
logind_read(struct span text, struct logind *l)
{
	struct span line, key;

	memset(l, 0, sizeof *l);
	while ((line = span_upto(&text, '\n')).p != NULL) {
		key = span_upto(&line, '=');
		if (line.p != NULL && line.n > 0)
			take(l, key, line);
	}
}

bool
logind_is_manager(const struct logind *l)
{
	return l->class.p != NULL && span_starts(l->class, "manager");
}
