/* passwd and shadow files; the first line's name is looked for */
#include "fuzz.h"
#include "pure/passwd.h"
#include "pure/shadow.h"
#include "pure/uidnames.h"

/* Who is found fast is who is found by looking at all. */
static void
check_names(struct span text)
{
	struct uidnames u = {0};
	struct passwd_entry found;
	size_t i;

	buf_put(&u.text, text.p, text.n);
	uidnames_settle(&u);
	for (i = 0; i < u.n; i++) {
		HOLDS(i == 0 || u.v[i - 1].uid < u.v[i].uid);
		INSIDE(u.v[i].name, fuzz_of(&u.text));
		if (i >= 8)
			continue;
		HOLDS(passwd_uid(text, u.v[i].uid, &found));
		HOLDS(span_same(uidnames_of(&u, found.uid), found.name));
	}
	HOLDS((u.n == 0) == !passwd_next(&text, &found));
	uidnames_free(&u);
}

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
	check_names(text);
	fuzz_release(text);
	return 0;
}
