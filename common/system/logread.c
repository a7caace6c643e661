#define _GNU_SOURCE /* memrchr */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "pure/format.h"
#include "system/logread.h"

enum {
	BLOCK = 1 << 18, /* read at a time */
	PIECE = 1 << 14, /* of what is hardly wanted */
	LONGEST = 1 << 24,
};

void
logread_start(struct logread *r, struct logset_file *file, off_t at)
{
	r->file = file;
	r->at = at;
	r->next = 0;
	r->skip = r->eof = false;
	buf_clear(&r->block);
}

static ssize_t
read_block(struct logread *r)
{
	off_t at = r->at + (off_t)r->block.len;
	size_t want = BLOCK;
	char *to = buf_room(&r->block, BLOCK);
	ssize_t n;

	if (r->until > 0 && at + BLOCK > r->until)
		want = at < r->until ? (size_t)(r->until - at) : PIECE;
	do
		n = r->file->plain ? pread(r->file->fd, to, want, at)
				   : read(r->file->fd, to, want);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		err_warn(r->file->name, NULL);
	return n;
}

/* A pipe with a compressed log in it has no lines. */
static bool
is_compressed(const struct logread *r)
{
	return r->at == 0 && !r->file->plain && r->file->gzip.pid == 0 &&
	    format_is_gzip(span_of(r->block.p, r->block.len));
}

/* Takes away what was read of lines. */
static void
make_room(struct logread *r)
{
	r->block.len -= r->next;
	if (r->next > 0 && r->block.len > 0)
		memmove(r->block.p, r->block.p + r->next, r->block.len);
	r->at += (off_t)r->next;
	r->next = 0;
	if (r->block.len <= (r->longest == 0 ? LONGEST : r->longest))
		return;
	r->at += (off_t)r->block.len;
	buf_clear(&r->block);
	r->skip = true;
}

/* Reads more behind what is left of the block. At the end eof is set. */
static void
fill(struct logread *r)
{
	ssize_t n;

	make_room(r);
	n = read_block(r);
	if (n > 0)
		r->block.len += (size_t)n;
	r->eof = n <= 0;
	if (n > 0 && is_compressed(r)) {
		err_warn(
		    r->file->name, "compressed by gzip; give it uncompressed");
		buf_clear(&r->block);
		r->eof = true;
	}
	if (n == 0)
		logset_ended(r->file);
}

bool
logread_is_drained(const struct logread *r)
{
	size_t left = r->block.len - r->next;

	return left == 0 || memchr(r->block.p + r->next, '\n', left) == NULL;
}

int
logread_line(struct logread *r, struct span *line, off_t *at)
{
	const char *start, *end;
	size_t left, seen = 0;

	for (;;) {
		left = r->block.len - r->next;
		start = r->block.p + r->next;
		end = left == seen ? NULL
				   : memchr(start + seen, '\n', left - seen);
		if (end == NULL && !r->eof) {
			fill(r);
			seen = r->skip || r->next > 0 ? 0 : left;
			seen = seen < r->block.len ? seen : 0;
			continue;
		}
		if (end == NULL && left == 0)
			return 0;
		*line = span_of(
		    start, end == NULL ? left : (size_t)(end - start));
		*at = r->at + (off_t)r->next;
		r->next += line->n + (end != NULL);
		if (!r->skip)
			return 1;
		r->skip = false;
		r->lost++;
	}
}

int
logread_lines(struct logread *r, struct span *lines, off_t *at)
{
	const char *last;
	size_t more;
	int rc = logread_line(r, lines, at);

	if (rc != 1)
		return rc;
	/* With the newline behind it, and all lines that are here as well. */
	lines->n = (size_t)(r->block.p + r->next - lines->p);
	more = r->block.len - r->next;
	last = more == 0 ? NULL : memrchr(r->block.p + r->next, '\n', more);
	if (last != NULL) {
		more = (size_t)(last - (r->block.p + r->next)) + 1;
		lines->n += more;
		r->next += more;
	}
	return 1;
}

void
logread_end(struct logread *r)
{
	buf_free(&r->block);
}
