#include "pure/postfix_text.h"
#include "pure/num.h"
#include "pure/rfc2047.h"

/* --- lines --- */

/* Whether a line can be the first of a header field: a name and a colon. */
static bool
is_field(struct span line)
{
	size_t i = 0;

	while (i < line.n && line.p[i] > ' ' && line.p[i] < 0x7F &&
	    line.p[i] != ':')
		i++;
	if (i == 0)
		return false;
	while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
		i++;
	return i < line.n && line.p[i] == ':';
}

static bool
is_folded(struct span line)
{
	return line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
}

/* Records that the content can have between its lines. */
static bool
is_between(char type)
{
	return type == 'w' || type == 'A';
}

/* A line of the header: 1, 0 at its end. */
static int
is_header_line(struct span line, bool first)
{
	return is_field(line) || (!first && is_folded(line));
}

int
postfix_text_header(struct postfix_file *f, uint64_t content, size_t most,
    struct buf *b, uint64_t *body, bool *blank)
{
	struct postfix_cursor c = postfix_cursor_at(f, content);
	size_t start = b->len;
	struct postfix_rec rec;
	bool whole = true; /* the record begins a line */

	*blank = false;
	while (postfix_rec_next(&c, &rec) == 1) {
		*body = rec.at;
		if (is_between(rec.type))
			continue;
		if (rec.type != 'N' && rec.type != 'L')
			return 0;
		*blank = whole && rec.type == 'N' && rec.data.n == 0;
		if (whole && !is_header_line(rec.data, b->len == start))
			return 0;
		if (b->len - start + rec.data.n > most)
			return -1;
		buf_put(b, rec.data.p, rec.data.n);
		whole = rec.type == 'N';
		if (whole)
			buf_putc(b, '\n');
	}
	*body = c.at;
	return -1;
}

int
postfix_text_each(
    struct postfix_file *f, uint64_t from, postfix_text_fn *fn, void *ctx)
{
	struct postfix_cursor c = postfix_cursor_at(f, from);
	struct postfix_rec rec;

	while (postfix_rec_next(&c, &rec) == 1) {
		if (rec.type == 'X')
			return 0;
		if (is_between(rec.type))
			continue;
		if (rec.type != 'N' && rec.type != 'L')
			return -1;
		fn(ctx, rec.data);
		if (rec.type == 'N')
			fn(ctx, span_of("\n", 1));
	}
	return -1;
}

struct span
postfix_text_field(struct span *header)
{
	struct span field = *header;
	const char *nl;
	size_t n = 0;

	if (header->n == 0)
		return span_of(NULL, 0);
	do {
		nl = memchr(field.p + n, '\n', field.n - n);
		n = nl == NULL ? field.n : (size_t)(nl - field.p) + 1;
	} while (n < field.n && is_folded(span_from(field, n)));
	*header = span_from(field, n);
	return span_of(field.p, n);
}

/* --- who handed it in --- */

/* "by HOST (Postfix, from userid N) ...", whatever the product is called. */
static int64_t
uid_of(struct span body)
{
	static const char mark[] = ", from userid ";
	const char *at;
	uint64_t uid;
	size_t n = 0;

	while (body.n > 0 && (body.p[0] == ' ' || body.p[0] == '\t'))
		body = span_from(body, 1);
	at = span_find(body, span_str(mark), false);
	if (at == NULL || !span_starts(body, "by "))
		return -1;
	body = span_from(body, (size_t)(at - body.p) + sizeof mark - 1);
	while (n < body.n && body.p[n] >= '0' && body.p[n] <= '9')
		n++;
	if (n == body.n || body.p[n] != ')' ||
	    num_u(span_of(body.p, n), UINT32_MAX, &uid) == -1)
		return -1;
	return (int64_t)uid;
}

int64_t
postfix_text_uid(struct span header, int64_t owner)
{
	int64_t uid = -1;
	struct span body;

	do {
		body = rfc2047_field(postfix_text_field(&header), "received");
		if (body.p == NULL)
			return -1;
		uid = uid_of(body);
	} while (uid == owner && uid != -1);
	return uid;
}
