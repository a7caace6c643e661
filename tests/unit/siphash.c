/* siphash, by numbers that another program found. */
#include "pure/siphash.h"
#include "unit.h"

enum { LONGEST = 64 };

static const uint64_t seed[2] = {
    UINT64_C(0x0706050403020100), UINT64_C(0x0F0E0D0C0B0A0908)};

/*
 * Of the bytes 00 01 02 ... of lengths 0 to 63 under the key 00 01 ... 0F, as
 * in the reference's vectors for SipHash-2-4; for 1-3 that has none. These
 * are of a program that was held to CPython 3.11, whose hash() of bytes is
 * SipHash-1-3, under four keys.
 */
static void
vectors(void)
{
	static const uint64_t want[] = {0xABAC0158050FC4DC, 0xC9F49BF37D57CA93,
	    0x82CB9B024DC7D44D, 0x8BF80AB8E7DDF7FB, 0xCF75576088D38328,
	    0xDEF9D52F49533B67, 0xC50D2B50C59F22A7, 0xD3927D989BB11140,
	    0x369095118D299A8E, 0x25A48EB36C063DE4, 0x79DE85EE92FF097F,
	    0x70C118C1F94DC352, 0x78A384B157B4D9A2, 0x306F760C1229FFA7,
	    0x605AA111C0F95D34, 0xD320D86D2A519956, 0xCC4FDD1A7D908B66,
	    0x9CF2689063DBD80C, 0x8FFC389CB473E63E, 0xF21F9DE58D297D1C,
	    0xC0DC2F46A6CCE040, 0xB992ABFE2B45F844, 0x7FFE7B9BA320872E,
	    0x525A0E7FDAE6C123, 0xF464AEB267349C8C, 0x45CD5928705B0979,
	    0x3A3E35E3CA9913A5, 0xA91DC74E4ADE3B35, 0xFB0BED02EF6CD00D,
	    0x88D93CB44AB1E1F4, 0x540F11D643C5E663, 0x2370DD1F8C21D1BC,
	    0x81157B6C16A7B60D, 0x4D54B9E57A8FF9BF, 0x759F12781F2A753E,
	    0xCEA1A3BEBF186B91, 0x2CF508D3ADA26206, 0xB6101C2DA3C33057,
	    0xB3F47496AE3A36A1, 0x626B57547B108392, 0xC1D2363299E41531,
	    0x667CC1923F1AD944, 0x65704FFEC8138825, 0x24F280D1C28949A6,
	    0xC2CA1CEDFAF8876B, 0xC2164BFC9F042196, 0xA16E9C9368B1D623,
	    0x49FB169C8B5114FD, 0x9F3143F8DF074C46, 0xC6FDAF2412CC86B3,
	    0x7EAF49D10A52098F, 0x1CF313559D292F9A, 0xC44A30DDA2F41F12,
	    0x36FAE98943A71ED0, 0x318FB34C73F0BCE6, 0xA27ABF3670A7E980,
	    0xB4BCC0DB243C6D75, 0x23F8D852FDB71513, 0x8F035F4DA67D8A08,
	    0xD89CD0E5B7E8F148, 0xF6F4E6BCF7A644EE, 0xAEC59AD80F1837F2,
	    0xC3B2F6154B6694E0, 0x9D199062B7BBB3A8};
	char bytes[LONGEST];
	size_t i;

	for (i = 0; i < LONGEST; i++)
		bytes[i] = (char)i;
	for (i = 0; i < LEN(want); i++)
		CHECK(siphash(seed, unit_span(bytes, i)) == want[i]);
}

/* hash(b"a") and so on of CPython with PYTHONHASHSEED=0: the key is zero. */
static void
zero_key(void)
{
	static const uint64_t zero[2];
	static const struct {
		const char *text;
		int64_t want;
	} table[] = {{"a", INT64_C(4644417185603328019)},
	    {"ab", INT64_C(6148830537548944441)},
	    {"abc", INT64_C(-4594863902769663758)},
	    {"1xUnyH-0006we-0M", INT64_C(-8357141129278821359)},
	    {"1xUnyH-00000006we0-0M00", INT64_C(-3775488212937685260)},
	    {"7 bytes", INT64_C(97736795380140788)},
	    {"8 bytes.", INT64_C(3999974811741699076)},
	    {"9 bytes..", INT64_C(-8035406751637619642)}};
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i].text;
		CHECK(siphash(zero, span_str(table[i].text)) ==
		    (uint64_t)table[i].want);
	}
	unit_row = NULL;
}

/* How many bits differ. */
static int
distance(uint64_t a, uint64_t b)
{
	int n = 0;

	for (a ^= b; a != 0; a &= a - 1)
		n++;
	return n;
}

/* Each bit of the key and of the seed changes many bits, wherever it is. */
static void
each_bit(void)
{
	uint64_t other[2], was;
	char bytes[LONGEST];
	size_t n, i;
	int bit;

	for (n = 1; n <= LONGEST; n++) {
		for (i = 0; i < n; i++)
			bytes[i] = (char)unit_rand(256);
		was = siphash(seed, unit_span(bytes, n));
		for (i = 0; i < n * 8; i++) {
			bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
			CHECK(distance(
				  was, siphash(seed, unit_span(bytes, n))) > 8);
			bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
		}
		for (bit = 0; bit < 128; bit++) {
			memcpy(other, seed, sizeof other);
			other[bit / 64] ^= UINT64_C(1) << bit % 64;
			CHECK(distance(was,
				  siphash(other, unit_span(bytes, n))) > 8);
		}
	}
}

/* It is of the bytes and their number alone, not of where they are. */
static void
of_bytes_alone(void)
{
	char room[LONGEST + 8], zeros[LONGEST] = {0};
	uint64_t seen[LONGEST + 1];
	size_t at, n, i;

	for (n = 0; n <= LONGEST; n++) {
		for (at = 0; at < 8; at++) {
			memset(room, (int)at, sizeof room);
			for (i = 0; i < n; i++)
				room[at + i] = (char)(i * 37);
			if (at == 0)
				seen[n] = siphash(seed, span_of(room, n));
			CHECK(siphash(seed, span_of(room + at, n)) == seen[n]);
		}
	}
	for (n = 0; n <= LONGEST; n++) {
		seen[n] = siphash(seed, unit_span(zeros, n));
		for (i = 0; i < n; i++)
			CHECK(seen[i] != seen[n]);
	}
}

/* Ids of one second spread over the slots of a table as chance would do it. */
static void
spread(void)
{
	enum { SLOTS = 256, IDS = SLOTS * 64 };
	static unsigned count[SLOTS];
	double chi = 0, d;
	char id[24];
	size_t i;

	for (i = 0; i < IDS; i++) {
		snprintf(id, sizeof id, "1xUnyH-%06zu-0M", i);
		count[siphash(seed, span_str(id)) & (SLOTS - 1)]++;
	}
	for (i = 0; i < SLOTS; i++) {
		d = (double)count[i] - IDS / SLOTS;
		chi += d * d / (IDS / SLOTS);
	}
	/* 255 degrees of freedom: beyond these once in 10^6 */
	CHECK(chi > 160 && chi < 380);
}

int
main(void)
{
	vectors();
	zero_key();
	each_bit();
	of_bytes_alone();
	spread();
	return unit_end();
}
