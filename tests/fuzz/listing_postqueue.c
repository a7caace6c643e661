/* postqueue -p, in both widths; what was read is listed again */
#include "fuzz_msg.h"
#include "pure/postfix_p.h"

static bool wide;

static void
put(struct buf *b, const struct msg *m)
{
	if (b->len == 0)
		postfix_p_put_heading(b, wide);
	postfix_p_put(b, m, span_of(NULL, 0), false, wide);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_span(data, size);

	fuzz_listing(&listing_postqueue, text);
	for (wide = false;; wide = true) {
		fuzz_listing_again(&listing_postqueue, text, put);
		if (wide)
			break;
	}
	return 0;
}
