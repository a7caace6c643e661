/* passwd and shadow files; the first line's name is looked for */
#include "fuzz.h"
#include "pure/passwd.h"
#include "pure/shadow.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_copy(fuzz_span(data, size)), rest = text, name;
	struct passwd_entry e, found;
	struct shadow s;
	size_t n = 0;

	while (passwd_next(&rest, &e)) {
		INSIDE(e.name, text);
		INSIDE(e.home, text);
		INSIDE(e.shell, text);
		if (++n > 8)
			continue;
		HOLDS(passwd_name(text, e.name, &found));
		HOLDS(span_same(found.name, e.name));
		HOLDS(passwd_uid(text, e.uid, &found) && found.uid == e.uid);
	}
	rest = text;
	name = span_upto(&rest, ':');
	if (shadow_find(text, name, &s) == 0)
		HOLDS(s.changed >= -1 && s.expires >= -1);
	fuzz_release(text);
	return 0;
}
