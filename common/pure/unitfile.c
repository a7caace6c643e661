#include "pure/unitfile.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct span
trim(struct span s)
{
	while (s.n > 0 && is_space(s.p[0]))
		span_skip(&s, 1);
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

static bool
is_comment(struct span line)
{
	return line.n > 0 && (line.p[0] == '#' || line.p[0] == ';');
}

/* Joins the lines that go on; comments between them are left out. */
static struct span
join(struct unitfile *u, struct span value)
{
	struct span line;

	if (value.n == 0 || value.p[value.n - 1] != '\\')
		return value;
	buf_clear(&u->joined);
	buf_put(&u->joined, value.p, value.n - 1);
	while ((line = trim(span_upto(&u->rest, '\n'))).p != NULL) {
		bool more = line.n > 0 && line.p[line.n - 1] == '\\';

		if (is_comment(line))
			continue;
		buf_putc(&u->joined, ' ');
		buf_put(&u->joined, line.p, line.n - more);
		if (!more)
			break;
	}
	return trim(span_of(u->joined.p, u->joined.len));
}

bool
unitfile_next(struct unitfile *u, struct span *key, struct span *value)
{
	struct span line;

	while ((line = trim(span_upto(&u->rest, '\n'))).p != NULL) {
		if (line.n > 1 && line.p[0] == '[' &&
		    line.p[line.n - 1] == ']') {
			u->section = span_of(line.p + 1, line.n - 2);
			continue;
		}
		*key = trim(span_upto(&line, '='));
		if (line.p == NULL || is_comment(*key))
			continue;
		*value = join(u, trim(line));
		return true;
	}
	return false;
}

void
unitfile_free(struct unitfile *u)
{
	buf_free(&u->joined);
}
