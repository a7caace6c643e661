#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "system/postfix_pieces.h"

enum {
	PIECE = 1 << 16, /* most messages are in one */
	MOST = 1 << 28, /* of one file; what needs more is damaged */
	KEEP = 1 << 20, /* memory that is kept for the next file */
};

static void
show(struct postfix_pieces *s, const struct postfix_piece *piece)
{
	s->file.from = piece->at;
	s->file.held = span_of(piece->p, piece->n);
}

/* One that holds so much from there on. */
static const struct postfix_piece *
find(const struct postfix_pieces *s, uint64_t at, size_t n)
{
	const struct postfix_piece *p;

	for (p = s->v; p < s->v + s->n; p++)
		if (at >= p->at && at - p->at <= p->n &&
		    n <= p->n - (at - p->at))
			return p;
	return NULL;
}

static struct postfix_piece *
add(struct postfix_pieces *s)
{
	size_t had = s->cap;

	if (s->passing)
		s->n = 0;
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof *s->v);
	if (s->cap > had)
		memset(s->v + had, 0, (s->cap - had) * sizeof *s->v);
	return &s->v[s->n++];
}

/* Reads n bytes from there on, fewer at the file's end. */
static int
fill(struct postfix_pieces *s, struct postfix_piece *p, uint64_t at, size_t n)
{
	ssize_t got;

	if (p->cap < n) {
		free(p->p);
		p->p = mem_alloc(n);
		p->cap = n;
	}
	p->at = at;
	p->n = 0;
	while (p->n < n) {
		got = pread(s->fd, p->p + p->n, n - p->n, (off_t)(at + p->n));
		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			return -1;
		p->n += (size_t)got;
		/* What brings less than was asked for was the last. */
		if (got == 0 || at + p->n >= s->file.size)
			break;
	}
	return 0;
}

static size_t
held(const struct postfix_pieces *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->n && !s->passing; i++)
		n += s->v[i].n;
	return n;
}

/* Pieces begin at even places, so that pointers to and fro add no more of them
 * than the file has. */
static int
bring(struct postfix_file *f, uint64_t at, size_t n)
{
	struct postfix_pieces *s = f->ctx;
	const struct postfix_piece *found = find(s, at, n);
	struct postfix_piece *p;
	size_t before = (size_t)(at % PIECE);

	if (found == NULL) {
		if (n > MOST || held(s) > MOST - n)
			return -1;
		p = add(s);
		n += before;
		if (fill(s, p, at - before, n > PIECE ? n : PIECE) == -1 ||
		    p->n < n)
			return -1;
		found = p;
	}
	show(s, found);
	return 0;
}

int
postfix_pieces_start(struct postfix_pieces *s, int fd, off_t size)
{
	size_t i;

	for (i = 0; i < s->cap; i++)
		if (s->v[i].cap > KEEP || i > 0) {
			free(s->v[i].p);
			s->v[i] = (struct postfix_piece){0};
		}
	s->fd = fd;
	s->n = 0;
	s->file = (struct postfix_file){
	    .size = (uint64_t)size, .bring = bring, .ctx = s};
	if (fill(s, add(s), 0, PIECE) == -1)
		return -1;
	show(s, &s->v[0]);
	return 0;
}

void
postfix_pieces_held(struct postfix_pieces *s, struct span text)
{
	s->fd = -1;
	s->file = (struct postfix_file){.size = text.n, .held = text};
}

void
postfix_pieces_free(struct postfix_pieces *s)
{
	size_t i;

	for (i = 0; i < s->cap; i++)
		free(s->v[i].p);
	free(s->v);
	*s = (struct postfix_pieces){0};
}
