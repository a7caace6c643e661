#include "pure/header.h"
#include "pure/rfc2047.h"

/* The name before the colon, without the blanks of RFC 5322, 4.5. */
static struct span
name_of(struct span field)
{
	struct span name = span_upto(&field, ':');

	if (field.p == NULL ||
	    (name.n > 0 && memchr(name.p, '\n', name.n) != NULL))
		return span_of(NULL, 0);
	while (name.n > 0 &&
	    (name.p[name.n - 1] == ' ' || name.p[name.n - 1] == '\t'))
		name.n--;
	return name;
}

bool
header_each(struct span header, const char *name, struct buf *scratch,
    header_fn *fn, void *ctx)
{
	struct span field, own, body;

	while ((field = rfc2047_next(&header)).p != NULL) {
		own = name_of(field);
		if (own.p == NULL ||
		    (name != NULL && !span_caseis(own, span_str(name))))
			continue;
		body = field;
		span_upto(&body, ':');
		buf_clear(scratch);
		rfc2047_put(scratch, body);
		buf_str(scratch);
		if (!fn(ctx, own, span_of(scratch->p, scratch->len)))
			return false;
	}
	return true;
}
