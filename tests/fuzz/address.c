/* Where addresses and hosts end in a log's text */
#include "fuzz.h"
#include "pure/address.h"
#include "pure/msg.h"

static void
read_line(struct span line)
{
	size_t i, end;

	HOLDS(address_end(line, false) <= line.n);
	HOLDS(address_end(line, true) <= line.n);
	HOLDS(address_bracketed_end(line) <= line.n);
	HOLDS(address_local_end(line) <= line.n);
	for (i = 0; i < line.n && i < 256; i++) {
		if (line.p[i] == '"') {
			end = address_quoted_end(line, i);
			HOLDS(end == 0 || (end > i && end <= line.n));
		}
		if (line.p[i] == '[') {
			end = address_ip_end(line, i + 1);
			HOLDS(end == 0 || (end > i && end <= line.n));
		}
		end = address_host_end(line, i);
		HOLDS(end == 0 || (end > i && end <= line.n));
	}
	INSIDE(msg_domain(line), line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	return 0;
}
