/* mailsites: the sites of a configuration, and what sets their sendmail_path */
#ifndef QT_MAILSITES_H
#define QT_MAILSITES_H

#include <stdint.h>

#include "base/buf.h"
#include "pure/mailpath.h"

enum mailsites_kind {
	MAILSITES_NONE,
	MAILSITES_APACHE,
	MAILSITES_INI,
	MAILSITES_FPM,
};

/* Their names, as -t takes them. */
extern const char *const mailsites_kinds[];

/* Modules of Apache that have php_admin_value, a bit each; all of them. */
enum { MAILSITES_MODULES = 3, MAILSITES_ANY = (1 << MAILSITES_MODULES) - 1 };
extern const char *const mailsites_modules[MAILSITES_MODULES];

/* A line that sets it, or pieces of one; a comment with a mark of ours. */
struct mailset {
	size_t start, end; /* whole lines of the text */
	size_t line;
	char *value; /* as PHP has it; NULL if it is then PHP's own */
	size_t n;
	const char *inner; /* in that section of a site: <Directory>, ... */
	unsigned when; /* with those modules of Apache; 0: nobody knows */
	bool weak; /* php_value: no match for php_admin_value */
	bool open_quote; /* its quote is not closed */
	bool nothing; /* of Apache: it has no value, or an empty one */
	bool shared; /* its line has something else, too */
	char *file; /* included from there; NULL: in this text */
	size_t order; /* of those with the same start */
};

/* What this tool wrote: old lines as comments, and the new ones. */
struct mailmark {
	size_t start, end; /* whole lines of the text, new ones and all */
	size_t fresh; /* where the new ones start */
	size_t line;
	bool added; /* there were no old ones */
};

struct mailsite {
	char *name;
	char **aliases;
	size_t naliases, aliases_cap;
	size_t line; /* where it starts */
	size_t add_at; /* where a line can be put so that it is the last */
	struct mailset *sets;
	size_t nsets, sets_cap;
	struct mailmark *marks;
	size_t nmarks, marks_cap;
	char *runs; /* of Apache: where PHP runs if not there; or NULL */
	/* Behind the start of an include that may set it and override what
	 * this text does: of Apache the last one, of a pool the first; or 0. */
	size_t include_at;
	size_t top; /* of a pool: behind the line that starts it */
	bool whole; /* all that no other site takes */
	bool settled; /* for the readers: add_at is behind a setting */
	size_t mark_fault; /* the line of a mark without its line; or 0 */
};

/* Another file that is to be read in that place; or what is like that. */
struct mailinclude {
	char *path; /* may be a pattern; unread: the line */
	size_t start; /* of its line in the text */
	size_t site; /* the number of the site it is in, from 1; 0: of none */
	const char *inner; /* as above */
	bool unread; /* what it stands for is not known: variables, a macro */
};

/* More sites, and includes, a text does not have. */
enum { MAILSITES_MOST = 200000, MAILSITES_INCLUDES = 10000 };

struct mailsites {
	enum mailsites_kind kind;
	struct span text; /* the caller's */
	struct mailsite *v;
	size_t n, cap;
	struct mailinclude *includes;
	size_t nincludes, includes_cap;
	char *server_root; /* of Apache, if it is told */
	bool has_php; /* of Apache: one of those modules has to be there */
	size_t fault_line; /* the server reads no further; or 0 */
	const char *fault;
};

/* What the text is, by the first line that tells. */
enum mailsites_kind mailsites_tell(struct span text);

/*
 * Reads a text of that kind; name is what the site of a whole php.ini is
 * called. What is read up to a fault is there.
 */
void mailsites_read(struct mailsites *m, enum mailsites_kind kind,
    struct span text, const char *name);

void mailsites_free(struct mailsites *m);

/* Whether the site answers to that name; *alias: only as another one. */
bool mailsites_is(const struct mailsite *s, struct span name, bool *alias);

/*
 * What is in force for the site, and the line that sets it; *set is NULL if
 * none does. Where they differ, it is the worst one.
 */
enum mailpath_state mailsites_state(const struct mailsites *m,
    const struct mailsite *s, const struct mailset **set);

/* Of one setting. */
enum mailpath_state mailsites_set_state(const struct mailset *set);

/* For the readers of each kind, and of what they include. */
struct mailsite *mailsites_add(
    struct mailsites *m, struct span name, size_t line);
void mailsites_set(
    struct mailsite *s, const struct mailset *set, struct span value);
/* After those of included files: in the order of the text again. */
void mailsites_sort(struct mailsite *s);
void mailsites_include(struct mailsites *m, struct span path, size_t start,
    size_t site, const char *inner, bool unread);
void mailsites_read_apache(struct mailsites *m);
void mailsites_read_ini(struct mailsites *m, const char *name);
void mailsites_read_fpm(struct mailsites *m);

#endif
