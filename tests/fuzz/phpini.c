/* php.ini: its items, and the values in them */
#include "fuzz.h"
#include "pure/phpini.h"

static size_t
newlines(struct span text, size_t from, size_t to)
{
	size_t n = 0, len;

	for (; from<to; from += len> 0 ? len : 1) {
		len = phpini_newline(text, from);
		n += len > 0;
	}
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct phpini p = {.text = fuzz_copy(fuzz_span(data, size))};
	struct phpini_item item;
	struct buf value = {0};
	size_t end = 0, line = 1;

	while (phpini_next(&p, &item)) {
		/* Each behind the other, up to a line's end or a section's. */
		HOLDS(item.start == end && item.end > end && item.end <= size);
		HOLDS(item.end == size || item.kind == PHPINI_SECTION ||
		    strchr("\r\n", p.text.p[item.end - 1]) != NULL);
		HOLDS(item.line == line);
		HOLDS(item.inside ==
		    (end > 0 && strchr("\r\n", p.text.p[end - 1]) == NULL));
		line += newlines(p.text, end, item.end);
		end = item.end;
		INSIDE(item.name, p.text);
		INSIDE(item.key, p.text);
		INSIDE(item.raw, p.text);
		HOLDS((item.kind == PHPINI_SETTING) == (item.raw.p != NULL));
		HOLDS(item.kind != PHPINI_SETTING || item.name.n > 0 ||
		    item.fault != NULL);
		buf_clear(&value);
		if (item.raw.p != NULL)
			phpini_value(&value, item.raw);
		HOLDS(value.len <= item.raw.n);
	}
	HOLDS(end == size);
	buf_free(&value);
	fuzz_release(p.text);
	return 0;
}
