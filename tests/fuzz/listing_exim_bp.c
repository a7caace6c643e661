/* exim -bp's paragraphs */
#include "fuzz_msg.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_listing(&listing_exim_bp, fuzz_span(data, size));
	return 0;
}
