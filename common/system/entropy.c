#define _DEFAULT_SOURCE /* getentropy */
#include <time.h>
#include <unistd.h>

#include "system/entropy.h"

uint64_t
entropy_number(void)
{
	struct timespec t;
	uint64_t n;

	if (getentropy(&n, sizeof n) == 0)
		return n;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_nsec * 0x9E3779B97F4A7C15U ^
	    (uint64_t)(uintptr_t)&t;
}
