/* systemd's calendar expressions, one a line */
#include <time.h>

#include "fuzz.h"
#include "pure/oncalendar.h"

static void
read_line(struct span line)
{
	struct oncalendar c;
	int64_t next, last, again;

	if (oncalendar_read(line, &c) == -1)
		return;
	INSIDE(c.zone, line);
	if (oncalendar_next(&c, FUZZ_NOW, &next)) {
		HOLDS(next > FUZZ_NOW);
		HOLDS(oncalendar_last(&c, next, &again));
		HOLDS(again == next);
	}
	if (oncalendar_last(&c, FUZZ_NOW, &last))
		HOLDS(last <= FUZZ_NOW);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool zoned;

	if (!zoned) {
		setenv("TZ", "EET-2EEST,M3.5.0/3,M10.5.0/4", 1);
		tzset();
		zoned = true;
	}
	if (size <= 1024) /* years of days are looked at for each */
		fuzz_lines(data, size, read_line);
	return 0;
}
