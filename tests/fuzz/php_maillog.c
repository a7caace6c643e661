/* PHP's mail.log */
#include "fuzz.h"
#include "pure/php_maillog.h"

static void
read_line(struct span line)
{
	static struct stamp_clock clock;
	struct span to, address;
	struct php_maillog m;
	size_t n = 0;

	if (php_maillog_read(
		line, FUZZ_NOW, span_str("Europe/Kyiv"), &clock, &m) == -1)
		return;
	INSIDE(m.zone, line);
	INSIDE(m.path, line);
	INSIDE(m.to, line);
	INSIDE(m.headers, line);
	INSIDE(m.subject, line);
	HOLDS(m.path.p != NULL && m.line >= -1);
	HOLDS(m.time.digits >= -1 && m.time.digits <= 6);
	to = m.to;
	while ((address = php_maillog_address(&to)).p != NULL) {
		INSIDE(address, line);
		HOLDS(++n <= m.to.n + 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	return 0;
}
