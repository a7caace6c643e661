#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "system/bisect.h"

enum {
	CLOSE = 1 << 16, /* what is not worth parting further */
	PIECE = 1 << 12, /* read at a time: some lines */
	MOST = 1 << 20, /* looked at for a line that tells a time */
};

/* The first line in the block that tells a time, after *seen, which goes to
 * where the last line of it starts; NULL if none does. */
static const char *
timed_line(struct bisect *b, const struct buf *block, size_t *seen, bool whole,
    int64_t *time)
{
	struct span rest = span_of(block->p + *seen, block->len - *seen), line;
	const char *end;

	while ((end = memchr(rest.p, '\n', rest.n)) != NULL) {
		line = span_upto(&rest, '\n');
		/* What stands before the first newline is part of a line. */
		if ((*seen > 0 || whole) && b->fn(b->ctx, line, time))
			return line.p;
		*seen = (size_t)(end - block->p) + 1;
	}
	return NULL;
}

static off_t
find_timed(struct bisect *b, off_t at, off_t to, bool whole, int64_t *time)
{
	struct buf block = {0};
	const char *line = NULL;
	size_t seen = 0;
	ssize_t n = 1;

	while (line == NULL && n > 0 && block.len < MOST &&
	    at + (off_t)block.len < to) {
		n = pread(b->fd, buf_room(&block, PIECE), PIECE,
		    at + (off_t)block.len);
		if (n > 0)
			block.len += (size_t)n;
		if (n > 0)
			line = timed_line(b, &block, &seen, whole, time);
	}
	if (line != NULL)
		at += line - block.p;
	buf_free(&block);
	return line == NULL ? -1 : at;
}

off_t
bisect_probe(struct bisect *b, off_t at, off_t to, int64_t *time)
{
	return find_timed(b, at, to, false, time);
}

/* The first line's time, which that of the last one must not be before. */
static int64_t
find_first(struct bisect *b, off_t from, off_t to)
{
	int64_t first, last;

	if (find_timed(b, from, to, true, &first) == -1)
		return INT64_MIN + b->slack;
	if (find_timed(b, to - CLOSE, to, false, &last) != -1 &&
	    last < first - b->slack)
		b->disorder = true;
	return first;
}

off_t
bisect_file(struct bisect *b, off_t from, off_t to, int64_t time)
{
	off_t low = from, high = to, middle, at;
	int64_t its, first = 0;

	if (high - low > CLOSE)
		first = find_first(b, from, to);
	while (high - low > CLOSE) {
		middle = low + (high - low) / 2;
		at = find_timed(b, middle, high, false, &its);
		if (at == -1 && high - middle > MOST)
			break;
		if (at != -1 && its < first - b->slack)
			b->disorder = true;
		if (at != -1 && its < time) {
			low = at;
			first = its;
		} else {
			high = middle;
		}
	}
	return low;
}
