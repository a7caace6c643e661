/* Headers: their fields, as they are, and decoded */
#include "base/esc.h"
#include "fuzz.h"
#include "pure/base64.h"
#include "pure/charset.h"
#include "pure/header.h"
#include "pure/rfc2047.h"

static bool
check_value(void *ctx, struct span name, struct span value)
{
	struct span *text = ctx;
	struct buf b = {0};

	INSIDE(name, *text);
	esc_put(&b, value.p, value.n, 0);
	CLEAN(&b);
	buf_free(&b);
	return true;
}

/* Bytes to base64, in two pieces, and back. */
static void
check_base64(struct span bytes)
{
	struct base64 s = {0};
	struct buf text = {0}, again = {0};
	size_t half = bytes.n / 2;

	base64_put(&s, &text, span_of(bytes.p, half));
	base64_put(&s, &text, span_from(bytes, half));
	base64_end(&s, &text);
	HOLDS(text.len == (bytes.n + 2) / 3 * 4);
	rfc2047_put_base64(&again, fuzz_of(&text));
	HOLDS(span_same(bytes, fuzz_of(&again)));
	buf_free(&text);
	buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_copy(fuzz_span(data, size)), rest = text, field;
	struct buf scratch = {0}, b = {0};
	const char *at = text.p;

	charset_load();
	while ((field = rfc2047_next(&rest)).p != NULL) {
		INSIDE(field, text);
		HOLDS(field.p == at && field.n > 0);
		at += field.n;
		INSIDE(rfc2047_field(field, "Subject"), field);
	}
	HOLDS(header_each(text, NULL, &scratch, check_value, &text));
	HOLDS(header_each(text, "subject", &scratch, check_value, &text));
	rfc2047_put(&b, text);
	HOLDS(b.len <= 8 * size);
	buf_clear(&b);
	rfc2047_put_base64(&b, text);
	HOLDS(b.len <= size);
	check_base64(text);
	fuzz_release(text);
	buf_free(&scratch);
	buf_free(&b);
	return 0;
}
