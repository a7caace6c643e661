#include "base/utf8.h"

size_t
utf8_get(const char *p, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *u = (const unsigned char *)p;
	size_t i, len;
	uint32_t c;

	if (u[0] < 0x80) {
		*cp = u[0];
		return 1;
	}
	if (u[0] < 0xC2 || u[0] > 0xF4)
		return 0;
	len = u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;
	if (n < len)
		return 0;
	c = u[0] & (0x7Fu >> len);
	for (i = 1; i < len; i++) {
		if ((u[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (u[i] & 0x3Fu);
	}
	if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	*cp = c;
	return len;
}

size_t
utf8_put(char *to, uint32_t cp)
{
	size_t i, len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	if (len == 1) {
		to[0] = (char)cp;
		return 1;
	}
	for (i = len - 1; i > 0; i--) {
		to[i] = (char)(0x80 | (cp & 0x3F));
		cp >>= 6;
	}
	to[0] = (char)((0xF00u >> len & 0xFF) | cp);
	return len;
}

bool
utf8_hostile(uint32_t cp)
{
	return (cp >= 0x80 && cp <= 0x9F) || cp == 0x61C || cp == 0x200E ||
	    cp == 0x200F || (cp >= 0x2028 && cp <= 0x202E) ||
	    (cp >= 0x2066 && cp <= 0x2069);
}
