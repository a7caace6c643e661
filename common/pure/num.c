#include "pure/num.h"

int
num_u(struct span text, uint64_t max, uint64_t *n)
{
	uint64_t v = 0;
	size_t i;

	if (text.n == 0)
		return -1;
	for (i = 0; i < text.n; i++) {
		unsigned digit = (unsigned char)text.p[i] - (unsigned)'0';

		if (digit > 9 || v > (UINT64_MAX - digit) / 10)
			return -1;
		v = v * 10 + digit;
	}
	if (v > max)
		return -1;
	*n = v;
	return 0;
}

int
num_i(struct span text, int64_t *n)
{
	bool minus = text.n > 0 && text.p[0] == '-';
	uint64_t v;

	if (minus)
		text = span_of(text.p + 1, text.n - 1);
	if (num_u(text, INT64_MAX, &v) == -1)
		return -1;
	*n = minus ? -(int64_t)v : (int64_t)v;
	return 0;
}

int
num_size(struct span text, uint64_t *bytes)
{
	uint64_t unit = 1, whole, tenth = 0, scale = 1;
	struct span part;

	if (text.n > 0 &&
	    (text.p[text.n - 1] == 'K' || text.p[text.n - 1] == 'M')) {
		unit = text.p[text.n - 1] == 'K' ? 1024 : 1024 * 1024;
		text.n--;
	}
	part = span_upto(&text, '.');
	if (num_u(part, UINT64_MAX / unit - 1, &whole) == -1)
		return -1;
	if (text.p != NULL) {
		if (unit == 1 || text.n > 6 ||
		    num_u(text, 999999, &tenth) == -1)
			return -1;
		for (; text.n > 0; text.n--)
			scale *= 10;
	}
	*bytes = whole * unit + tenth * unit / scale;
	return 0;
}

/* "%4.1f" of bytes by unit, as printf rounds: a tie to the even digit. */
static void
put_tenths(struct buf *b, uint64_t bytes, uint64_t unit, char letter)
{
	uint64_t tenths = bytes * 10 / unit, rest = bytes * 10 % unit * 2;

	tenths += rest > unit || (rest == unit && tenths % 2 == 1);
	if (tenths < 100)
		buf_putc(b, ' ');
	buf_putu(b, tenths / 10);
	buf_putc(b, '.');
	buf_putc(b, (char)('0' + tenths % 10));
	buf_putc(b, letter);
}

/* "%*d" */
static void
put_wide(struct buf *b, uint64_t n, size_t width)
{
	uint64_t ten = 10;

	for (; width > 1; width--, ten *= 10)
		if (n < ten)
			buf_putc(b, ' ');
	buf_putu(b, n);
}

void
num_put_size(struct buf *b, uint64_t bytes)
{
	const uint64_t kib = 1024, mib = 1024 * 1024;

	if (bytes == 0) {
		buf_put(b, "     ", 5);
	} else if (bytes < kib) {
		put_wide(b, bytes, 5);
	} else if (bytes < 10 * kib) {
		put_tenths(b, bytes, kib, 'K');
	} else if (bytes < mib) {
		put_wide(b, (bytes + kib / 2) / kib, 4);
		buf_putc(b, 'K');
	} else if (bytes < 10 * mib) {
		put_tenths(b, bytes, mib, 'M');
	} else {
		put_wide(b, bytes / mib + (bytes % mib >= mib / 2), 4);
		buf_putc(b, 'M');
	}
}
