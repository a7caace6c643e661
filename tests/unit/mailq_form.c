#include <stdlib.h>
#include <time.h>

#include "pure/mailq_form.h"
#include "unit.h"

#define ID "6ALGl0A1000079"
#define HEAD ID "*       6 Sat Nov 21 16:47 "
#define NINE "123456789"
#define A40 NINE "0" NINE "0" NINE "0" NINE "0"

/* A control file's lines before and behind the sender; what is printed. */
static const char *const table[][2] = {
    {"S<a@b>\nR:<c@d>\nRPFD:e@f\n.\n",
	HEAD "<a@b>\n\t\t\t\t\t <c@d>\n\t\t\t\t\t e@f\n"},
    {"MDeferred: x (y)\nS<>\n.\n",
	HEAD "<>\n                 (Deferred: x (y))\n"},
    {"B8BITMIME\nMz\nS<>\n.\n", HEAD "<>\n      8BITMIME   (z)\n"},
    {"B7BIT\nS<>\n.\n", HEAD "<>\n          7BIT\n"},
    {"qspam (x)\nMz\nS<>\n.\n",
	HEAD "<>\n     QUARANTINE: spam (x)\n                 (z)\n"},
    /* A reason behind the sender is one recipient's, for -v only. */
    {"S<>\nMz\nR:<a>\n.\n", HEAD "<>\n\t\t\t\t\t <a>\n"},
    {"S" A40 "\nR:" A40 "\n.\n",
	HEAD NINE "0" NINE "0" NINE "0" NINE "\n\t\t\t\t\t " NINE "0" NINE
		  "0" NINE "012345678\n"},
    {"S\\a\033b\377\n.\n", HEAD "\\\\a\\033b\\377\n"},
    /* What is escaped needs its columns, all of them, and one more. */
    {"S" NINE "0" NINE "0" NINE "01234\001x\n.\n",
	HEAD NINE "0" NINE "0" NINE "01234\\001x\n"},
    {"S" NINE "0" NINE "0" NINE "012345\001x\n.\n",
	HEAD NINE "0" NINE "0" NINE "012345\n"},
    {"S" NINE "0" NINE "0" NINE "012345678\\\n.\n",
	HEAD NINE "0" NINE "0" NINE "012345678\n"},
    {"M" A40 "12345678901234567890x\nS<>\n.\n",
	HEAD "<>\n                 (" A40 "12345678901234567890)\n"},
    {".\n", ID "*\n"},
};

int
main(void)
{
	struct buf b = {0};
	struct msg m = {.id = span_str(ID), .bytes = 6, .time.sec = 1795279620};
	size_t i;

	setenv("TZ", "UTC0", 1);
	tzset();
	for (i = 0; i < LEN(table); i++) {
		unit_row = table[i][0];
		buf_clear(&b);
		mailq_form_put(
		    &b, &m, unit_span(unit_row, strlen(unit_row)), '*');
		CHECK_STR(b.p, b.len, table[i][1]);
	}
	unit_row = NULL;
	buf_clear(&b);
	mailq_form_put_title(&b, span_str("/q"), 1);
	CHECK(span_starts(span_of(b.p, b.len), "\t\t/q (1 request)\n-----Q"));
	buf_clear(&b);
	mailq_form_put_title(&b, span_str("/q"), 0);
	mailq_form_put_total(&b, 0);
	CHECK_STR(b.p, b.len, "/q is empty\n\t\tTotal requests: 0\n");
	buf_free(&b);
	return unit_end();
}
