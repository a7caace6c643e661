#include "pure/sshtitle.h"

static const char *const names[] = {"sshd", "sshd-session", "sshd-auth"};

bool
sshtitle_is_name(struct span name)
{
	return span_is(name, names[0]) || span_is(name, names[1]) ||
	    span_is(name, names[2]);
}

bool
sshtitle_claims(struct span title)
{
	size_t i = 0, base = 0;

	for (; i < title.n && title.p[i] != ' ' && title.p[i] != ':'; i++)
		if (title.p[i] == '/')
			base = i + 1;
	return sshtitle_is_name(span_of(title.p + base, i - base));
}

static bool
ends(struct span a, const char *with)
{
	size_t n = strlen(with);

	return a.n >= n && memcmp(a.p + a.n - n, with, n) == 0;
}

static void
set(struct sshtitle *t, enum sshtitle_role role, struct span user)
{
	t->role = role;
	t->user = user.n > 0 ? user : span_of(NULL, 0);
}

/* "[accepted]", "bob [priv]", "[listener] 0 of 10-100 startups". */
static bool
read_bracket(struct span rest, struct sshtitle *t)
{
	static const struct {
		const char *end;
		enum sshtitle_role role;
	} ends_with[] = {
	    {"[accepted]", SSHTITLE_ACCEPTED},
	    {"[priv]", SSHTITLE_PRIV},
	    {"[net]", SSHTITLE_NET},
	    {"[session-auth]", SSHTITLE_NET},
	    {"[session-auth early]", SSHTITLE_NET},
	    {"[pam]", SSHTITLE_PAM},
	    {"[listener]", SSHTITLE_LISTENER},
	};
	size_t i, n;

	if (ends(rest, "startups") &&
	    span_find(rest, span_str(" [listener] "), false) != NULL) {
		set(t, SSHTITLE_LISTENER, span_of(NULL, 0));
		return true;
	}
	for (i = 0; i < sizeof ends_with / sizeof ends_with[0]; i++) {
		n = strlen(ends_with[i].end);
		if (!ends(rest, ends_with[i].end) ||
		    (rest.n > n && rest.p[rest.n - n - 1] != ' '))
			continue;
		set(t, ends_with[i].role,
		    span_of(rest.p, rest.n > n ? rest.n - n - 1 : 0));
		return true;
	}
	return false;
}

/* "bob", "bob@notty", "bob@pts/0,pts/1". A name may have an @ itself. */
static void
read_user(struct span rest, struct sshtitle *t)
{
	size_t at = rest.n;
	struct span place;

	/* No name or terminal has one. */
	if (memchr(rest.p, ' ', rest.n) != NULL)
		return;
	while (at > 0 && rest.p[at - 1] != '@')
		at--;
	if (at < 2) {
		set(t, SSHTITLE_USER, rest);
		return;
	}
	place = span_from(rest, at);
	if (span_is(place, "notty"))
		t->role = SSHTITLE_NOTTY;
	else if (span_is(place, "internal-sftp"))
		t->role = SSHTITLE_SFTP;
	else if (span_starts(place, "pts/") || span_starts(place, "tty"))
		t->role = SSHTITLE_TTYS;
	else {
		set(t, SSHTITLE_USER, rest);
		return;
	}
	if (t->role == SSHTITLE_TTYS)
		t->ttys = place;
	t->user = span_of(rest.p, at - 1);
}

void
sshtitle_read(struct span title, struct sshtitle *t)
{
	struct span rest;
	size_t i;

	memset(t, 0, sizeof *t);
	for (i = 0; i < 3; i++) {
		size_t n = strlen(names[i]);

		if (!span_starts(title, names[i]) || title.n < n + 3 ||
		    memcmp(title.p + n, ": ", 2) != 0)
			continue;
		rest = span_from(title, n + 2);
		while (rest.n > 0 && rest.p[rest.n - 1] == ' ')
			rest.n--;
		if (rest.n > 0 && !read_bracket(rest, t))
			read_user(rest, t);
		return;
	}
}
