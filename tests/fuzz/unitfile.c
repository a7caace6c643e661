/* systemd's units, and what logind writes of sessions */
#include "fuzz.h"
#include "pure/logind.h"
#include "pure/unitfile.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_copy(fuzz_span(data, size)), key, value;
	struct unitfile u = {.rest = text};
	struct logind l;
	size_t n = 0;

	while (unitfile_next(&u, &key, &value)) {
		HOLDS(++n <= size);
		INSIDE(key, text);
		INSIDE(u.section, text);
		HOLDS(fuzz_inside(value, text) ||
		    fuzz_inside(value, fuzz_of(&u.joined)));
		HOLDS(value.n == 0 || memchr(value.p, '\n', value.n) == NULL);
	}
	unitfile_free(&u);

	logind_read(text, &l);
	INSIDE(l.user, text);
	INSIDE(l.host, text);
	INSIDE(l.service, text);
	INSIDE(l.class, text);
	INSIDE(l.state, text);
	HOLDS(l.leader >= 0 && l.sec >= 0);
	logind_is_manager(&l);
	fuzz_release(text);
	return 0;
}
