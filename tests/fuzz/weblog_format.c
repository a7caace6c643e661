/* Access logs in a format that is told: it is the first line */
#include "fuzz_web.h"
#include "pure/weblog_format.h"

static struct weblog_format format;

static void
read_line(struct span line)
{
	static struct stamp_clock clock, time_clock;
	static struct buf scratch;
	struct weblog w;
	int64_t usec;

	if (weblog_format_read(&format, &clock, line, &scratch, &w) == 1) {
		fuzz_web(&w, line, fuzz_of(&scratch));
		HOLDS(weblog_format_time(&format, &time_clock, line, &usec));
	} else {
		weblog_format_time(&format, &time_clock, line, &usec);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = fuzz_span(data, size), first;
	struct buf why = {0};

	first = fuzz_copy(span_upto(&rest, '\n'));
	if (weblog_format_parse(&format, first, &why) == 0) {
		HOLDS(format.n > 0 && format.n <= LEN(format.items));
		if (rest.p != NULL)
			fuzz_lines((const uint8_t *)rest.p, rest.n, read_line);
	} else {
		HOLDS(why.len > 0);
	}
	weblog_format_free(&format);
	fuzz_release(first);
	buf_free(&why);
	return 0;
}
