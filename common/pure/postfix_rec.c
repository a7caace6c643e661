/*
 * The form of Postfix's queue files, measured on files of 3.7 and 3.11
 * (tests/postfix.bats): a byte of type; a length of seven bits a byte, the low
 * ones first, the high bit set if more follow; so many bytes of data.
 */
#include "pure/postfix_rec.h"
#include "pure/num.h"

enum {
	LENGTH_BYTES = 4, /* Postfix, too, takes no longer one */
	HEAD = 1 + LENGTH_BYTES,
};

struct postfix_cursor
postfix_cursor_at(struct postfix_file *f, uint64_t at)
{
	return (struct postfix_cursor){.file = f, .at = at};
}

/* The types that any version writes, or has written. */
static bool
is_type(char c)
{
	return c != '\0' && strchr("CTcFILSDRO/WAK>fdVMNpwXrePEmt", c) != NULL;
}

/* The file's bytes from at on, n of them or all that there are; p NULL. */
static struct span
bytes_at(struct postfix_file *f, uint64_t at, size_t n)
{
	if (n > f->size - at)
		n = (size_t)(f->size - at);
	if ((at < f->from || at - f->from > f->held.n ||
		f->held.n - (at - f->from) < n) &&
	    (f->bring == NULL || f->bring(f, at, n) == -1))
		return span_of(NULL, 0);
	return span_of(f->held.p + (at - f->from), n);
}

/* The data's length, and of the bytes before it: 0 if there is no record. */
static size_t
read_length(struct span head, size_t *length)
{
	size_t i;

	*length = 0;
	for (i = 1; i < head.n && i <= LENGTH_BYTES; i++) {
		unsigned byte = (unsigned char)head.p[i];

		*length |= (size_t)(byte & 0x7F) << (7 * (i - 1));
		if ((byte & 0x80) == 0)
			return i + 1;
	}
	return 0;
}

static int
read_record(struct postfix_cursor *c, struct postfix_rec *rec)
{
	struct postfix_file *f = c->file;
	struct span head = bytes_at(f, c->at, HEAD), data;
	size_t length, n;

	if (head.p == NULL || head.n == 0 || !is_type(head.p[0]))
		return -1;
	n = read_length(head, &length);
	if (n == 0 || length > f->size - c->at - n)
		return -1;
	rec->type = head.p[0];
	rec->at = c->at;
	data = bytes_at(f, c->at + n, length);
	if (data.p == NULL)
		return -1;
	rec->data = data;
	c->at += n + length;
	c->seen += n + length;
	return 1;
}

/* To where a pointer leads; 0 leads on. */
static int
jump(struct postfix_cursor *c, struct span data)
{
	uint64_t to;

	while (data.n > 0 && data.p[0] == ' ')
		data = span_from(data, 1);
	if (num_u(data, INT64_MAX, &to) == -1 || to >= c->file->size)
		return -1;
	if (to > 0)
		c->at = to;
	return 0;
}

/*
 * A reading goes over no byte twice; one that has seen more than there is
 * goes round in a circle.
 */
int
postfix_rec_next(struct postfix_cursor *c, struct postfix_rec *rec)
{
	while (c->at < c->file->size) {
		if (c->seen > c->file->size || read_record(c, rec) == -1)
			return -1;
		if (rec->type != 'p')
			return 1;
		if (jump(c, rec->data) == -1) {
			c->at = rec->at;
			return -1;
		}
	}
	return c->at == c->file->size ? 0 : -1;
}
