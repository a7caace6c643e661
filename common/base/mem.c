#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

void *
mem_alloc(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (p == NULL)
		err_nomem();
	return p;
}

void *
mem_grow(void *p, size_t *cap, size_t want, size_t size)
{
	size_t n = *cap ? *cap : 16;

	if (want <= *cap && p != NULL)
		return p;
	while (n < want) {
		if (n > SIZE_MAX / 2)
			err_nomem();
		n *= 2;
	}
	if (n > SIZE_MAX / size)
		err_nomem();
	p = realloc(p, n * size);
	if (p == NULL)
		err_nomem();
	*cap = n;
	return p;
}

char *
mem_dupn(const char *p, size_t n)
{
	char *s;

	if (n == SIZE_MAX)
		err_nomem();
	s = mem_alloc(n + 1);
	if (n > 0)
		memcpy(s, p, n);
	s[n] = '\0';
	return s;
}

char *
mem_dup(const char *s)
{
	return mem_dupn(s, strlen(s));
}
