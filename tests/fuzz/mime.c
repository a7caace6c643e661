/* Messages: a header, an empty line, a body */
#include "fuzz.h"
#include "pure/charset.h"
#include "pure/mime.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_span(data, size), header = text, body;
	const char *empty = span_find(text, span_str("\n\n"), false);
	struct buf all = {0}, show = {0};

	charset_load();
	body = span_from(text, text.n);
	if (empty != NULL) {
		header.n = (size_t)(empty - text.p) + 1;
		body = span_from(text, header.n + 1);
	}
	header = fuzz_copy(header);
	body = fuzz_copy(body);
	mime_put_text(&all, header, body, MIME_ALL);
	mime_put_text(&show, header, body, MIME_SHOW);
	/* A byte of a charset is four in UTF-8 at most; an attachment's line
	 * takes the place of its part, whose name its header has. */
	HOLDS(all.len <= 8 * size + 64 * (size / 2 + 1));
	HOLDS(show.len <= 8 * size + 64 * (size / 2 + 1));
	fuzz_release(header);
	fuzz_release(body);
	buf_free(&all);
	buf_free(&show);
	return 0;
}
