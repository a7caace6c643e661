#include "pure/format.h"
#include "pure/json.h"
#include "pure/msgid.h"

/* In the order in which they are asked; each is one file. */
static const struct listing_format *const listings[] = {&listing_records,
    &listing_json, &listing_exim_bp, &listing_postqueue, &listing_mailq,
    &listing_exim_log};

static int
is_count(void *ctx, struct span key, enum json_type type, struct span raw)
{
	bool *count = ctx;

	(void)raw;
	*count = *count || (span_is(key, "count") && type == JSON_NUMBER);
	return 0;
}

static bool
is_tally(struct span line)
{
	bool count = false;

	return line.n > 0 && line.p[0] == '{' &&
	    json_object(line, is_count, &count) == 0 && count;
}

enum format
format_of(struct span line, const struct listing_format **how)
{
	struct span rest = span_chomp(line);
	size_t i;

	*how = NULL;
	if (span_is(rest, listing_empty))
		return FORMAT_EMPTY;
	if (is_tally(rest))
		return FORMAT_TALLY;
	for (i = 0; i < sizeof listings / sizeof listings[0]; i++)
		if (listings[i]->fits(rest)) {
			*how = listings[i];
			return FORMAT_LISTING;
		}
	return msgid_kinds(span_field(&rest)) != 0 ? FORMAT_IDS : FORMAT_NONE;
}

bool
format_is_gzip(struct span bytes)
{
	return bytes.n >= 2 && bytes.p[0] == '\x1F' && bytes.p[1] == '\x8B';
}
