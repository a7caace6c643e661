#include <errno.h>
#include <iconv.h>
#include <pthread.h>
#include <stdlib.h>
#include <wchar.h>

#include "base/utf8.h"
#include "pure/charset.h"

/* The sets that are no tables. */
enum {
	CHARSET_AS_IS = CHARSET_TABLES,
	CHARSET_GB18030,
	CHARSET_BIG5,
	CHARSET_EUC_JP,
	CHARSET_SHIFT_JIS,
	CHARSET_ISO_2022_JP,
	CHARSET_EUC_KR,
	CHARSETS,
	FIRST_LOADED = CHARSET_GB18030,
};

enum {
	LONGEST = 20, /* key and its NUL */
	CHUNK = 1024, /* bytes converted at a time */
};

/* iconv's prototype lacks the const. */
union charset_input {
	const char *given;
	char *p;
};

/* Names without what find() takes off, sorted. */
static const struct alias {
	char key[LONGEST];
	unsigned char set;
} aliases[] = {
    {"88591", CHARSET_8859_1},
    {"885910", CHARSET_8859_10},
    {"885911", CHARSET_8859_11},
    {"885913", CHARSET_8859_13},
    {"885914", CHARSET_8859_14},
    {"885915", CHARSET_8859_15},
    {"885916", CHARSET_8859_16},
    {"88592", CHARSET_8859_2},
    {"88593", CHARSET_8859_3},
    {"88594", CHARSET_8859_4},
    {"88595", CHARSET_8859_5},
    {"88596", CHARSET_8859_6},
    {"88597", CHARSET_8859_7},
    {"88598", CHARSET_8859_8},
    {"88599", CHARSET_8859_9},
    {"ansix341968", CHARSET_AS_IS},
    {"arabic", CHARSET_8859_6},
    {"ascii", CHARSET_AS_IS},
    {"big5", CHARSET_BIG5},
    {"big5hkscs", CHARSET_BIG5},
    {"big5tw", CHARSET_BIG5},
    {"chinese", CHARSET_GB18030},
    {"cnbig5", CHARSET_BIG5},
    {"cp1250", CHARSET_1250},
    {"cp1251", CHARSET_1251},
    {"cp1252", CHARSET_1252},
    {"cp1253", CHARSET_1253},
    {"cp1254", CHARSET_1254},
    {"cp1255", CHARSET_1255},
    {"cp1256", CHARSET_1256},
    {"cp1257", CHARSET_1257},
    {"cp1258", CHARSET_1258},
    {"cp31j", CHARSET_SHIFT_JIS},
    {"cp367", CHARSET_AS_IS},
    {"cp874", CHARSET_874},
    {"cp932", CHARSET_SHIFT_JIS},
    {"cp936", CHARSET_GB18030},
    {"cp949", CHARSET_EUC_KR},
    {"cp950", CHARSET_BIG5},
    {"cyrillic", CHARSET_8859_5},
    {"euccn", CHARSET_GB18030},
    {"eucgb2312cn", CHARSET_GB18030},
    {"eucjp", CHARSET_EUC_JP},
    {"eucjpms", CHARSET_EUC_JP},
    {"euckr", CHARSET_EUC_KR},
    {"eucpkdfmtjapanese", CHARSET_EUC_JP},
    {"gb18030", CHARSET_GB18030},
    {"gb2312", CHARSET_GB18030},
    {"gb231280", CHARSET_GB18030},
    {"gbk", CHARSET_GB18030},
    {"greek", CHARSET_8859_7},
    {"hebrew", CHARSET_8859_8},
    {"ibm367", CHARSET_AS_IS},
    {"iso2022jp", CHARSET_ISO_2022_JP},
    {"iso646irv", CHARSET_AS_IS},
    {"iso646us", CHARSET_AS_IS},
    {"iso88591", CHARSET_8859_1},
    {"iso885910", CHARSET_8859_10},
    {"iso885911", CHARSET_8859_11},
    {"iso885913", CHARSET_8859_13},
    {"iso885914", CHARSET_8859_14},
    {"iso885915", CHARSET_8859_15},
    {"iso885916", CHARSET_8859_16},
    {"iso88592", CHARSET_8859_2},
    {"iso88593", CHARSET_8859_3},
    {"iso88594", CHARSET_8859_4},
    {"iso88595", CHARSET_8859_5},
    {"iso88596", CHARSET_8859_6},
    {"iso88596e", CHARSET_8859_6},
    {"iso88596i", CHARSET_8859_6},
    {"iso88597", CHARSET_8859_7},
    {"iso88598", CHARSET_8859_8},
    {"iso88598e", CHARSET_8859_8},
    {"iso88598i", CHARSET_8859_8},
    {"iso88599", CHARSET_8859_9},
    {"isoir149", CHARSET_EUC_KR},
    {"isoir58", CHARSET_GB18030},
    {"isolatin1", CHARSET_8859_1},
    {"isolatin2", CHARSET_8859_2},
    {"isolatin3", CHARSET_8859_3},
    {"isolatin4", CHARSET_8859_4},
    {"isolatin5", CHARSET_8859_9},
    {"isolatin6", CHARSET_8859_10},
    {"isolatinarabic", CHARSET_8859_6},
    {"isolatincyrillic", CHARSET_8859_5},
    {"isolatingreek", CHARSET_8859_7},
    {"isolatinhebrew", CHARSET_8859_8},
    {"koi", CHARSET_KOI8_R},
    {"koi8", CHARSET_KOI8_R},
    {"koi8r", CHARSET_KOI8_R},
    {"koi8ru", CHARSET_KOI8_U},
    {"koi8u", CHARSET_KOI8_U},
    {"korean", CHARSET_EUC_KR},
    {"ksc5601", CHARSET_EUC_KR},
    {"ksc56011987", CHARSET_EUC_KR},
    {"l1", CHARSET_8859_1},
    {"l10", CHARSET_8859_16},
    {"l2", CHARSET_8859_2},
    {"l3", CHARSET_8859_3},
    {"l4", CHARSET_8859_4},
    {"l5", CHARSET_8859_9},
    {"l6", CHARSET_8859_10},
    {"l7", CHARSET_8859_13},
    {"l8", CHARSET_8859_14},
    {"l9", CHARSET_8859_15},
    {"latin1", CHARSET_8859_1},
    {"latin10", CHARSET_8859_16},
    {"latin2", CHARSET_8859_2},
    {"latin3", CHARSET_8859_3},
    {"latin4", CHARSET_8859_4},
    {"latin5", CHARSET_8859_9},
    {"latin6", CHARSET_8859_10},
    {"latin7", CHARSET_8859_13},
    {"latin8", CHARSET_8859_14},
    {"latin9", CHARSET_8859_15},
    {"mskanji", CHARSET_SHIFT_JIS},
    {"shiftjis", CHARSET_SHIFT_JIS},
    {"sjis", CHARSET_SHIFT_JIS},
    {"tis620", CHARSET_8859_11},
    {"uhc", CHARSET_EUC_KR},
    {"ujis", CHARSET_EUC_JP},
    {"unicode11utf8", CHARSET_AS_IS},
    {"us", CHARSET_AS_IS},
    {"usascii", CHARSET_AS_IS},
    {"utf8", CHARSET_AS_IS},
};

/*
 * What iconv calls them, the first that it has and gets right: supersets
 * first, as mailers label text of the superset with the name of the set. Of
 * EUC-KR only that by the name that musl lacks, where hostile text takes
 * seconds a megabyte.
 */
static struct loaded {
	const char *names[2];
	bool open;
	iconv_t cd;
	pthread_mutex_t lock; /* of cd, which holds a state */
} loaded[CHARSETS - FIRST_LOADED] = {
    {.names = {"GB18030", "GBK"}, .lock = PTHREAD_MUTEX_INITIALIZER},
    {.names = {"BIG5", "CP950"}, .lock = PTHREAD_MUTEX_INITIALIZER},
    {.names = {"EUC-JP-MS", "EUC-JP"}, .lock = PTHREAD_MUTEX_INITIALIZER},
    {.names = {"CP932", "SHIFT_JIS"}, .lock = PTHREAD_MUTEX_INITIALIZER},
    {.names = {"ISO-2022-JP"}, .lock = PTHREAD_MUTEX_INITIALIZER},
    {.names = {"UHC"}, .lock = PTHREAD_MUTEX_INITIALIZER},
};

/*
 * Opened to wide characters: bytes that decode to what is no character made
 * musl's conversion to UTF-8 write out of bounds (CVE-2025-26519).
 */
static bool
open_named(struct loaded *set, const char *name)
{
	/* U+10000, which musl's GB18030 gets wrong, and slowly. */
	union charset_input in = {"\x90\x30\x81\x30"};
	size_t left = 4, room;
	wchar_t wide = 0;
	char *to = (char *)&wide;

	set->cd = iconv_open("WCHAR_T", name);
	if (set->cd == (iconv_t)-1)
		return false;
	room = sizeof wide;
	if (strcmp(name, "GB18030") == 0 &&
	    (iconv(set->cd, &in.p, &left, &to, &room) == (size_t)-1 ||
		wide != 0x10000)) {
		iconv_close(set->cd);
		return false;
	}
	return true;
}

void
charset_load(void)
{
	static bool done;
	size_t i, j;

	for (i = 0; !done && i < CHARSETS - FIRST_LOADED; i++)
		for (j = 0;
		     j < 2 && loaded[i].names[j] != NULL && !loaded[i].open;
		     j++)
			loaded[i].open = open_named(
			    &loaded[i], loaded[i].names[j]);
	done = true;
}

/*
 * The name's letters and digits, small, up to a colon (behind that of
 * ISO_8859-1:1987 is a year); false if they are too many.
 */
static bool
name_key(char key[LONGEST + 1], struct span name)
{
	size_t i, n = 0;

	for (i = 0; i < name.n && name.p[i] != ':'; i++) {
		char c = name.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			continue;
		if (n == LONGEST)
			return false;
		key[n++] = c;
	}
	key[n] = '\0';
	return true;
}

/* x- and IANA's cs in front come off; windows, win and ms are cp. */
static char *
plain_key(char *key)
{
	static const char *const pages[] = {"windows", "win", "ms"};
	size_t i, n;

	if (key[0] == 'c' && key[1] == 's')
		key += 2;
	while (key[0] == 'x')
		key++;
	for (i = 0; i < sizeof pages / sizeof *pages; i++) {
		n = strlen(pages[i]);
		if (strncmp(key, pages[i], n) == 0 && key[n] >= '0' &&
		    key[n] <= '9') {
			key += n - 2;
			memcpy(key, "cp", 2);
			break;
		}
	}
	return key;
}

static int
compare_alias(const void *key, const void *alias)
{
	const struct alias *a = alias;

	return strcmp(key, a->key);
}

/* The set of that name, -1 if it is not one that can be converted. */
static int
find(struct span name)
{
	char key[LONGEST + 1] = "";
	const struct alias *a;

	if (!name_key(key, name))
		return -1;
	a = bsearch(plain_key(key), aliases, sizeof aliases / sizeof *aliases,
	    sizeof *aliases, compare_alias);
	if (a == NULL)
		return -1;
	if (a->set >= FIRST_LOADED && !loaded[a->set - FIRST_LOADED].open)
		return -1;
	return a->set;
}

static void
put_by_table(struct buf *b, const uint16_t table[128], struct span bytes)
{
	size_t i, from, n;
	char *to;

	for (from = 0; from < bytes.n; from += n) {
		n = bytes.n - from < CHUNK ? bytes.n - from : CHUNK;
		to = buf_room(b, n * 3);
		for (i = from; i < from + n; i++) {
			unsigned char c = (unsigned char)bytes.p[i];

			if (c < 0x80 || table[c - 0x80] == 0)
				*to++ = (char)c;
			else
				to += utf8_put(to, table[c - 0x80]);
		}
		b->len = (size_t)(to - b->p);
	}
}

static void
put_wide(struct buf *b, const wchar_t *wide, size_t n)
{
	char *to = buf_room(b, n * 4);
	size_t i;

	for (i = 0; i < n; i++) {
		uint32_t cp = (uint32_t)wide[i];

		if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
			cp = 0xFFFD; /* iconv's fault */
		to += utf8_put(to, cp);
	}
	b->len = (size_t)(to - b->p);
}

/*
 * No set makes more characters than it has bytes, so the room is enough. A
 * character that ends behind the chunk is left for the next one; one byte at
 * least is taken each time.
 */
static void
put_by_iconv(struct buf *b, struct loaded *set, struct span bytes)
{
	union charset_input in = {bytes.p};
	size_t left = bytes.n, chunk, rest, room;
	wchar_t wide[CHUNK];
	char *to;

	pthread_mutex_lock(&set->lock);
	iconv(set->cd, NULL, NULL, NULL, NULL);
	while (left > 0) {
		chunk = rest = left < CHUNK ? left : CHUNK;
		to = (char *)wide;
		room = sizeof wide;
		errno = 0;
		iconv(set->cd, &in.p, &rest, &to, &room);
		put_wide(b, wide, (sizeof wide - room) / sizeof *wide);
		left -= chunk - rest;
		if (left > 0 && (rest == chunk || errno == EILSEQ)) {
			buf_putc(b, *in.p++);
			left--;
		}
	}
	pthread_mutex_unlock(&set->lock);
}

int
charset_kind(struct span name)
{
	int set = find(name);

	return set == -1 ? -1 : set != CHARSET_AS_IS;
}

int
charset_put_utf8(struct buf *b, struct span name, struct span bytes)
{
	int set = find(name);

	if (set == -1)
		return -1;
	if (set == CHARSET_AS_IS)
		buf_put(b, bytes.p, bytes.n);
	else if (set < CHARSET_TABLES)
		put_by_table(b, charset_table[set], bytes);
	else
		put_by_iconv(b, &loaded[set - FIRST_LOADED], bytes);
	return 0;
}
