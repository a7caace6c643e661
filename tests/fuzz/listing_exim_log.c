/* Exim's main log as a listing, with what became of its messages */
#include "fuzz_msg.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_listing(&listing_exim_log, fuzz_span(data, size));
	return 0;
}
