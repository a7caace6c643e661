#include "pure/postfix_defer.h"
#include "pure/num.h"

#define NO_REASON "(description unavailable)"

static void
take_line(struct postfix_defer *d, struct span line)
{
	struct span value = line, name = span_upto(&value, '=');

	if (value.p == NULL)
		return;
	while (name.n > 0 && name.p[name.n - 1] == ' ')
		name.n--;
	value = span_trim(value);
	if (span_is(name, "recipient"))
		d->rcpt = value;
	else if (span_is(name, "reason") && value.n > 0)
		d->reason = value;
	else if (span_is(name, "offset") &&
	    num_u(value, INT64_MAX, &d->at) == -1)
		d->at = 0;
}

/* What postqueue says of a recipient whose record gives no reason. */
static void
start(struct postfix_defer *d)
{
	*d = (struct postfix_defer){.reason = span_str(NO_REASON)};
}

int
postfix_defer_next(struct span *text, struct postfix_defer *d)
{
	struct span line;

	start(d);
	while (text->n > 0) {
		line = span_upto(text, '\n');
		if (line.n > 0) {
			take_line(d, line);
			if (text->n > 0)
				continue;
		}
		if (d->rcpt.p != NULL)
			return 1;
		start(d);
	}
	return 0;
}
