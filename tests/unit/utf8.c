#include "base/utf8.h"
#include "unit.h"

enum { LAST = 0x10FFFF };

/* What utf8_get finds at n bytes is what the standard's table says. */
static void
agrees(const char *p, size_t n)
{
	uint32_t got = 0, want = 0;
	size_t len = unit_utf8(p, n, &want);

	if (utf8_get(p, n, &got) != len || (len > 0 && got != want))
		CHECK_STR(p, n, "(read as the standard does)");
}

/* All of up to three bytes, with one behind, and what matters of four. */
static void
every_sequence(void)
{
	static const unsigned char edge[] = {0, 'a', 0x7F, 0x80, 0xBF, 0xC0};
	unsigned char u[4];
	char *p = (char *)u;
	unsigned i, j;

	for (i = 0; i < 1 << 24; i++) {
		u[0] = (unsigned char)(i >> 16);
		u[1] = (unsigned char)(i >> 8);
		u[2] = (unsigned char)i;
		u[3] = 0xBF;
		agrees(p, 3);
		if (u[0] >= 0xF0)
			for (j = 0; j < LEN(edge); j++) {
				u[3] = edge[j];
				agrees(p, 4);
			}
		if (u[2] == 0x80) {
			agrees(p, 2);
			agrees(p, 1);
		}
	}
}

/* To bytes and back, and nothing is there when bytes at the end are not. */
static void
every_character(void)
{
	uint32_t cp, got = 0;
	bool surrogate;
	size_t n, cut;
	char to[4];

	for (cp = 0; cp <= LAST; cp++) {
		surrogate = cp >= 0xD800 && cp <= 0xDFFF;
		n = utf8_put(to, cp);
		if (n !=
		    (cp < 0x80		   ? 1u
			    : cp < 0x800   ? 2u
			    : cp < 0x10000 ? 3u
					   : 4u))
			CHECK_INT(n, cp);
		if (surrogate ? utf8_get(to, n, &got) != 0
			      : utf8_get(to, n, &got) != n || got != cp)
			CHECK_INT(got, cp);
		for (cut = 1; cut < n; cut++)
			if (utf8_get(to, cut, &got) != 0)
				CHECK_INT(cut, cp);
		if (utf8_hostile(cp) != unit_hostile(cp))
			CHECK_INT(utf8_hostile(cp), cp);
	}
}

static void
not_well_formed(void)
{
	static const char *const table[] = {"\x80", "\xBF", "\xC0\x80",
	    "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80",
	    "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
	    "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xF8\x88\x80\x80\x80",
	    "\xFE", "\xFF", "\xD0", "\xE2\x82", "\xF0\x9F\x93",
	    "\xD0"
	    "A",
	    "\xE2\x82"
	    "A",
	    "\xF0\x9F\x93"
	    "A",
	    "\xE2\xD0\xB9"};
	struct span text;
	uint32_t cp;
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i];
		text = unit_span(table[i], strlen(table[i]));
		CHECK_INT(utf8_get(text.p, text.n, &cp), 0);
	}
	unit_row = NULL;
}

int
main(void)
{
	uint32_t cp = 1;

	CHECK_INT(utf8_get("", 1, &cp), 1);
	CHECK_INT(cp, 0);
	CHECK_INT(utf8_get("\xD0\xB9z", 3, &cp), 2);
	CHECK_INT(cp, 0x439);
	not_well_formed();
	every_character();
	every_sequence();
	return unit_end();
}
