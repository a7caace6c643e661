#include <stdbool.h>
#include <stdint.h>

#include "base/esc.h"
#include "base/utf8.h"

static void
put_hex(struct buf *b, const char *p, size_t n)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		char *to = buf_room(b, 4);

		to[0] = '\\';
		to[1] = 'x';
		to[2] = hex[c >> 4];
		to[3] = hex[c & 15];
		b->len += 4;
	}
}

/* One byte below 0x80 that is to be escaped. */
static void
put_low(struct buf *b, char c)
{
	if (c == '\\')
		buf_put(b, "\\\\", 2);
	else if (c == '\t')
		buf_put(b, "\\t", 2);
	else if (c == '\n')
		buf_put(b, "\\n", 2);
	else
		put_hex(b, &c, 1);
}

/* Why a byte may not stand for itself. */
enum {
	WHY_BLANK = 1,
	WHY_COMMA = 2,
	WHY_TEXT = 4, /* backslash, tab, newline */
	WHY_ALWAYS = 8,
};

/* The reasons for each byte of ASCII; the others are for UTF-8 to judge. */
/* clang-format off */
static const unsigned char why[256] = {
	8, 8, 8, 8, 8, 8, 8, 8, 8, 4, 4, 8, 8, 8, 8, 8,
	8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
	1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8,
	8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
	8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
	8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
	8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
	8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
	8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
	8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
	8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
};
/* clang-format on */

static unsigned
reasons(unsigned how)
{
	return WHY_ALWAYS | (how & ESC_BLANK ? WHY_BLANK : 0u) |
	    (how & ESC_COMMA ? WHY_COMMA : 0u) |
	    (how & ESC_TEXT ? 0u : WHY_TEXT);
}

void
esc_put(struct buf *b, const char *p, size_t n, unsigned how)
{
	unsigned stop = reasons(how);
	size_t i = 0, from = 0, len;
	uint32_t cp;

	if (n == 0)
		return;
	if (how & ESC_FIRST) {
		put_hex(b, p, 1);
		i = from = 1;
	}
	while (i < n) {
		while (i < n && !(why[(unsigned char)p[i]] & stop))
			i++;
		if (i == n)
			break;
		len = utf8_get(p + i, n - i, &cp);
		if (len > 1 && !utf8_hostile(cp)) {
			i += len;
			continue;
		}
		buf_put(b, p + from, i - from);
		if (len == 1)
			put_low(b, p[i]);
		else
			put_hex(b, p + i, len ? len : 1);
		i += len ? len : 1;
		from = i;
	}
	buf_put(b, p + from, i - from);
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
esc_undo(struct buf *b, const char *p, size_t n)
{
	size_t i = 0;

	while (i < n) {
		if (p[i] != '\\') {
			buf_putc(b, p[i++]);
			continue;
		}
		if (n - i >= 2 &&
		    (p[i + 1] == '\\' || p[i + 1] == 't' || p[i + 1] == 'n')) {
			char c = p[i + 1];

			buf_putc(b, c == 't' ? '\t' : c == 'n' ? '\n' : c);
			i += 2;
		} else if (n - i >= 4 && p[i + 1] == 'x' &&
		    hex_digit(p[i + 2]) >= 0 && hex_digit(p[i + 3]) >= 0) {
			buf_putc(b,
			    (char)(hex_digit(p[i + 2]) << 4 |
				hex_digit(p[i + 3])));
			i += 4;
		} else {
			return -1;
		}
	}
	return 0;
}
