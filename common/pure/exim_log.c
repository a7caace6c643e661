/*
 * Sources of the format: Exim's specification, "Log files"; its sources of
 * 4.50 to 4.99 (receive.c, deliver.c, log.c, tod.c, parse.c); and lines that
 * exim 4.96 was made to write (tests/unit/exim_log.c).
 */
#include "pure/address.h"
#include "pure/exim_log.h"
#include "pure/msgid.h"
#include "pure/num.h"

enum {
	STAMP = 19, /* YYYY-MM-DD HH:MM:SS */
	HOUR = 3600,
	OLD_ID = 16,
	NEW_ID = 23,
};

static const struct span nothing = {NULL, 0};

/* --- the stamp and what stands behind it --- */

/* The number that n digits make, -1 if one of them is none. */
static int
digits(const char *p, size_t n)
{
	int v = 0;
	unsigned d;

	while (n-- > 0) {
		d = (unsigned char)*p++ - (unsigned)'0';
		if (d > 9)
			return -1;
		v = v * 10 + (int)d;
	}
	return v;
}

static int
read_stamp(const char *p, int64_t *local)
{
	int year, month, day, hour, min, sec;

	if (p[4] != '-' || p[7] != '-' || p[10] != ' ' || p[13] != ':' ||
	    p[16] != ':')
		return -1;
	year = digits(p, 4);
	month = digits(p + 5, 2);
	day = digits(p + 8, 2);
	hour = digits(p + 11, 2);
	min = digits(p + 14, 2);
	sec = digits(p + 17, 2);
	if (year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 ||
	    hour > 23 || min < 0 || min > 59 || sec < 0 || sec > 60 ||
	    (day > 28 && !when_is_date(span_of(p, 10))))
		return -1;
	*local = when_utc(year, month, day, hour, min, sec);
	return 0;
}

/*
 * "Nov 21 10:00:00 host exim[123]: " or with an ISO 8601 stamp; and "[1/2] ",
 * for Exim gives a long line to syslog in pieces.
 */
static struct span
behind_syslog(struct span line)
{
	struct span rest = line, word;

	if (line.n > 16 && line.p[9] == ':' && line.p[12] == ':' &&
	    line.p[15] == ' ')
		span_skip(&rest, 16);
	else if (line.n > STAMP && line.p[10] == 'T')
		span_upto(&rest, ' ');
	else
		return nothing;
	span_upto(&rest, ' ');
	word = span_upto(&rest, ' ');
	if (rest.p == NULL || !span_starts(word, "exim") ||
	    word.p[word.n - 1] != ':')
		return nothing;
	if (span_starts(rest, "[1/") || span_starts(rest, "[1\\"))
		span_upto(&rest, ' ');
	return rest;
}

/* Exim has three digits, with +millisec. */
static int
take_fraction(struct span *rest, struct exim_log *l)
{
	int32_t unit = 100000;
	int d;

	if (rest->n == 0 || rest->p[0] != '.')
		return 0;
	span_skip(rest, 1);
	for (; rest->n > 0 && (d = digits(rest->p, 1)) >= 0;
	     span_skip(rest, 1)) {
		if (l->digits == 6)
			return -1;
		l->digits++;
		l->usec += d * unit;
		unit /= 10;
	}
	return l->digits > 0 ? 0 : -1;
}

/* " +HHMM" */
static void
take_zone(struct span *rest, struct exim_log *l)
{
	const char *p = rest->p;
	int hours, minutes;

	if (rest->n < 6 || (p[1] != '+' && p[1] != '-') ||
	    !span_is_edge(*rest, 6))
		return;
	hours = digits(p + 2, 2);
	minutes = digits(p + 4, 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return;
	l->zoned = true;
	l->east = (hours * HOUR + minutes * 60) * (p[1] == '-' ? -1 : 1);
	span_skip(rest, 6);
}

/* " [PID]" */
static void
take_pid(struct span *rest, struct exim_log *l)
{
	size_t i = 2;

	if (rest->n < 4 || rest->p[1] != '[')
		return;
	while (i < rest->n && digits(rest->p + i, 1) >= 0)
		i++;
	if (i == 2 || i == rest->n || rest->p[i] != ']' ||
	    !span_is_edge(*rest, i + 1))
		return;
	l->pid = span_of(rest->p + 2, i - 2);
	span_skip(rest, i + 1);
}

/* How long the id is whose first hyphen stands at dash, 0 if it is none. */
static size_t
id_length(struct span text, size_t dash)
{
	size_t n, left;

	if (dash < 6)
		return 0;
	left = text.n - (dash - 6);
	if (left >= OLD_ID && text.p[dash + 7] == '-')
		n = OLD_ID;
	else if (left >= NEW_ID && text.p[dash + 12] == '-')
		n = NEW_ID;
	else
		return 0;
	return msgid_kinds(span_of(text.p + dash - 6, n)) & MSGID_EXIM ? n : 0;
}

/* " ID" */
static void
take_id(struct span *rest, struct exim_log *l)
{
	size_t n;

	if (rest->n <= OLD_ID || rest->p[7] != '-')
		return;
	n = id_length(span_from(*rest, 1), 6);
	if (n == 0 || !span_is_edge(*rest, n + 1))
		return;
	l->id = span_of(rest->p + 1, n);
	span_skip(rest, n + 1);
}

int
exim_log_read(struct span line, struct exim_log *l)
{
	struct span rest = line;

	*l = (struct exim_log){0};
	if (line.n < STAMP || memchr(line.p, '\0', line.n) != NULL)
		return -1;
	if (read_stamp(rest.p, &l->local) == -1) {
		rest = behind_syslog(line);
		if (rest.n < STAMP || read_stamp(rest.p, &l->local) == -1)
			return -1;
	}
	span_skip(&rest, STAMP);
	if (take_fraction(&rest, l) == -1 || !span_is_edge(rest, 0))
		return -1;
	take_zone(&rest, l);
	take_pid(&rest, l);
	take_id(&rest, l);
	if (rest.n > 0)
		span_skip(&rest, 1);
	l->text = rest;
	return 0;
}

struct when
exim_log_time(const struct exim_log *l, struct stamp_clock *clock)
{
	struct when w = {l->local - l->east, l->usec, l->digits};

	if (!l->zoned && stamp_local(clock, l->local, &w.sec) == -1)
		w.digits = -1;
	return w;
}

/* --- what kind of line it is --- */

static enum exim_log_kind
kind_of_flag(const char *p)
{
	static const struct {
		char flag[3];
		enum exim_log_kind kind;
	} flags[] = {{"<=", EXIM_LOG_ARRIVED}, {"(=", EXIM_LOG_ARRIVED},
	    {"=>", EXIM_LOG_DELIVERED}, {"->", EXIM_LOG_DELIVERED},
	    {">>", EXIM_LOG_DELIVERED}, {"*>", EXIM_LOG_DELIVERED},
	    {"==", EXIM_LOG_DEFERRED}, {"**", EXIM_LOG_FAILED}};
	size_t i;

	for (i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (memcmp(p, flags[i].flag, 2) == 0)
			return flags[i].kind;
	return EXIM_LOG_OTHER;
}

static bool
is_rejected_word(struct span text)
{
	static const char *const where[] = {"after DATA",
	    "during MIME ACL checks", "by non-SMTP ACL", "by local_scan()",
	    "DKIM"};
	size_t i;

	if (!span_starts(text, "rejected "))
		return false;
	span_skip(&text, strlen("rejected "));
	for (i = 0; i < sizeof where / sizeof where[0]; i++)
		if (span_starts(text, where[i]))
			return true;
	return false;
}

/*
 * "H=... U=... F=<sender> [temporarily ]rejected after DATA[: text]": before
 * a colon, for "H=host [ip]: ..." is what some server said to a delivery, and
 * "H=... Warning: ..." what an ACL says.
 */
static bool
is_rejection(struct span text)
{
	struct span word;

	if (span_starts(text, "H="))
		span_skip(&text, 2 + address_host_end(span_from(text, 2), 0));
	while (text.p != NULL) {
		if (span_starts(text, "F=<"))
			span_skip(&text,
			    2 + address_bracketed_end(span_from(text, 2)));
		if (is_rejected_word(text))
			return true;
		word = span_upto(&text, ' ');
		if (word.n > 0 && word.p[word.n - 1] == ':')
			return false;
	}
	return false;
}

static enum exim_log_kind
kind_of_words(struct span text)
{
	static const struct {
		const char *words;
		enum exim_log_kind kind;
	} table[] = {{"Frozen", EXIM_LOG_FROZEN},
	    {"frozen by ", EXIM_LOG_FROZEN},
	    {"Message is frozen", EXIM_LOG_FROZEN},
	    {"Unfrozen by ", EXIM_LOG_THAWED},
	    {"unfrozen by ", EXIM_LOG_THAWED},
	    {"removed by ", EXIM_LOG_REMOVED},
	    {"Message removed because ", EXIM_LOG_REMOVED},
	    {"rejected from <", EXIM_LOG_REJECTED},
	    {"SMTP data timeout", EXIM_LOG_REJECTED},
	    {"SMTP connection lost after final dot", EXIM_LOG_REJECTED},
	    {"Message abandoned: ", EXIM_LOG_REJECTED},
	    {"timed out while reading local message", EXIM_LOG_REJECTED},
	    {"SIGTERM received while reading local", EXIM_LOG_REJECTED},
	    {"SIGINT received while reading local", EXIM_LOG_REJECTED},
	    {"local_scan() function ", EXIM_LOG_REJECTED},
	    {"Error while reading message with no usable", EXIM_LOG_REJECTED},
	    {"rescind the above message-accept", EXIM_LOG_REJECTED}};
	struct span lost = span_str(" lost while reading message data");
	size_t i;

	for (i = 0; i < sizeof table / sizeof table[0]; i++)
		if (span_starts(text, table[i].words))
			return table[i].kind;
	if (span_starts(text, "SMTP connection ") &&
	    span_find(text, lost, false) != NULL)
		return EXIM_LOG_REJECTED;
	if (text.n > 2 && text.p[1] == '=' && strchr("HUF", text.p[0]) != NULL)
		return is_rejection(text) ? EXIM_LOG_REJECTED : EXIM_LOG_OTHER;
	return EXIM_LOG_OTHER;
}

enum exim_log_kind
exim_log_kind(const struct exim_log *l)
{
	struct span text = l->text;

	if (l->id.p == NULL) {
		if (span_starts(text, "cwd="))
			return EXIM_LOG_CWD;
		return span_starts(text, "... ") ? EXIM_LOG_MORE
						 : EXIM_LOG_OTHER;
	}
	if (text.n > 2 && text.p[2] == ' ')
		return kind_of_flag(text.p);
	if (span_starts(text, "Completed") &&
	    span_is_edge(text, strlen("Completed")))
		return EXIM_LOG_COMPLETED;
	return kind_of_words(text);
}

/* --- lines without an id --- */

/*
 * The words of " a b "c d"", one with a blank in quotes that are not escaped
 * inside; -1 if there are more than most.
 */
static int64_t
count_words(struct span text, int64_t most)
{
	struct span quote = span_str("\" ");
	int64_t n = 0;
	const char *end;
	bool closed = true;

	while (text.n > 0) {
		if (n++ == most)
			return -1;
		span_skip(&text, 1);
		end = NULL;
		if (closed && text.n > 1 && text.p[0] == '"') {
			end = span_find(span_from(text, 1), quote, false);
			if (end == NULL && text.p[text.n - 1] == '"')
				return n;
			closed = end != NULL;
		}
		if (end == NULL)
			end = text.n > 0 ? memchr(text.p, ' ', text.n) : NULL;
		else
			end++;
		span_skip(&text, end == NULL ? text.n : (size_t)(end - text.p));
	}
	return n;
}

/* " N" before " args:": where it begins, and N; 0 if it is not there. */
static size_t
count_before(struct span text, size_t at, int64_t *n)
{
	size_t i = at;

	while (i > 0 && digits(text.p + i - 1, 1) >= 0)
		i--;
	if (i < 2 || text.p[i - 1] != ' ' ||
	    num_i(span_of(text.p + i, at - i), n) == -1)
		return 0;
	return i - 1;
}

/*
 * "DIR N args: a b": a directory can be named so as to look like that, and so
 * can an argument: the first count that is right tells.
 */
struct span
exim_log_cwd(const struct exim_log *l)
{
	struct span text = l->text, args = span_str(" args:"), dir = nothing;
	const char *at;
	size_t on = 0, end;
	int64_t n;
	int tries = 0;

	if (exim_log_kind(l) != EXIM_LOG_CWD ||
	    span_starts(text, "cwd= (failed)"))
		return nothing;
	span_skip(&text, strlen("cwd="));
	while (tries < 16 &&
	    (at = span_find(span_from(text, on), args, false)) != NULL) {
		on = (size_t)(at - text.p) + args.n;
		end = count_before(text, on - args.n, &n);
		if (end == 0 || !span_is_edge(text, on))
			continue;
		if (tries++ == 0)
			dir = span_of(text.p, end);
		if (count_words(span_from(text, on), n) == n)
			return span_of(text.p, end);
	}
	return dir;
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') ||
	    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Whether an id can begin there: at a word's begin, or behind its E. */
static bool
is_begin(const char *p, size_t at)
{
	if (at > 0 && p[at - 1] == 'E')
		at--;
	return at == 0 || !is_alnum(p[at - 1]);
}

struct span
exim_log_mention(struct span *rest)
{
	const char *p = rest->p, *dash;
	size_t on = 0, at, n;

	while (on < rest->n &&
	    (dash = memchr(p + on, '-', rest->n - on)) != NULL) {
		at = (size_t)(dash - p);
		on = at + 1;
		n = id_length(*rest, at);
		if (n == 0 || !is_begin(p, at - 6) ||
		    (at - 6 + n < rest->n && is_alnum(p[at - 6 + n])))
			continue;
		span_skip(rest, at - 6 + n);
		return span_of(p + at - 6, n);
	}
	*rest = nothing;
	return nothing;
}
