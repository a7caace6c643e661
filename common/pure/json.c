#include <stdbool.h>
#include <stdint.h>

#include "base/utf8.h"
#include "pure/json.h"

enum { DEEPEST = 32 };

struct reader {
	const char *p, *end;
};

static void
skip_blank(struct reader *r)
{
	while (r->p < r->end &&
	    (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r'))
		r->p++;
}

static bool
take(struct reader *r, char c)
{
	skip_blank(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static int
hex4(const char *p)
{
	int i, v = 0;

	for (i = 0; i < 4; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			v = v * 16 + c - '0';
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v = v * 16 + (c | 32) - 'a' + 10;
		else
			return -1;
	}
	return v;
}

/* From behind the opening quote to the closing one. */
static int
take_string(struct reader *r, struct span *raw)
{
	const char *from = r->p;

	for (; r->p < r->end && *r->p != '"'; r->p++) {
		if ((unsigned char)*r->p < ' ')
			return -1;
		if (*r->p != '\\')
			continue;
		if (++r->p == r->end || memchr("\"\\/bfnrtu", *r->p, 9) == NULL)
			return -1;
		if (*r->p == 'u') {
			if (r->end - r->p < 5 || hex4(r->p + 1) < 0)
				return -1;
			r->p += 4;
		}
	}
	if (r->p == r->end)
		return -1;
	*raw = span_of(from, (size_t)(r->p - from));
	r->p++;
	return 0;
}

static size_t
take_digits(struct reader *r)
{
	const char *from = r->p;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	return (size_t)(r->p - from);
}

static int
take_number(struct reader *r)
{
	size_t n;
	const char *first;

	if (r->p < r->end && *r->p == '-')
		r->p++;
	first = r->p;
	n = take_digits(r);
	if (n == 0 || (n > 1 && *first == '0'))
		return -1;
	if (r->p < r->end && *r->p == '.') {
		r->p++;
		if (take_digits(r) == 0)
			return -1;
	}
	if (r->p < r->end && (*r->p == 'e' || *r->p == 'E')) {
		r->p++;
		if (r->p < r->end && (*r->p == '+' || *r->p == '-'))
			r->p++;
		if (take_digits(r) == 0)
			return -1;
	}
	return 0;
}

static int
take_word(struct reader *r, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
		return -1;
	r->p += n;
	return 0;
}

static int take_members(
    struct reader *r, char close, int depth, json_fn *fn, void *ctx);

static int
take_value(struct reader *r, int depth, enum json_type *type, struct span *raw)
{
	const char *from;
	int rc;

	skip_blank(r);
	if (r->p == r->end)
		return -1;
	from = r->p;
	switch (*r->p) {
	case '"':
		r->p++;
		*type = JSON_STRING;
		return take_string(r, raw);
	case '{':
	case '[':
		*type = *r->p == '{' ? JSON_OBJECT : JSON_ARRAY;
		r->p++;
		rc = depth == DEEPEST
		    ? -1
		    : take_members(r, *type == JSON_OBJECT ? '}' : ']',
			  depth + 1, NULL, NULL);
		break;
	case 't':
		*type = JSON_TRUE;
		rc = take_word(r, "true");
		break;
	case 'f':
		*type = JSON_FALSE;
		rc = take_word(r, "false");
		break;
	case 'n':
		*type = JSON_NULL;
		rc = take_word(r, "null");
		break;
	default:
		*type = JSON_NUMBER;
		rc = take_number(r);
	}
	*raw = span_of(from, (size_t)(r->p - from));
	return rc;
}

/* One member or element, told to fn if there is one. */
static int
take_member(struct reader *r, char close, int depth, json_fn *fn, void *ctx)
{
	struct span raw_key = {NULL, 0}, raw;
	struct buf key = {0};
	enum json_type type;
	int rc = 0;

	if (close == '}' &&
	    (!take(r, '"') || take_string(r, &raw_key) == -1 || !take(r, ':')))
		return -1;
	if (take_value(r, depth, &type, &raw) == -1)
		return -1;
	if (fn == NULL)
		return 0;
	if (close == '}')
		json_string(&key, raw_key);
	rc = fn(ctx,
	    close == '}' ? span_of(buf_str(&key), key.len) : span_of(NULL, 0),
	    type, raw);
	buf_free(&key);
	return rc;
}

/* From behind the opening bracket to the closing one. */
static int
take_members(struct reader *r, char close, int depth, json_fn *fn, void *ctx)
{
	if (take(r, close))
		return 0;
	do {
		if (take_member(r, close, depth, fn, ctx) == -1)
			return -1;
	} while (take(r, ','));
	return take(r, close) ? 0 : -1;
}

static int
whole(struct span text, const char *brackets, json_fn *fn, void *ctx)
{
	struct reader r = {text.p, text.p};

	if (text.n == 0)
		return -1;
	r.end += text.n;
	if (!take(&r, brackets[0]) ||
	    take_members(&r, brackets[1], 1, fn, ctx) == -1)
		return -1;
	skip_blank(&r);
	return r.p == r.end ? 0 : -1;
}

int
json_object(struct span text, json_fn *fn, void *ctx)
{
	return whole(text, "{}", fn, ctx);
}

int
json_array(struct span text, json_fn *fn, void *ctx)
{
	return whole(text, "[]", fn, ctx);
}

/* A \u escape behind its u, or a pair of them; returns how much it took. */
static size_t
put_unicode(struct buf *b, struct span raw)
{
	uint32_t cp = (uint32_t)hex4(raw.p), low;
	size_t took = 4;

	if (cp >= 0xDC80 && cp <= 0xDCFF) {
		buf_putc(b, (char)(cp & 0xFF));
		return took;
	}
	if (cp >= 0xD800 && cp <= 0xDBFF && raw.n >= 10 && raw.p[4] == '\\' &&
	    raw.p[5] == 'u') {
		low = (uint32_t)hex4(raw.p + 6);
		if (low >= 0xDC00 && low <= 0xDFFF) {
			cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
			took = 10;
		}
	}
	if (cp >= 0xD800 && cp <= 0xDFFF)
		cp = 0xFFFD;
	b->len += utf8_put(buf_room(b, 4), cp);
	return took;
}

void
json_string(struct buf *b, struct span raw)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	size_t i = 0, run;

	while (i < raw.n) {
		at = memchr(raw.p + i, '\\', raw.n - i);
		run = at == NULL ? raw.n - i : (size_t)(at - raw.p) - i;
		buf_put(b, raw.p + i, run);
		i += run;
		if (at == NULL)
			return;
		if (raw.p[i + 1] == 'u') {
			i += 2;
			i += put_unicode(b, span_of(raw.p + i, raw.n - i));
			continue;
		}
		buf_putc(b, to[strchr(from, raw.p[i + 1]) - from]);
		i += 2;
	}
}

static void
put_u(struct buf *b, uint32_t unit)
{
	buf_putf(b, "\\u%04x", (unsigned)unit);
}

/* One character, or one byte that is none; returns how much it took. */
static size_t
put_char(struct buf *b, const char *p, size_t n)
{
	uint32_t cp;
	size_t len = utf8_get(p, n, &cp);

	if (len == 0) {
		put_u(b, 0xDC00 | (unsigned char)p[0]);
		return 1;
	}
	if (cp == '"' || cp == '\\') {
		buf_putc(b, '\\');
		buf_putc(b, (char)cp);
	} else if (cp == '\n') {
		buf_puts(b, "\\n");
	} else if (cp == '\t') {
		buf_puts(b, "\\t");
	} else if (cp < ' ' || cp == 0x7F || utf8_hostile(cp)) {
		put_u(b, cp);
	} else {
		buf_put(b, p, len);
	}
	return len;
}

void
json_put_string(struct buf *b, struct span bytes)
{
	size_t i = 0, run;

	buf_putc(b, '"');
	while (i < bytes.n) {
		for (run = i; run < bytes.n && bytes.p[run] >= ' ' &&
		     bytes.p[run] < 0x7F && bytes.p[run] != '"' &&
		     bytes.p[run] != '\\';
		     run++)
			continue;
		buf_put(b, bytes.p + i, run - i);
		i = run;
		if (i < bytes.n)
			i += put_char(b, bytes.p + i, bytes.n - i);
	}
	buf_putc(b, '"');
}

void
json_put_key(struct buf *b, const char *key)
{
	buf_puts(b, b->len > 0 && b->p[b->len - 1] != '{' ? ", " : "");
	buf_putc(b, '"');
	buf_puts(b, key);
	buf_puts(b, "\": ");
}
