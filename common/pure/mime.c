#include <stdbool.h>

#include "pure/charset.h"
#include "pure/mime.h"
#include "pure/rfc2047.h"

enum {
	DEEPEST = 16,
	DEEPEST_CODED = 2, /* each takes memory */
	MOST_PARTS = 1000,
	MOST_PIECES = 100, /* of a parameter's value */
};

/* --- Parameters of Content-Type and Content-Disposition --- */

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without white space at its end; nobody has any in front. */
static struct span
trimmed(struct span s)
{
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Takes white space and comments (RFC 5322, 3.2.2) off the front. */
static void
skip_comments(struct span *rest)
{
	size_t i, depth = 0;

	for (i = 0; i < rest->n; i++) {
		char c = rest->p[i];

		if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (c == '\\' && depth > 0)
			i += i + 1 < rest->n;
		else if (depth == 0 && !is_space(c))
			break;
	}
	*rest = span_of(rest->p + i, rest->n - i);
}

/*
 * Takes a value off the front, up to the next semicolon. A quoted one is
 * between its quotes, with its backslashes; another may hold blanks, as some
 * mailers write file names, but ends at a comment.
 */
static struct span
take_value(struct span *rest, bool *quoted)
{
	struct span value;
	size_t i = 0, n;

	skip_comments(rest);
	*quoted = rest->n > 0 && rest->p[0] == '"';
	if (*quoted) {
		for (i = 1; i < rest->n && rest->p[i] != '"'; i++)
			if (rest->p[i] == '\\' && i + 1 < rest->n)
				i++;
		value = span_of(rest->p + 1, i - 1);
	}
	for (n = i; n < rest->n && rest->p[n] != ';'; n++)
		continue;
	if (!*quoted) {
		while (i < n &&
		    (rest->p[i] != '(' || i == 0 || !is_space(rest->p[i - 1])))
			i++;
		value = trimmed(span_of(rest->p, i));
	}
	n += n < rest->n;
	*rest = span_of(rest->p + n, rest->n - n);
	return value;
}

/* One name=value, or name*N*=value (RFC 2231). */
struct param {
	struct span name, value;
	bool quoted;
};

/* Takes the next parameter off the front of *rest; false at the end. */
static bool
take_param(struct span *rest, struct param *p)
{
	size_t i;

	while (rest->n > 0) {
		skip_comments(rest);
		for (i = 0;
		     i < rest->n && rest->p[i] != '=' && rest->p[i] != ';'; i++)
			continue;
		p->name = trimmed(span_of(rest->p, i));
		if (i < rest->n && rest->p[i] == '=') {
			*rest = span_of(rest->p + i + 1, rest->n - i - 1);
			p->value = take_value(rest, &p->quoted);
			return true;
		}
		i += i < rest->n;
		*rest = span_of(rest->p + i, rest->n - i);
	}
	return false;
}

/* The value of a parameter as its pieces, and last as it stands undivided. */
struct piece {
	struct span value; /* p NULL: not there */
	bool quoted, coded;
};

/*
 * Which piece of the parameter called want that is: name*N or name*N*, name*
 * is 0, name the last; -1: none.
 */
static int
piece_number(struct span name, const char *want, bool *coded)
{
	size_t n = strlen(want), i;
	int number = 0;

	*coded = false;
	if (name.n < n || !span_caseis(span_of(name.p, n), span_str(want)))
		return -1;
	if (name.n == n)
		return MOST_PIECES;
	if (name.p[n] != '*')
		return -1;
	for (i = n + 1; i < name.n && name.p[i] >= '0' && name.p[i] <= '9' &&
	     number < MOST_PIECES;
	     i++)
		number = number * 10 + name.p[i] - '0';
	*coded = i == n + 1 || (i == name.n - 1 && name.p[i] == '*');
	if (i + (*coded && i > n + 1) != name.n || number >= MOST_PIECES)
		return -1;
	return number;
}

/* Puts a value without its quotes' backslashes and folding, or its %HH. */
static void
put_piece(struct buf *b, const struct piece *p)
{
	struct span s = p->value;
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (p->quoted && (c == '\r' || c == '\n'))
			continue;
		if (p->quoted && c == '\\' && i + 1 < s.n)
			c = s.p[++i];
		else if (p->coded && c == '%' && s.n - i > 2 &&
		    rfc2047_hex(s.p + i + 1) >= 0) {
			c = (char)rfc2047_hex(s.p + i + 1);
			i += 2;
		}
		buf_putc(b, c);
	}
}

/* The charset in front of the first piece: charset'language'text. */
static struct span
take_charset(struct piece *p)
{
	struct span rest = p->value, charset = span_upto(&rest, '\'');

	span_upto(&rest, '\'');
	if (rest.p == NULL)
		return span_of(NULL, 0);
	p->value = rest;
	return charset;
}

/*
 * Puts the value of a parameter of a field's body, if it is there: in pieces
 * or coded (RFC 2231), or else, if words, with encoded words, which RFC 2047
 * forbids and mailers write.
 */
static void
put_param(struct buf *b, struct span field, const char *name, bool words)
{
	struct piece pieces[MOST_PIECES + 1] = {{{NULL, 0}, false, false}};
	struct piece *plain = &pieces[MOST_PIECES], *p;
	struct span charset = {NULL, 0};
	struct buf text = {0};
	struct param param;
	bool coded;
	int n;

	span_upto(&field, ';');
	while (take_param(&field, &param)) {
		n = piece_number(param.name, name, &coded);
		if (n >= 0 && pieces[n].value.p == NULL)
			pieces[n] = (struct piece){
			    param.value, param.quoted, coded};
	}
	if (pieces[0].coded)
		charset = take_charset(&pieces[0]);
	for (p = pieces; p < plain && p->value.p != NULL; p++)
		put_piece(&text, p);
	if (p == pieces && plain->value.p != NULL)
		put_piece(&text, plain);
	if (p == pieces && words)
		rfc2047_put(b, span_of(text.p, text.len));
	else if (charset_put_utf8(b, charset, span_of(text.p, text.len)) == -1)
		buf_put(b, text.p, text.len);
	buf_free(&text);
}

/* --- The encodings of RFC 2045, 6 --- */

enum coding { PLAIN, BASE64, QUOTED };

/* One line of quoted-printable without what ends it; returns the end. */
static char *
put_quoted_line(char *to, struct span line)
{
	const char *p = line.p, *end = p + line.n, *at;
	int c;

	while ((at = memchr(p, '=', (size_t)(end - p))) != NULL) {
		memcpy(to, p, (size_t)(at - p));
		to += at - p;
		c = end - at > 2 ? rfc2047_hex(at + 1) : -1;
		*to++ = c < 0 ? '=' : (char)c;
		p = at + (c < 0 ? 1 : 3);
	}
	memcpy(to, p, (size_t)(end - p));
	return to + (end - p);
}

/* What is no quoted-printable in it stays as it is. */
static void
put_quoted(struct buf *b, struct span text)
{
	char *to = buf_room(b, text.n);
	const char *p = text.p, *end = p + text.n, *next;
	struct span line;

	for (; p < end; p = next) {
		next = memchr(p, '\n', (size_t)(end - p));
		next = next == NULL ? end : next + 1;
		line = span_of(p, (size_t)(next - p));
		while (line.n > 0 && is_space(line.p[line.n - 1]))
			line.n--;
		if (line.n > 0 && line.p[line.n - 1] == '=') {
			line.n--; /* a soft line break */
			to = put_quoted_line(to, line);
			continue;
		}
		to = put_quoted_line(to, line);
		if (next[-1] == '\n')
			*to++ = '\n';
	}
	b->len = (size_t)(to - b->p);
}

static void
put_decoded(struct buf *b, enum coding coding, struct span text)
{
	if (coding == BASE64)
		rfc2047_put_base64(b, text);
	else if (coding == QUOTED)
		put_quoted(b, text);
	else
		buf_put(b, text.p, text.n);
}

/* Makes CR LF of what b has from there on LF. */
static void
drop_returns(struct buf *b, size_t from)
{
	char *end, *to, *p;

	if (b->len == from)
		return;
	end = b->p + b->len;
	to = p = memchr(b->p + from, '\r', b->len - from);
	if (p == NULL)
		return;
	for (; p < end; p++)
		if (*p != '\r' || p + 1 == end || p[1] != '\n')
			*to++ = *p;
	b->len = (size_t)(to - b->p);
}

/* --- Entities: messages and their parts --- */

/* What text an alternative has, the best last. */
enum rank { NO_TEXT, SOME_TEXT, HTML_TEXT, PLAIN_TEXT };

/* What the fields of an entity say of it. */
struct entity {
	struct span content_type, disposition; /* bodies; p NULL: absent */
	struct span type; /* as type/subtype */
	enum coding coding;
};

/* The line that ends a part. */
struct delimiter {
	const char *line, *next;
	int level; /* of the multipart whose it is; -1: the end of the text */
	bool last;
};

/*
 * A text that is walked through once: the boundaries of all multiparts that
 * it is in are looked for together, so that the work does not grow with the
 * depth, and one that lacks its end is ended by the one around it.
 */
struct walk {
	struct buf *b;
	enum mime_how how;
	const char *end;
	struct span boundary[DEEPEST];
	int first, n; /* the boundaries of this text are [first, n) */
	int depth; /* of multiparts and messages */
	int coded; /* messages that had to be decoded */
	int parts;
	int alternatives; /* to choose from that we are in */
	struct delimiter found; /* what ended the entity walked last */
	struct buf names; /* attachments, kept until the choice is made */
	struct buf scratch;
};

/* A value up to a semicolon, blank or comment. */
static struct span
first_token(struct span s)
{
	size_t n = 0;

	skip_comments(&s);
	while (n < s.n && !is_space(s.p[n]) && s.p[n] != ';' && s.p[n] != '(')
		n++;
	return span_of(s.p, n);
}

/* Of fields that are there more than once the first counts. */
static void
read_entity(struct entity *e, struct span header, bool digest)
{
	struct span field, value, coding = {NULL, 0}, type;
	const char *slash;

	*e = (struct entity){.coding = PLAIN};
	e->type = span_str(digest ? "message/rfc822" : "text/plain");
	while ((field = rfc2047_next(&header)).p != NULL) {
		if ((field.p[0] | 32) != 'c')
			continue;
		value = rfc2047_field(field, "Content-Type");
		if (e->content_type.p == NULL && value.p != NULL)
			e->content_type = value;
		value = rfc2047_field(field, "Content-Disposition");
		if (e->disposition.p == NULL && value.p != NULL)
			e->disposition = value;
		value = rfc2047_field(field, "Content-Transfer-Encoding");
		if (coding.p == NULL && value.p != NULL)
			coding = first_token(value);
	}
	if (span_caseis(coding, span_str("base64")))
		e->coding = BASE64;
	else if (span_caseis(coding, span_str("quoted-printable")))
		e->coding = QUOTED;
	if (e->content_type.p == NULL)
		return;
	type = first_token(e->content_type);
	slash = type.n > 0 ? memchr(type.p, '/', type.n) : NULL;
	if (slash != NULL && slash > type.p && slash + 1 < type.p + type.n)
		e->type = type;
	else
		e->type = span_str("text/plain");
}

/* Whether the type is that, or one of those if is ends in a slash. */
static bool
type_is(const struct entity *e, const char *is)
{
	size_t n = strlen(is);

	return (e->type.n == n || (e->type.n > n && is[n - 1] == '/')) &&
	    span_caseis(span_of(e->type.p, n), span_of(is, n));
}

/*
 * The open multipart whose delimiter the line is (RFC 2046, 5.1.1), -1 if it
 * is none. Unlike there only blanks may follow, as one boundary may be the
 * beginning of another.
 */
static int
delimiter_level(const struct walk *w, struct span line, bool *last)
{
	int i;

	if (line.n < 2 || line.p[0] != '-' || line.p[1] != '-')
		return -1;
	line = span_of(line.p + 2, line.n - 2);
	while (line.n > 0 && is_space(line.p[line.n - 1]))
		line.n--;
	for (i = w->n - 1; i >= w->first; i--) {
		struct span is = w->boundary[i];

		if (line.n < is.n || memcmp(line.p, is.p, is.n) != 0)
			continue;
		*last = line.n == is.n + 2 && line.p[is.n] == '-' &&
		    line.p[is.n + 1] == '-';
		if (line.n == is.n || *last)
			return i;
	}
	return -1;
}

/* Looks for the first delimiter from the start of a line on. */
static void
find_delimiter(struct walk *w, const char *from)
{
	struct delimiter d = {.level = -1};

	for (d.line = from; w->n > w->first && d.line < w->end;
	     d.line = d.next) {
		d.next = memchr(d.line, '\n', (size_t)(w->end - d.line));
		d.next = d.next == NULL ? w->end : d.next + 1;
		d.level = delimiter_level(
		    w, span_of(d.line, (size_t)(d.next - d.line)), &d.last);
		if (d.level >= 0)
			break;
	}
	if (d.level == -1)
		d.line = d.next = w->end;
	w->found = d;
}

/* What stands from there to the delimiter found and the line break of that. */
static struct span
content(const struct walk *w, const char *from)
{
	const char *end = w->found.line;

	if (w->found.level >= 0 && end > from && end[-1] == '\n')
		end--;
	if (w->found.level >= 0 && end > from && end[-1] == '\r')
		end--;
	return span_of(from, (size_t)(end - from));
}

static bool
is_field(struct span line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] > ' ' && line.p[n] < 0x7F &&
	    line.p[n] != ':')
		n++;
	if (n == 0)
		return false;
	while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
		n++;
	return n < line.n && line.p[n] == ':';
}

/*
 * Where the body of the entity starts whose header starts at p: behind an
 * empty line, or at the first line that belongs to no header.
 */
static const char *
body_start(const struct walk *w, const char *p, struct span *header)
{
	const char *line = p, *next;
	struct span s;
	bool last;

	for (; line < w->end; line = next) {
		next = memchr(line, '\n', (size_t)(w->end - line));
		next = next == NULL ? w->end : next + 1;
		s = span_of(line, (size_t)(next - line));
		if (delimiter_level(w, s, &last) >= 0)
			break;
		if ((line == p || (*line != ' ' && *line != '\t')) &&
		    !is_field(s))
			break;
	}
	*header = span_of(p, (size_t)(line - p));
	if (w->end - line > 1 && line[0] == '\r' && line[1] == '\n')
		return line + 2;
	return line + (line < w->end && line[0] == '\n');
}

static enum rank put_entity(
    struct walk *w, struct span header, const char *body, bool digest);

static enum rank
put_text(struct walk *w, const struct entity *e, struct span text)
{
	struct buf charset = {0};
	struct span name;
	size_t from = w->b->len, i;

	put_param(&charset, e->content_type, "charset", false);
	name = span_of(charset.p, charset.len);
	if (charset_kind(name) < 1) {
		put_decoded(w->b, e->coding, text);
	} else if (e->coding == PLAIN) {
		charset_put_utf8(w->b, name, text);
	} else {
		buf_clear(&w->scratch);
		put_decoded(&w->scratch, e->coding, text);
		charset_put_utf8(
		    w->b, name, span_of(w->scratch.p, w->scratch.len));
	}
	buf_free(&charset);
	drop_returns(w->b, from);
	if (type_is(e, "text/html"))
		return HTML_TEXT;
	if (!type_is(e, "text/plain"))
		return SOME_TEXT;
	for (i = from; i < w->b->len; i++)
		if (!is_space(w->b->p[i]))
			return PLAIN_TEXT;
	return NO_TEXT;
}

static void
put_attachment(struct walk *w, const struct entity *e, struct span body)
{
	struct buf *b = w->alternatives > 0 ? &w->names : w->b;
	size_t from, i;

	buf_puts(b, "[attachment: ");
	from = b->len;
	put_param(b, e->disposition, "filename", true);
	if (b->len == from)
		put_param(b, e->content_type, "name", true);
	for (i = from; i < b->len; i++)
		if (b->p[i] == '\n' || b->p[i] == '\r')
			b->p[i] = ' ';
	if (b->len > from)
		buf_puts(b, ", ");
	buf_put(b, e->type.p, e->type.n);
	if (e->coding != PLAIN) {
		buf_clear(&w->scratch);
		put_decoded(&w->scratch, e->coding, body);
		body.n = w->scratch.len;
	}
	buf_puts(b, ", ");
	buf_putu(b, body.n);
	buf_puts(b, " bytes]\n");
}

/* Ends the last line of what was put from there on. */
static void
end_line(struct buf *b, size_t from)
{
	if (b->len > from && b->p[b->len - 1] != '\n')
		buf_putc(b, '\n');
}

/* The next part of a multipart, behind the delimiter found. */
static enum rank
put_part(struct walk *w, bool digest)
{
	const char *from = w->found.next, *body;
	size_t at = w->b->len;
	struct span header;
	enum rank rank;

	if (++w->parts > MOST_PARTS) {
		buf_put(w->b, from, (size_t)(w->end - from));
		drop_returns(w->b, at);
		w->found = (struct delimiter){w->end, w->end, -1, true};
		return PLAIN_TEXT;
	}
	body = body_start(w, from, &header);
	rank = put_entity(w, header, body, digest);
	end_line(w->b, at);
	return rank;
}

/* Of the alternatives, keeps the best so far, or what was put behind it. */
static void
choose(struct buf *b, size_t from, size_t behind, enum rank *best, enum rank r)
{
	if (r <= *best) {
		b->len = behind;
		return;
	}
	*best = r;
	if (b->len > behind)
		memmove(b->p + from, b->p + behind, b->len - behind);
	b->len -= behind - from;
}

/* The parts; the delimiter found is then none of this multipart. */
static enum rank
put_parts(struct walk *w, const struct entity *e, const char *body)
{
	bool digest = type_is(e, "multipart/digest");
	bool one = w->how == MIME_SHOW && type_is(e, "multipart/alternative");
	int level = w->n - 1;
	size_t from = w->b->len, behind;
	enum rank best = NO_TEXT, rank;

	find_delimiter(w, body);
	if (w->found.level != level)
		return put_text(w, e, content(w, body));
	w->alternatives += one;
	while (w->found.level == level && !w->found.last) {
		behind = w->b->len;
		rank = put_part(w, digest);
		if (one && w->parts <= MOST_PARTS)
			choose(w->b, from, behind, &best, rank);
		else if (rank > best)
			best = rank;
	}
	w->alternatives -= one;
	if (w->alternatives == 0) {
		buf_put(w->b, w->names.p, w->names.len);
		buf_clear(&w->names);
	}
	return best;
}

static enum rank
put_multipart(struct walk *w, const struct entity *e, const char *body)
{
	struct buf boundary = {0};
	enum rank rank;

	put_param(&boundary, e->content_type, "boundary", false);
	while (boundary.len > 0 && is_space(boundary.p[boundary.len - 1]))
		boundary.len--;
	if (boundary.len == 0 || w->depth == DEEPEST) {
		find_delimiter(w, body);
		rank = put_text(w, e, content(w, body));
	} else {
		w->depth++;
		w->boundary[w->n++] = span_of(boundary.p, boundary.len);
		rank = put_parts(w, e, body);
		w->n--;
		w->depth--;
		if (w->found.level == w->n)
			find_delimiter(w, w->found.next);
	}
	buf_free(&boundary);
	return rank;
}

static bool
is_shown(struct span name)
{
	static const char *const shown[] = {
	    "Date", "From", "Reply-To", "To", "Cc", "Subject"};
	size_t i;

	for (i = 0; i < sizeof shown / sizeof *shown; i++)
		if (span_caseis(name, span_str(shown[i])))
			return true;
	return false;
}

/* The fields of a message in the body, and an empty line. */
static void
put_fields(struct walk *w, struct span header)
{
	struct span field, name;

	while ((field = rfc2047_next(&header)).p != NULL) {
		name = trimmed(span_upto(&field, ':'));
		if (field.p == NULL || (w->how == MIME_SHOW && !is_shown(name)))
			continue;
		buf_put(w->b, name.p, name.n);
		buf_puts(w->b, ": ");
		rfc2047_put(w->b, field);
		buf_putc(w->b, '\n');
	}
	buf_putc(w->b, '\n');
}

static enum rank
put_message(struct walk *w, const char *p)
{
	struct span header;
	const char *body = body_start(w, p, &header);
	enum rank rank;

	w->depth++;
	put_fields(w, header);
	rank = put_entity(w, header, body, false);
	w->depth--;
	return rank;
}

/* RFC 2046, 5.2.1, forbids to encode them. They are walked apart. */
static enum rank
put_coded_message(struct walk *w, const struct entity *e, const char *body)
{
	const char *end = w->end;
	struct delimiter found;
	int first = w->first;
	struct buf text = {0};
	enum rank rank;

	find_delimiter(w, body);
	found = w->found;
	put_decoded(&text, e->coding, content(w, body));
	w->end = text.p + text.len;
	w->first = w->n;
	w->coded++;
	rank = put_message(w, text.p);
	w->coded--;
	w->first = first;
	w->end = end;
	w->found = found;
	buf_free(&text);
	return rank;
}

/* Puts an entity whose body starts there and finds the delimiter behind it. */
static enum rank
put_entity(struct walk *w, struct span header, const char *body, bool digest)
{
	struct entity e;
	struct span text;

	read_entity(&e, header, digest);
	if (type_is(&e, "multipart/"))
		return put_multipart(w, &e, body);
	if ((type_is(&e, "message/rfc822") || type_is(&e, "message/global")) &&
	    w->depth < DEEPEST) {
		if (e.coding == PLAIN)
			return put_message(w, body);
		if (w->coded < DEEPEST_CODED)
			return put_coded_message(w, &e, body);
	}
	find_delimiter(w, body);
	text = content(w, body);
	if (type_is(&e, "text/") || type_is(&e, "message/"))
		return put_text(w, &e, text);
	put_attachment(w, &e, text);
	return NO_TEXT;
}

void
mime_put_text(
    struct buf *b, struct span header, struct span body, enum mime_how how)
{
	struct walk w = {.b = b, .how = how};

	if (body.n == 0)
		body = span_of("", 0);
	w.end = body.p + body.n;
	put_entity(&w, header, body.p, false);
	buf_free(&w.names);
	buf_free(&w.scratch);
}
