/* JSON lines, ours and postqueue -j's */
#include "fuzz_msg.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_listing(&listing_json, fuzz_span(data, size));
	return 0;
}
