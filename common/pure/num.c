#include <inttypes.h>

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

void
num_put_size(struct buf *b, uint64_t bytes)
{
	if (bytes == 0)
		buf_puts(b, "     ");
	else if (bytes < 1024)
		buf_putf(b, "%5d", (int)bytes);
	else if (bytes < 10 * 1024)
		buf_putf(b, "%4.1fK", (double)bytes / 1024.0);
	else if (bytes < 1024 * 1024)
		buf_putf(b, "%4dK", (int)((bytes + 512) / 1024));
	else if (bytes < 10 * 1024 * 1024)
		buf_putf(b, "%4.1fM", (double)bytes / 1048576.0);
	else
		buf_putf(b, "%4" PRIu64 "M",
		    bytes / 1048576 + (bytes % 1048576 >= 524288));
}
