/* Scripts and commands, and whether they send mail; paths of logs */
#include "fuzz.h"
#include "pure/logpath.h"
#include "pure/mailword.h"

static void
read_line(struct span line)
{
	struct mailword_files files = {.rest = line};
	struct span word;
	size_t n = 0;

	while (mailword_file(&files, &word)) {
		INSIDE(word, line);
		HOLDS(word.n > 0 && ++n <= line.n);
	}
	INSIDE(logpath_site(line), line);
	logpath_stamp(line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_copy(fuzz_span(data, size)), word, path;
	size_t line = 0;

	if (mailword_find(text, &word, &line))
		HOLDS(word.n > 0 && line > 0 && line <= size + 1);
	path = text;
	path = span_upto(&path, '\n');
	mailword_is_script(path, text);
	fuzz_release(text);
	fuzz_lines(data, size, read_line);
	return 0;
}
