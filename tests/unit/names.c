/* Numbers of many texts, before and after some were let go. */
#include <stdio.h>

#include "pure/names.h"
#include "unit.h"

enum { MANY = 5000 };

static struct span
text_of(unsigned i, char *to, size_t size)
{
	int n = snprintf(to, size, "name%c%u", i % 7 ? 'x' : '\0', i);

	return span_of(to, (size_t)n);
}

static void
numbers(void)
{
	static bool marks[MANY];
	struct names names = {.seed = {1, 2}};
	char text[32];
	unsigned i, kept = 0;

	for (i = 0; i < MANY; i++)
		CHECK_INT(names_add(&names, text_of(i, text, sizeof text)), i);
	for (i = 0; i < MANY; i++)
		CHECK_INT(names_add(&names, text_of(i, text, sizeof text)), i);
	CHECK_INT(names.n, MANY);
	for (i = 0; i < MANY; i++)
		marks[i] = i % 3 == 0;
	names_keep(&names, marks);
	for (i = 0; i < MANY; i += 3)
		CHECK_INT(
		    names_add(&names, text_of(i, text, sizeof text)), kept++);
	CHECK_INT(names.n, kept);
	CHECK_INT(names_add(&names, text_of(1, text, sizeof text)), kept);
	CHECK_INT(names_add(&names, span_of("", 0)), kept + 1);
	CHECK_STR(names.v[1].p, names.v[1].n, "namex3");
	names_free(&names);
}

int
main(void)
{
	numbers();
	return unit_end();
}
