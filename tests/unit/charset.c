/*
 * The tables are compared with libc's iconv, byte by byte; the rest with what
 * Python's codecs say.
 */
#include <sys/resource.h>

#include <iconv.h>
#include <pthread.h>
#include <time.h>

#include "base/utf8.h"
#include "pure/charset.h"
#include "unit.h"

static struct buf text;

static int
put(const char *name, struct span bytes)
{
	buf_clear(&text);
	return charset_put_utf8(&text, span_str(name), bytes);
}

/* Names, and a byte with what it is in the set: 0 as it is, -1 no set. */
static const struct {
	const char *name;
	int byte;
	long is;
} names[] = {{"UTF-8", 0xE9, 0}, {"utf8", 0xE9, 0}, {"Utf_8", 0xE9, 0},
    {"us-ascii", 0xE9, 0}, {"ASCII", 0xE9, 0}, {"ANSI_X3.4-1968", 0xE9, 0},
    {"ISO_646.irv:1991", 0xE9, 0}, {"csASCII", 0xE9, 0}, {"us", 0xE9, 0},
    {"iso-8859-1", 0xE9, 0xE9}, {"ISO8859-1", 0xE9, 0xE9},
    {"iso_8859_1", 0xE9, 0xE9}, {"ISO_8859-1:1987", 0xE9, 0xE9},
    {"iso88591", 0xE9, 0xE9}, {"8859-1", 0xE9, 0xE9}, {"Latin1", 0xE9, 0xE9},
    {"latin-1", 0xE9, 0xE9}, {"l1", 0xE9, 0xE9}, {"csISOLatin1", 0xE9, 0xE9},
    {"x-iso-8859-1", 0xE9, 0xE9}, {"iso-8859-2", 0xB1, 0x105},
    {"latin2", 0xB1, 0x105}, {"iso-8859-3", 0xB1, 0x127},
    {"iso-8859-4", 0xBF, 0x14B}, {"iso-8859-5", 0xD9, 0x439},
    {"cyrillic", 0xD9, 0x439}, {"csISOLatinCyrillic", 0xD9, 0x439},
    {"iso-8859-6", 0xC7, 0x627}, {"iso-8859-6-e", 0xC7, 0x627},
    {"iso-8859-7", 0xE1, 0x3B1}, {"greek", 0xE1, 0x3B1},
    {"iso-8859-8", 0xE0, 0x5D0}, {"ISO-8859-8-I", 0xE0, 0x5D0},
    {"iso-8859-9", 0xFE, 0x15F}, {"latin5", 0xFE, 0x15F},
    {"iso-8859-10", 0xBF, 0x14B}, {"iso-8859-11", 0xA1, 0xE01},
    {"tis-620", 0xA1, 0xE01}, {"iso-8859-13", 0xE0, 0x105},
    {"iso-8859-14", 0xA1, 0x1E02}, {"iso-8859-15", 0xA4, 0x20AC},
    {"Latin-9", 0xA4, 0x20AC}, {"iso-8859-16", 0xA4, 0x20AC},
    {"latin10", 0xA4, 0x20AC}, {"windows-1250", 0xB9, 0x105},
    {"windows-1251", 0xE9, 0x439}, {"WINDOWS-1251", 0xE9, 0x439},
    {"cp1251", 0xE9, 0x439}, {"CP-1251", 0xE9, 0x439},
    {"x-cp1251", 0xE9, 0x439}, {"win-1251", 0xE9, 0x439},
    {"win1251", 0xE9, 0x439}, {"windows1251", 0xE9, 0x439},
    {"cswindows1251", 0xE9, 0x439}, {"x-windows-1251", 0xE9, 0x439},
    {"windows-1252", 0x80, 0x20AC}, {"ms1252", 0x80, 0x20AC},
    {"windows-1253", 0xE1, 0x3B1}, {"windows-1254", 0xFE, 0x15F},
    {"windows-1255", 0xE0, 0x5D0}, {"windows-1256", 0xC7, 0x627},
    {"windows-1257", 0xE0, 0x105}, {"windows-1258", 0xFE, 0x20AB},
    {"windows-874", 0xA1, 0xE01}, {"cp874", 0x80, 0x20AC},
    {"koi8-r", 0xCA, 0x439}, {"KOI8-R", 0xCA, 0x439}, {"koi8r", 0xCA, 0x439},
    {"csKOI8R", 0xCA, 0x439}, {"koi8-u", 0xA4, 0x454}, {"koi8-ru", 0xA4, 0x454},
    {"", 0x41, -1}, {"x", 0x41, -1}, {"cs", 0x41, -1}, {"x-", 0x41, -1},
    {"utf-7", 0x41, -1}, {"utf-16", 0x41, -1}, {"utf-88", 0x41, -1},
    {"iso-8859", 0x41, -1}, {"iso-8859-0", 0x41, -1}, {"iso-8859-12", 0x41, -1},
    {"iso-8859-17", 0x41, -1}, {"iso-8859-1x", 0x41, -1},
    {"windows-1259", 0x41, -1}, {"windows-", 0x41, -1}, {"win", 0x41, -1},
    {"ms", 0x41, -1}, {"cp", 0x41, -1}, {"1251", 0x41, -1},
    {"ebcdic-us", 0x41, -1}, {"unknown-8bit", 0x41, -1},
    {"iso-2022-kr", 0x41, -1}, {"iso-2022-cn-ext", 0x41, -1},
    {"../../tmp/evil", 0x41, -1}, {"UTF-8//TRANSLIT", 0x41, -1},
    {"utf-8\xFF\xFF", 0xE9, 0}, {"latin11111111111111111111", 0x41, -1}};

static void
known_names(void)
{
	char want[4], byte;
	size_t i;

	for (i = 0; i < LEN(names); i++) {
		long is = names[i].is;

		unit_row = names[i].name;
		CHECK_INT(charset_kind(span_str(unit_row)),
		    is > 0	  ? 1
			: is == 0 ? 0
				  : -1);
		byte = (char)names[i].byte;
		CHECK_INT(put(unit_row, unit_span(&byte, 1)), is < 0 ? -1 : 0);
		if (is > 0)
			CHECK_SAME(span_of(text.p, text.len),
			    span_of(want, utf8_put(want, (uint32_t)is)));
		else
			CHECK_SAME(
			    span_of(text.p, text.len), span_of(&byte, is == 0));
	}
	unit_row = NULL;
	CHECK_INT(charset_kind(span_of(NULL, 0)), -1);
	CHECK_INT(charset_kind(SPAN("utf-8\0")), 0);
	CHECK_INT(put("utf-8", span_of(NULL, 0)), 0);
	CHECK_INT(put("koi8-r", span_of(NULL, 0)), 0);
}

/* Every byte of the sets of one byte, as libc's iconv has them. */
static void
against_iconv(const char *name, const char *libc_name)
{
	iconv_t cd = iconv_open("UTF-8", libc_name);
	char byte, *in, want[8], *to;
	size_t left, room;
	int i;

	if (cd == (iconv_t)-1)
		return;
	unit_row = name;
	for (i = 0; i < 256; i++) {
		byte = (char)i;
		in = &byte;
		left = 1;
		to = want;
		room = sizeof want;
		iconv(cd, NULL, NULL, NULL, NULL);
		if (iconv(cd, &in, &left, &to, &room) == (size_t)-1)
			*to++ = byte;
		iconv(cd, NULL, NULL, &to, &room);
		CHECK_INT(put(name, unit_span(&byte, 1)), 0);
		CHECK_SAME(span_of(text.p, text.len),
		    span_of(want, (size_t)(to - want)));
	}
	unit_row = NULL;
	iconv_close(cd);
}

static void
tables(void)
{
	char name[32], libc_name[32];
	int i;

	for (i = 1; i <= 16; i++) {
		snprintf(name, sizeof name, "iso-8859-%d", i);
		if (i != 12)
			against_iconv(name, name);
	}
	for (i = 1250; i <= 1258; i++) {
		snprintf(name, sizeof name, "windows-%d", i);
		snprintf(libc_name, sizeof libc_name, "CP%d", i);
		against_iconv(name, libc_name);
	}
	against_iconv("windows-874", "CP874");
	against_iconv("koi8-r", "KOI8-R");
	against_iconv("koi8-u", "KOI8-U");
	CHECK_INT(put("windows-1251", SPAN("\xCF\xF0\xE8 \x98!\0z")), 0);
	CHECK_SAME(span_of(text.p, text.len),
	    span_of("\xD0\x9F\xD1\x80\xD0\xB8 \x98!\0z", 11));
	CHECK_INT(put("utf-8", SPAN("\xD0\xB9\xD0 \xFF\0z")), 0);
	CHECK_SAME(
	    span_of(text.p, text.len), span_of("\xD0\xB9\xD0 \xFF\0z", 7));
}

/* Names of sets that iconv converts, bytes, and these in UTF-8. */
static const char *const loaded[][3] = {
    {"gb2312", "\xC4\xE3\xBA\xC3 ok", "\xE4\xBD\xA0\xE5\xA5\xBD ok"},
    {"GBK", "\x81\x40", "\xE4\xB8\x82"},
    {"x-gbk", "\xC4\xFF\xE3", "\xC4\xFF\xE3"},
    {"cp936", "\xC4\xE3\xC4", "\xE4\xBD\xA0\xC4"},
    {"big5", "\xA7\x41\xA6\x6E", "\xE4\xBD\xA0\xE5\xA5\xBD"},
    {"Big5-HKSCS", "\xA7\x41\xA7\xFF\xA7", "\xE4\xBD\xA0\xA7\xFF\xA7"},
    {"big5_tw", "\xA7\x41", "\xE4\xBD\xA0"}, /* Python's names */
    {"eucgb2312_cn", "\xC4\xE3", "\xE4\xBD\xA0"},
    {"euc-jp", "\xC6\xFC\xCB\xDC \x8E\xB1",
	"\xE6\x97\xA5\xE6\x9C\xAC \xEF\xBD\xB1"},
    {"x-euc-jp", "\xC6\xFC\xC6 x", "\xE6\x97\xA5\xC6 x"},
    {"Shift_JIS", "\x93\xFA\x96\x7B\xB1\\~",
	"\xE6\x97\xA5\xE6\x9C\xAC\xEF\xBD\xB1\\~"},
    {"x-sjis", "\x93\xFA\xFF\x93", "\xE6\x97\xA5\xFF\x93"},
    {"windows-31j", "\x82\xA0", "\xE3\x81\x82"},
    {"ISO-2022-JP", "\x1B$B\x46\x7C\x4B\x5C\x1B(B ok",
	"\xE6\x97\xA5\xE6\x9C\xAC ok"},
    {"iso-2022-jp", "a\xFF\x1B", "a\xFF\x1B"},
    {"euc-kr", "\xC7\xD1\xB1\xB9", "\xED\x95\x9C\xEA\xB5\xAD"},
    {"ks_c_5601-1987", "\xC7\xD1", "\xED\x95\x9C"},
    {"cp949", "\x81\x41\xC7", "\xEA\xB0\x82\xC7"}};

static void
before_loading(void)
{
	size_t i;

	for (i = 0; i < LEN(loaded); i++) {
		unit_row = loaded[i][0];
		CHECK_INT(charset_kind(span_str(unit_row)), -1);
		CHECK_INT(put(unit_row, SPAN("a")), -1);
		CHECK_INT(text.len, 0);
	}
	unit_row = NULL;
}

/* Nothing can be opened any more, as in a confined process. */
static void
after_loading(void)
{
	struct rlimit was, none;
	size_t i;

	CHECK_INT(getrlimit(RLIMIT_NOFILE, &was), 0);
	none = was;
	none.rlim_cur = 0;
	CHECK_INT(setrlimit(RLIMIT_NOFILE, &none), 0);
	CHECK(fopen("/dev/null", "r") == NULL);
	for (i = 0; i < LEN(loaded); i++) {
		struct span name = span_str(loaded[i][0]);

		/* A static program of glibc may have none. */
		if (charset_kind(name) == -1)
			continue;
		unit_row = loaded[i][0];
		CHECK_INT(charset_kind(name), 1);
		CHECK_INT(put(unit_row,
			      unit_span(loaded[i][1], strlen(loaded[i][1]))),
		    0);
		CHECK_STR(text.p, text.len, loaded[i][2]);
	}
	unit_row = NULL;
	/* Four bytes, where libc has more than GBK. */
	if (put("gb18030", SPAN("\x90\x30\x81\x30")) == 0 &&
	    !span_same(span_of(text.p, text.len), SPAN("\x90\x30\x81\x30")))
		CHECK_STR(text.p, text.len, "\xF0\x90\x80\x80");
	CHECK_INT(setrlimit(RLIMIT_NOFILE, &was), 0);
}

static const char *const sets[] = {"utf-8", "us-ascii", "iso-8859-3",
    "windows-1255", "koi8-r", "gb18030", "big5", "euc-jp", "shift_jis",
    "iso-2022-jp", "euc-kr"};

/* Bytes of any kind: the room suffices, and no state is left behind. */
static void
random_bytes(void)
{
	char bytes[300];
	struct buf again = {0};
	size_t i, j, n, set;

	for (i = 0; i < 60000; i++) {
		set = i % LEN(sets);
		n = unit_rand(i % 100 == 0 ? sizeof bytes : 12);
		for (j = 0; j < n; j++)
			bytes[j] = unit_rand(8) == 0 ? '\x1B'
						     : (char)unit_rand(256);
		if (charset_kind(span_str(sets[set])) == -1)
			continue;
		unit_row = sets[set];
		CHECK_INT(put(unit_row, unit_span(bytes, n)), 0);
		CHECK(text.len <= 3 * n);
		buf_clear(&again);
		charset_put_utf8(&again, span_str(unit_row), span_of(bytes, n));
		CHECK_SAME(
		    span_of(text.p, text.len), span_of(again.p, again.len));
	}
	unit_row = NULL;
	buf_free(&again);
}

/* Many chunks: the same as a character at a time. */
static void
long_text(void)
{
	static const char *const units[][3] = {
	    {"gb18030", "a\xC4\xE3\x81\x40", "a\xE4\xBD\xA0\xE4\xB8\x82"},
	    {"euc-jp", "\xC6\xFC.\xFF", "\xE6\x97\xA5.\xFF"},
	    {"iso-2022-jp", "\x1B$B\x46\x7C\x1B(B\xFF", "\xE6\x97\xA5\xFF"},
	    {"windows-1251", "a\xE9\x98", "a\xD0\xB9\x98"}};
	struct buf in = {0}, want = {0};
	size_t i, j;

	for (i = 0; i < LEN(units); i++) {
		if (charset_kind(span_str(units[i][0])) == -1)
			continue;
		unit_row = units[i][0];
		buf_clear(&in);
		buf_clear(&want);
		for (j = 0; j < 20000; j++) {
			buf_puts(&in, units[i][1]);
			buf_puts(&want, units[i][2]);
		}
		CHECK_INT(put(unit_row, unit_span(in.p, in.len)), 0);
		CHECK(span_same(
		    span_of(text.p, text.len), span_of(want.p, want.len)));
	}
	unit_row = NULL;
	buf_free(&in);
	buf_free(&want);
}

/* Linear, whatever the bytes: a quadratic 4 MB would take minutes. */
static void
time_taken(void)
{
	static const char *const pieces[] = {
	    "\xFF", "\x81 ", "\x1B$B", "\xC4\xE3"};
	struct buf in = {0};
	size_t i, j;
	clock_t start;

	for (i = 0; i < LEN(pieces); i++) {
		buf_clear(&in);
		while (in.len < 4 << 20)
			buf_puts(&in, pieces[i]);
		for (j = 0; j < LEN(sets); j++) {
			unit_row = sets[j];
			start = clock();
			put(sets[j], span_of(in.p, in.len));
			CHECK(clock() - start < 3 * CLOCKS_PER_SEC);
		}
	}
	unit_row = NULL;
	buf_free(&in);
}

static void *
one_thread(void *unused)
{
	struct buf b = {0};
	size_t i, j;

	(void)unused;
	for (i = 0; i < 2000; i++)
		for (j = 0; j < LEN(loaded); j++) {
			buf_clear(&b);
			if (charset_put_utf8(&b, span_str(loaded[j][0]),
				span_str(loaded[j][1])) == 0 &&
			    !span_same(
				span_of(b.p, b.len), span_str(loaded[j][2]))) {
				buf_free(&b);
				return &text;
			}
		}
	buf_free(&b);
	return NULL;
}

static void
threads(void)
{
	pthread_t thread[4];
	void *failed;
	size_t i;

	for (i = 0; i < LEN(thread); i++)
		CHECK_INT(
		    pthread_create(&thread[i], NULL, one_thread, NULL), 0);
	for (i = 0; i < LEN(thread); i++) {
		CHECK_INT(pthread_join(thread[i], &failed), 0);
		CHECK(failed == NULL);
	}
}

int
main(void)
{
	before_loading();
	known_names();
	charset_load();
	charset_load();
	known_names();
	tables();
	after_loading();
	random_bytes();
	long_text();
	threads();
	time_taken();
	buf_free(&text);
	return unit_end();
}
