#include "pure/passwd.h"
#include "pure/unitfile.h"
#include "unit.h"

static const struct {
	const char *section, *key, *value;
} rows[] = {
    {"", "X", "0"},
    {"Timer", "OnCalendar", "daily"},
    {"Timer", "OnCalendar", ""},
    {"Service", "ExecStart", "/bin/a b  c d"},
    {"Service", "User", "alice"},
    {"Service", "Z", "x y"},
    {"Service", "W", "v"},
};

static void
units(void)
{
	struct unitfile u = {
	    .rest = SPAN("X=0\n# c=1\n; c=2\n\n[Timer]\r\n"
			 " OnCalendar = daily \nOnCalendar=\nnonsense\n"
			 "[Service]\nExecStart=/bin/a b \\\n# no=1\n  c d\n"
			 "User=alice\nZ=x\\\ny\n[x\nW=v\\")};
	struct span key, value;
	size_t i;

	for (i = 0; i < LEN(rows); i++) {
		CHECK(unitfile_next(&u, &key, &value));
		CHECK_STR(u.section.p, u.section.n, rows[i].section);
		CHECK_STR(key.p, key.n, rows[i].key);
		CHECK_STR(value.p, value.n, rows[i].value);
	}
	CHECK(!unitfile_next(&u, &key, &value));
	unitfile_free(&u);
}

static void
users(void)
{
	struct span text = SPAN("root:x:0:0:r:/root:/bin/sh\n\n:x:1:1::/:/\n"
				"x\n+::::::\nbad:x:no:1::/:/\nalice:x:1000:1");
	struct passwd_entry e;

	CHECK(passwd_next(&text, &e));
	CHECK_STR(e.name.p, e.name.n, "root");
	CHECK_STR(e.home.p, e.home.n, "/root");
	CHECK_INT(e.uid, 0);
	CHECK(passwd_next(&text, &e));
	CHECK_STR(e.name.p, e.name.n, "alice");
	CHECK_INT(e.uid, 1000);
	CHECK(e.home.p == NULL);
	CHECK(!passwd_next(&text, &e));
	text = SPAN("a:x:1:\nb:x:2:\n");
	CHECK(passwd_name(text, span_str("b"), &e) && e.uid == 2);
	CHECK(passwd_uid(text, 1, &e) && span_is(e.name, "a"));
	CHECK(!passwd_name(text, span_str("c"), &e));
	CHECK(!passwd_uid(text, 3, &e));
	CHECK(!passwd_next(&(struct span){NULL, 0}, &e));
}

int
main(void)
{
	units();
	users();
	return unit_end();
}
