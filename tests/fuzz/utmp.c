/* utmp files, of both layouts */
#include "fuzz.h"
#include "pure/utmp.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = fuzz_copy(fuzz_span(data, size));
	struct utmp_entry e;
	struct utmp u;
	size_t n = 0;

	if (utmp_open(&u, bytes) == 0) {
		HOLDS(size == 0 || u.size == 384 || u.size == 400);
		HOLDS(size == 0 || u.left < u.size);
		for (; utmp_next(&u, &e); n++) {
			INSIDE(e.line, bytes);
			INSIDE(e.user, bytes);
			INSIDE(e.host, bytes);
			HOLDS(strnlen(e.line.p, e.line.n) == e.line.n);
			HOLDS(strnlen(e.user.p, e.user.n) == e.user.n);
			HOLDS(strnlen(e.host.p, e.host.n) == e.host.n);
		}
		HOLDS(n * u.size + u.left == size);
	}
	fuzz_release(bytes);
	return 0;
}
