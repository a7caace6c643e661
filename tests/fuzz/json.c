/* JSON texts, and the strings in them written again */
#include "fuzz.h"
#include "pure/json.h"

/* What the text of a string stands for, written and read once more. */
static void
check_string(struct span raw)
{
	struct buf bytes = {0}, text = {0}, again = {0};

	json_string(&bytes, raw);
	json_put_string(&text, fuzz_of(&bytes));
	CLEAN(&text);
	HOLDS(text.len >= 2 && text.p[0] == '"' && text.p[text.len - 1] == '"');
	json_string(&again, span_of(text.p + 1, text.len - 2));
	HOLDS(span_same(fuzz_of(&bytes), fuzz_of(&again)));
	buf_free(&bytes);
	buf_free(&text);
	buf_free(&again);
}

static struct span whole;

static int
walk(void *ctx, struct span key, enum json_type type, struct span raw)
{
	unsigned *depth = ctx, deeper = *depth + 1;

	(void)key;
	HOLDS(deeper < 64);
	INSIDE(raw, whole);
	if (type == JSON_STRING)
		check_string(raw);
	if (type == JSON_OBJECT)
		HOLDS(json_object(raw, walk, &deeper) == 0);
	if (type == JSON_ARRAY)
		HOLDS(json_array(raw, walk, &deeper) == 0);
	return 0;
}

static int
pass(void *ctx, struct span key, enum json_type type, struct span raw)
{
	(void)ctx, (void)key, (void)type, (void)raw;
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = {0}, again = {0};
	unsigned depth = 0;

	whole = fuzz_span(data, size);
	if (json_object(whole, pass, NULL) == 0)
		HOLDS(json_object(whole, walk, &depth) == 0);
	if (json_array(whole, pass, NULL) == 0)
		HOLDS(json_array(whole, walk, &depth) == 0);

	/* Any bytes are a string's. */
	json_put_string(&text, whole);
	CLEAN(&text);
	json_string(&again, span_of(text.p + 1, text.len - 2));
	HOLDS(span_same(whole, fuzz_of(&again)));
	buf_free(&text);
	buf_free(&again);
	return 0;
}
