#include "pure/postfix_defer.h"
#include "pure/num.h"

static void
take_line(struct postfix_defer *d, struct span line)
{
	struct span value = line, name = span_upto(&value, '=');

	if (value.p == NULL)
		return;
	if (span_is(name, "recipient"))
		d->rcpt = value;
	else if (span_is(name, "reason"))
		d->reason = value;
	else if (span_is(name, "offset") &&
	    num_u(value, INT64_MAX, &d->at) == -1)
		d->at = 0;
}

int
postfix_defer_next(struct span *text, struct postfix_defer *d)
{
	struct span line;

	*d = (struct postfix_defer){.at = 0};
	while (text->n > 0) {
		line = span_upto(text, '\n');
		if (line.n > 0) {
			take_line(d, line);
			if (text->n > 0)
				continue;
		}
		if (d->rcpt.p != NULL)
			return 1;
		*d = (struct postfix_defer){.at = 0};
	}
	return 0;
}
