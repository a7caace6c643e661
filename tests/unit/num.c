#include "pure/num.h"
#include "unit.h"

enum { K = 1024, M = 1024 * 1024 };

static void
no_numbers(void)
{
	static const char *const table[] = {"", " ", "-", "--1", "+1", " 1",
	    "1 ", "1\n", "a", "1a", "0x1", "1e3", "1.0", ".", "1,000", "/", ":",
	    "-:", "18446744073709551616", "18446744073709551620",
	    "99999999999999999999", "184467440737095516150", "\xD9\xA1", "- 1",
	    "1-", "-1-", "\xB1"};
	struct span text;
	uint64_t u;
	int64_t i;
	size_t row;

	for (row = 0; row < LEN(table); row++) {
		unit_row = table[row];
		text = unit_span(table[row], strlen(table[row]));
		CHECK_INT(num_u(text, UINT64_MAX, &u), -1);
		CHECK_INT(num_i(text, &i), -1);
	}
	unit_row = NULL;
	CHECK_INT(num_u(SPAN("1\0"), UINT64_MAX, &u), -1);
	CHECK_INT(num_u(span_of(NULL, 0), UINT64_MAX, &u), -1);
	CHECK_INT(num_i(span_of(NULL, 0), &i), -1);
	CHECK_INT(num_u(SPAN("-0"), UINT64_MAX, &u), -1);
}

static void
numbers(void)
{
	uint64_t u = 1, last = UINT64_MAX;
	int64_t i = 1;

	CHECK(num_u(SPAN("0"), 0, &u) == 0 && u == 0);
	CHECK(num_u(SPAN("007"), 7, &u) == 0 && u == 7);
	CHECK(num_u(SPAN("18446744073709551615"), last, &u) == 0 && u == last);
	CHECK(num_u(SPAN("00000000000000000000000000000001"), last, &u) == 0 &&
	    u == 1);
	CHECK_INT(num_u(SPAN("18446744073709551615"), last - 1, &u), -1);
	CHECK_INT(num_u(SPAN("1"), 0, &u), -1);
	CHECK(num_u(SPAN("255"), 255, &u) == 0 && u == 255);
	CHECK_INT(num_u(SPAN("256"), 255, &u), -1);
	CHECK(num_i(SPAN("-0"), &i) == 0 && i == 0);
	CHECK(num_i(SPAN("-12"), &i) == 0 && i == -12);
	CHECK(num_i(SPAN("9223372036854775807"), &i) == 0 && i == INT64_MAX);
	CHECK(num_i(SPAN("-9223372036854775807"), &i) == 0 && i == -INT64_MAX);
	CHECK_INT(num_i(SPAN("9223372036854775808"), &i), -1);
	CHECK_INT(num_i(SPAN("-9223372036854775809"), &i), -1);
	CHECK(num_i(SPAN("-9223372036854775808"), &i) == -1 || i == INT64_MIN);
}

static void
sizes(void)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} good[] = {{"0", 0}, {"0K", 0}, {"512", 512}, {"1K", K}, {"1.0K", K},
	    {"1.5K", 1536}, {"10.0K", 10 * K}, {"1024K", M}, {"1.25M", 1310720},
	    {"0.999999M", 1048574}, {"3M", 3 * M},
	    {"17592186044414M", UINT64_C(17592186044414) * M},
	    {"18446744073709551614", UINT64_MAX - 1}};
	static const char *const bad[] = {"", "K", "M", ".", ".5K", "1.", "1.K",
	    "1.5.5K", "1.5", "1KK", "1KM", "1k", "1m", "1G", "1B", "-1", "-1K",
	    "+1K", " 1K", "1K ", "1 K", "1.-5K", "1.5 K", "1e3K", "1,5K",
	    "0x1K", "18446744073709551616", "17592186044416M",
	    "18014398509481984K", "99999999999999999999M", "\xB9K"};
	struct span text;
	uint64_t got;
	size_t i;

	for (i = 0; i < LEN(good); i++) {
		unit_row = good[i].text;
		text = unit_span(good[i].text, strlen(good[i].text));
		got = 1;
		CHECK_INT(num_size(text, &got), 0);
		CHECK_INT(got, good[i].bytes);
	}
	for (i = 0; i < LEN(bad); i++) {
		unit_row = bad[i];
		text = unit_span(bad[i], strlen(bad[i]));
		CHECK_INT(num_size(text, &got), -1);
	}
	unit_row = NULL;
	CHECK_INT(num_size(span_of(NULL, 0), &got), -1);
	CHECK_INT(num_size(SPAN("1K\0"), &got), -1);
}

/* Exim's string_format_size, with the edges that exim 4.96 was seen to have. */
static void
shown_sizes(void)
{
	static const struct {
		uint64_t bytes;
		const char *want;
	} table[] = {{0, "     "}, {1, "    1"}, {999, "  999"},
	    {1023, " 1023"}, {1024, " 1.0K"}, {1075, " 1.0K"}, {1076, " 1.1K"},
	    {2048, " 2.0K"}, {10188, " 9.9K"}, {10189, "10.0K"},
	    {10239, "10.0K"}, {10240, "  10K"}, {10751, "  10K"},
	    {10752, "  11K"}, {1023 * K, "1023K"}, {1048063, "1023K"},
	    {1048064, "1024K"}, {1048575, "1024K"}, {1048576, " 1.0M"},
	    {10433331, " 9.9M"}, {10433332, "10.0M"}, {10 * M - 1, "10.0M"},
	    {10 * M, "  10M"}, {11010047, "  10M"}, {11010048, "  11M"},
	    {UINT64_C(1048051711), " 999M"}, {UINT64_C(1048051712), "1000M"},
	    {UINT64_C(2147483647), "2048M"}, {UINT64_C(3000000000), "2861M"},
	    {UINT64_C(1) << 50, "1073741824M"},
	    {UINT64_C(1) << 52, "4294967296M"},
	    {UINT64_MAX, "17592186044416M"}};
	struct buf b = {0};
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i].want;
		buf_clear(&b);
		num_put_size(&b, table[i].bytes);
		CHECK_STR(b.p, b.len, table[i].want);
	}
	unit_row = NULL;
	buf_free(&b);
}

/* As printf prints them; ties of tenths are at multiples of 256 (K). */
static void
printed_sizes(void)
{
	struct buf b = {0};
	char want[40];
	uint64_t i, read, unit;

	for (i = 1; i < 20 * M; i += i < 20 * K ? 1 : 64) {
		buf_clear(&b);
		num_put_size(&b, i);
		CHECK_INT(b.len, 5);
		unit = i < M ? K : M;
		if (i >= unit && i < 10 * unit) {
			snprintf(want, sizeof want, "%4.1f%c",
			    (double)i / (double)unit, unit == K ? 'K' : 'M');
			CHECK_STR(b.p, b.len, want);
		}
		CHECK_INT(
		    num_size(span_str(buf_str(&b) + strspn(b.p, " ")), &read),
		    0);
		CHECK(read <= i + i / 19 && i <= read + read / 19);
	}
	buf_free(&b);
}

int
main(void)
{
	no_numbers();
	numbers();
	sizes();
	shown_sizes();
	printed_sizes();
	return unit_end();
}
