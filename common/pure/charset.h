/* charset: text in one of a fixed list of character sets, made UTF-8 */
#ifndef QT_CHARSET_H
#define QT_CHARSET_H

#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

/*
 * The list: UTF-8 and US-ASCII; ISO-8859-1 to -11 and -13 to -16,
 * windows-1250 to -1258 and -874, KOI8-R and KOI8-U; after charset_load also
 * GB18030 (GB2312, GBK), Big5, EUC-JP, Shift_JIS (CP932), ISO-2022-JP and
 * EUC-KR (CP949), as far as libc has them (musl: no EUC-KR, and GBK for
 * GB18030). Names are IANA's and what mailers write for them (utf8, latin1,
 * cp1251, x-sjis), the case of letters and all that is neither letter nor
 * digit aside.
 */

/*
 * Makes the sets usable that take libc's iconv(3); one that libc lacks stays
 * unknown. It may read files and load code, so it is to be called before the
 * process confines itself, and before it starts threads; what is converted
 * later needs no file. A second call does nothing.
 */
void charset_load(void);

/*
 * What charset_put_utf8 does with bytes of that set: 1 converts them, 0
 * leaves them as they are (UTF-8, US-ASCII); -1: it is not on the list.
 */
int charset_kind(struct span name);

/*
 * Puts bytes of the set named as UTF-8. Returns 0, or -1 if the set is not
 * on the list, and nothing is put. Bytes that mean nothing in the set, or
 * are not UTF-8 in UTF-8 or US-ASCII, stay the bytes that they are, so that
 * who escapes the text later shows them. Any thread may call it at any time.
 */
int charset_put_utf8(struct buf *b, struct span name, struct span bytes);

/* For charset.c: the sets, and those of one byte a character. */
enum {
	CHARSET_8859_1,
	CHARSET_8859_2,
	CHARSET_8859_3,
	CHARSET_8859_4,
	CHARSET_8859_5,
	CHARSET_8859_6,
	CHARSET_8859_7,
	CHARSET_8859_8,
	CHARSET_8859_9,
	CHARSET_8859_10,
	CHARSET_8859_11,
	CHARSET_8859_13,
	CHARSET_8859_14,
	CHARSET_8859_15,
	CHARSET_8859_16,
	CHARSET_1250,
	CHARSET_1251,
	CHARSET_1252,
	CHARSET_1253,
	CHARSET_1254,
	CHARSET_1255,
	CHARSET_1256,
	CHARSET_1257,
	CHARSET_1258,
	CHARSET_874,
	CHARSET_KOI8_R,
	CHARSET_KOI8_U,
	CHARSET_TABLES,
};

/* What the bytes 0x80 to 0xFF are in Unicode; 0: nothing. */
extern const uint16_t charset_table[CHARSET_TABLES][128];

#endif
