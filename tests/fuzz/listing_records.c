/* our records */
#include "fuzz_msg.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_listing(&listing_records, fuzz_span(data, size));
	return 0;
}
