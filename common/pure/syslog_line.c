#include "pure/syslog_line.h"
#include "pure/yearless.h"

enum {
	TRADITIONAL = 15, /* bytes of "Nov 21 16:59:33" */
	WORD = 6, /* no id is shorter */
};

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

int
syslog_line_read(struct span line, struct syslog_line *l)
{
	struct span rest = line;
	const char *colon;

	if (line.n > 0 && line.p[0] >= '0' && line.p[0] <= '9') {
		l->stamp = span_upto(&rest, ' ');
	} else {
		if (line.n <= TRADITIONAL || line.p[TRADITIONAL] != ' ')
			return -1;
		l->stamp = span_of(line.p, TRADITIONAL);
		rest = span_from(line, TRADITIONAL + 1);
	}
	if (rest.p == NULL)
		return -1;
	span_upto(&rest, ' '); /* the host */
	if (rest.p == NULL)
		return -1;
	colon = span_find(rest, span_str(": "), false);
	if (colon == NULL)
		return -1;
	l->tag = span_of(rest.p, (size_t)(colon - rest.p));
	l->text = span_from(rest, l->tag.n + 2);
	return 0;
}

static int
read_traditional(
    struct span text, int64_t latest, struct stamp_clock *clock, int64_t *sec)
{
	struct stamp s = {.usec = 0};
	struct when w;

	if (stamp_take(&text, span_str("%b %e %T"), &s) == -1 || text.n > 0)
		return -1;
	w = yearless_time(&s, -1, latest, clock);
	*sec = w.sec;
	return w.digits < 0 ? -1 : 0;
}

int
syslog_line_time(const struct syslog_line *l, int64_t latest,
    struct stamp_clock *clock, int64_t *sec)
{
	struct stamp s = {.usec = 0};
	struct when w;
	bool local;

	if (l->stamp.n == TRADITIONAL)
		return read_traditional(l->stamp, latest, clock, sec);
	if (stamp_read(l->stamp, &s) == -1)
		return -1;
	w = stamp_time(&s, clock, &local);
	*sec = w.sec;
	return w.digits < 0 ? -1 : 0;
}

struct span
syslog_line_word(struct span *text)
{
	size_t i = 0, n;

	while (i < text->n) {
		for (n = 0; i + n < text->n && is_alnum(text->p[i + n]);)
			n++;
		if (n >= WORD) {
			struct span word = span_of(text->p + i, n);

			*text = span_from(*text, i + n);
			return word;
		}
		i += n + 1;
	}
	*text = span_of(NULL, 0);
	return *text;
}
