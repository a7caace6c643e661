#include "pure/quote822.h"

/* Where the local part ends: the last @, or the end. */
static size_t
local_length(struct span address)
{
	size_t n = address.n;

	while (n > 0 && address.p[n - 1] != '@')
		n--;
	return n == 0 ? address.n : n - 1;
}

/* RFC 5322's specials but for the full stop, controls and blanks. */
static bool
is_special(char c)
{
	unsigned char u = (unsigned char)c;

	return u <= ' ' || u == 0x7F || strchr("()<>@,;:\\\"[]", c) != NULL;
}

bool
quote822_needed(struct span address)
{
	size_t i, n = local_length(address);

	if (address.n == 0)
		return false;
	if (n == 0 || address.p[0] == '.' || address.p[n - 1] == '.')
		return true;
	for (i = 0; i < n; i++)
		if (is_special(address.p[i]) ||
		    (address.p[i] == '.' && address.p[i + 1] == '.'))
			return true;
	return false;
}

void
quote822_put(struct buf *b, struct span address)
{
	size_t i, n = local_length(address);

	if (!quote822_needed(address)) {
		buf_put(b, address.p, address.n);
		return;
	}
	buf_putc(b, '"');
	for (i = 0; i < n; i++) {
		if (address.p[i] == '"' || address.p[i] == '\\' ||
		    address.p[i] == '\r')
			buf_putc(b, '\\');
		buf_putc(b, address.p[i]);
	}
	buf_putc(b, '"');
	buf_put(b, address.p + n, address.n - n);
}
