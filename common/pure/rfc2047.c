#include <stdbool.h>

#include "pure/charset.h"
#include "pure/rfc2047.h"

struct span
rfc2047_next(struct span *rest)
{
	struct span at = *rest, field = {NULL, 0};
	const char *newline;
	size_t n = 0;

	if (at.n == 0 || at.p[0] == '\n' ||
	    (at.n > 1 && at.p[0] == '\r' && at.p[1] == '\n'))
		return field;
	do {
		newline = memchr(at.p + n, '\n', at.n - n);
		n = newline == NULL ? at.n : (size_t)(newline - at.p) + 1;
	} while (n < at.n && (at.p[n] == ' ' || at.p[n] == '\t'));
	*rest = span_of(at.p + n, at.n - n);
	return span_of(at.p, n);
}

struct span
rfc2047_field(struct span field, const char *name)
{
	size_t n = strlen(name), i = n;

	if (field.n <= n || !span_caseis(span_of(field.p, n), span_of(name, n)))
		return span_of(NULL, 0);
	while (i < field.n && (field.p[i] == ' ' || field.p[i] == '\t'))
		i++;
	if (i == field.n || field.p[i] != ':')
		return span_of(NULL, 0);
	return span_of(field.p + i + 1, field.n - i - 1);
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 32) >= 'a' && (c | 32) <= 'f')
		return (c | 32) - 'a' + 10;
	return -1;
}

int
rfc2047_hex(const char *p)
{
	int high = hex_digit(p[0]), low = hex_digit(p[1]);

	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* The value of a base64 digit (RFC 2045, table 1) plus one; 0: none. */
static const unsigned char digit64[256] = {['A'] = 1,
    ['B'] = 2,
    ['C'] = 3,
    ['D'] = 4,
    ['E'] = 5,
    ['F'] = 6,
    ['G'] = 7,
    ['H'] = 8,
    ['I'] = 9,
    ['J'] = 10,
    ['K'] = 11,
    ['L'] = 12,
    ['M'] = 13,
    ['N'] = 14,
    ['O'] = 15,
    ['P'] = 16,
    ['Q'] = 17,
    ['R'] = 18,
    ['S'] = 19,
    ['T'] = 20,
    ['U'] = 21,
    ['V'] = 22,
    ['W'] = 23,
    ['X'] = 24,
    ['Y'] = 25,
    ['Z'] = 26,
    ['a'] = 27,
    ['b'] = 28,
    ['c'] = 29,
    ['d'] = 30,
    ['e'] = 31,
    ['f'] = 32,
    ['g'] = 33,
    ['h'] = 34,
    ['i'] = 35,
    ['j'] = 36,
    ['k'] = 37,
    ['l'] = 38,
    ['m'] = 39,
    ['n'] = 40,
    ['o'] = 41,
    ['p'] = 42,
    ['q'] = 43,
    ['r'] = 44,
    ['s'] = 45,
    ['t'] = 46,
    ['u'] = 47,
    ['v'] = 48,
    ['w'] = 49,
    ['x'] = 50,
    ['y'] = 51,
    ['z'] = 52,
    ['0'] = 53,
    ['1'] = 54,
    ['2'] = 55,
    ['3'] = 56,
    ['4'] = 57,
    ['5'] = 58,
    ['6'] = 59,
    ['7'] = 60,
    ['8'] = 61,
    ['9'] = 62,
    ['+'] = 63,
    ['/'] = 64};

/* The whole bytes of n digits (fewer than 4) gathered in bits. */
static char *
put_bits(char *to, uint32_t bits, int n)
{
	bits <<= 6 * (4 - n);
	if (n >= 2)
		*to++ = (char)(bits >> 16);
	if (n >= 3)
		*to++ = (char)(bits >> 8);
	return to;
}

void
rfc2047_put_base64(struct buf *b, struct span text)
{
	char *to = buf_room(b, text.n / 4 * 3 + 3);
	uint32_t bits = 0;
	unsigned v;
	int n = 0;
	size_t i;

	for (i = 0; i < text.n; i++) {
		v = digit64[(unsigned char)text.p[i]];
		if (v > 0) {
			bits = bits << 6 | (v - 1);
			if (++n < 4)
				continue;
			*to++ = (char)(bits >> 16);
			*to++ = (char)(bits >> 8);
			*to++ = (char)bits;
			n = 0;
		} else if (text.p[i] == '=') {
			to = put_bits(to, bits, n);
			n = 0;
		}
	}
	b->len = (size_t)(put_bits(to, bits, n) - b->p);
}

/* An encoded word: =?charset[*language]?encoding?text?= */
struct word {
	struct span charset, text;
	bool base64;
};

/*
 * How long the base64 text is that starts at p; -1 if it is none. Padding may
 * lack, but not be wrong.
 */
static ptrdiff_t
base64_length(struct span s)
{
	size_t n = 0, pad = 0;

	while (n < s.n && digit64[(unsigned char)s.p[n]] > 0)
		n++;
	while (n + pad < s.n && pad < 3 && s.p[n + pad] == '=')
		pad++;
	if (n % 4 == 1 || (pad > 0 && (n + pad) % 4 != 0))
		return -1;
	return (ptrdiff_t)(n + pad);
}

/*
 * The same for Q text (RFC 2047, 4.2) up to the first ?=. It cannot hold =?,
 * so that no byte is looked at in more than one word's text.
 */
static ptrdiff_t
q_length(struct span s)
{
	size_t i;

	for (i = 0; i < s.n && s.p[i] >= ' ' && s.p[i] < 0x7F; i++) {
		if (s.n - i >= 2 && s.p[i] == '?' && s.p[i + 1] == '=')
			return (ptrdiff_t)i;
		if (s.p[i] == '=' &&
		    (s.n - i < 3 || rfc2047_hex(s.p + i + 1) < 0))
			return -1;
	}
	return -1;
}

/* What a charset is named with: a token without especials (RFC 2047, 2). */
static bool
is_token(char c)
{
	return c > ' ' && c < 0x7F && strchr("()<>@,;:\"/[]?.=", c) == NULL;
}

/* Whether s starts with an encoded word; *end is then behind it. */
static bool
read_word(struct span s, struct word *w, const char **end)
{
	size_t i = 2, name = 0;
	ptrdiff_t n;

	while (i < s.n && is_token(s.p[i])) {
		if (s.p[i] == '*' && name == 0)
			name = i;
		i++;
	}
	w->charset = span_of(s.p + 2, (name ? name : i) - 2);
	if (s.n - i < 5 || s.p[i] != '?' || s.p[i + 2] != '?' ||
	    charset_kind(w->charset) == -1)
		return false;
	if ((s.p[i + 1] | 32) != 'b' && (s.p[i + 1] | 32) != 'q')
		return false;
	w->base64 = (s.p[i + 1] | 32) == 'b';
	s = span_of(s.p + i + 3, s.n - i - 3);
	n = w->base64 ? base64_length(s) : q_length(s);
	if (n < 0 || s.n - (size_t)n < 2 || s.p[n] != '?' || s.p[n + 1] != '=')
		return false;
	w->text = span_of(s.p, (size_t)n);
	*end = s.p + n + 2;
	return true;
}

static void
put_q(struct buf *b, struct span text)
{
	char *to = buf_room(b, text.n);
	size_t i;

	for (i = 0; i < text.n; i++)
		if (text.p[i] == '=') {
			*to++ = (char)rfc2047_hex(text.p + i + 1);
			i += 2;
		} else {
			*to++ = text.p[i] == '_' ? ' ' : text.p[i];
		}
	b->len = (size_t)(to - b->p);
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
all_space(const char *p, const char *end)
{
	while (p < end && is_space(*p))
		p++;
	return p == end;
}

/* The bytes of adjacent words of one charset. */
struct joined {
	struct span charset; /* p NULL: there were no words */
	struct buf bytes;
};

static void
put_joined(struct buf *b, struct joined *j)
{
	if (j->charset.p != NULL)
		charset_put_utf8(
		    b, j->charset, span_of(j->bytes.p, j->bytes.len));
	buf_clear(&j->bytes);
	j->charset = span_of(NULL, 0);
}

/* Text that is unfolded and trimmed. */
static void
put_words(struct buf *b, struct span text)
{
	const char *end = text.p + text.n, *from = text.p, *p = from, *next;
	struct joined j = {{NULL, 0}, {0}};
	struct word w;

	if (text.n == 0)
		return;
	while ((p = memchr(p, '=', (size_t)(end - p))) != NULL) {
		if (end - p < 2 || p[1] != '?' ||
		    !read_word(span_of(p, (size_t)(end - p)), &w, &next)) {
			p++;
			continue;
		}
		if (j.charset.p == NULL || !all_space(from, p)) {
			put_joined(b, &j);
			buf_put(b, from, (size_t)(p - from));
		} else if (!span_caseis(j.charset, w.charset)) {
			put_joined(b, &j);
		}
		j.charset = w.charset;
		if (w.base64)
			rfc2047_put_base64(&j.bytes, w.text);
		else
			put_q(&j.bytes, w.text);
		from = p = next;
	}
	put_joined(b, &j);
	buf_put(b, from, (size_t)(end - from));
	buf_free(&j.bytes);
}

/* Puts text without the line ends that a blank or tab follows. */
static void
put_unfolded(struct buf *b, struct span text)
{
	const char *p = text.p, *end = p + text.n, *newline;

	while ((newline = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		const char *till = newline;

		if (newline + 1 == end ||
		    (newline[1] != ' ' && newline[1] != '\t'))
			till = newline + 1;
		else if (till > p && till[-1] == '\r')
			till--;
		buf_put(b, p, (size_t)(till - p));
		p = newline + 1;
	}
	buf_put(b, p, (size_t)(end - p));
}

void
rfc2047_put(struct buf *b, struct span raw)
{
	struct buf flat = {0};

	while (raw.n > 0 && is_space(raw.p[0])) {
		raw.p++;
		raw.n--;
	}
	while (raw.n > 0 && is_space(raw.p[raw.n - 1]))
		raw.n--;
	if (raw.n == 0)
		return;
	if (memchr(raw.p, '\n', raw.n) != NULL) {
		put_unfolded(&flat, raw);
		raw = span_of(flat.p, flat.len);
	}
	put_words(b, raw);
	buf_free(&flat);
}
