/* Bytes of a character set: the first line is its name */
#include "fuzz.h"
#include "pure/charset.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = fuzz_span(data, size), name = span_upto(&rest, '\n');
	struct span bytes = fuzz_copy(rest.p == NULL ? span_of("", 0) : rest);
	struct buf b = {0}, again = {0};
	int kind;

	charset_load();
	name = fuzz_copy(name);
	kind = charset_kind(name);
	HOLDS(kind >= -1 && kind <= 1);
	HOLDS(charset_put_utf8(&b, name, bytes) == (kind == -1 ? -1 : 0));
	HOLDS(kind != -1 || b.len == 0);
	HOLDS(kind != 0 || span_same(fuzz_of(&b), bytes));
	HOLDS(b.len <= 8 * bytes.n);
	charset_put_utf8(&again, name, bytes);
	HOLDS(span_same(fuzz_of(&b), fuzz_of(&again)));
	buf_free(&b);
	buf_free(&again);
	fuzz_release(name);
	fuzz_release(bytes);
	return 0;
}
