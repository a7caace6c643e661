#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "system/input.h"

enum {
	READ_SIZE = 1 << 16,
	LONGEST = 64 << 20,
	LOOK_AT = 100, /* lines, to tell the format */
	SHOWN = 60, /* bytes of a line that is shown */
};

int
input_open(struct input *in, const char *operand)
{
	bool is_stdin = strcmp(operand, "-") == 0;

	*in = (struct input){.name = is_stdin ? "standard input" : operand};
	in->fd = is_stdin ? STDIN_FILENO
			  : open(operand, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (in->fd == -1)
		err_warn(operand, NULL);
	return in->fd == -1 ? -1 : 0;
}

/* Reads more behind what is there: 1, 0 at the end, -1 told. */
static int
fill(struct input *in)
{
	ssize_t n;

	if (in->eof)
		return 0;
	if (!in->keep && in->at > 0) {
		memmove(
		    in->block.p, in->block.p + in->at, in->block.len - in->at);
		in->block.len -= in->at;
		in->at = 0;
	}
	do
		n = read(in->fd, buf_room(&in->block, READ_SIZE), READ_SIZE);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		err_warn(in->name, NULL);
	if (n <= 0)
		in->eof = true;
	else
		in->block.len += (size_t)n;
	return n > 0 ? 1 : (int)n;
}

/* Finds the newline; *seen is how far there is none. 1, 0 at the end, -1. */
static int
find_end(struct input *in, size_t *len)
{
	size_t seen = 0;
	const char *nl;
	int rc;

	for (;;) {
		size_t n = in->block.len - in->at - seen;

		nl = n == 0 ? NULL
			    : memchr(in->block.p + in->at + seen, '\n', n);
		if (nl != NULL) {
			*len = (size_t)(nl - in->block.p) - in->at;
			return 1;
		}
		seen += n;
		if (seen > LONGEST) {
			*len = seen;
			return 1;
		}
		rc = fill(in);
		if (rc <= 0) {
			*len = seen;
			return rc;
		}
	}
}

void
input_warn(struct input *in, const char *reason)
{
	err_warn(in->name, "line %" PRIu64 ": %s", in->line, reason);
}

/* Takes bytes off up to the newline that ends a line too long to hold. */
static int
skip_long(struct input *in)
{
	const char *nl = NULL;
	int rc = 1;

	input_warn(in, "longer than 64 MiB, left out");
	in->lost = true;
	in->keep = false;
	while (rc == 1 && nl == NULL) {
		in->at = in->block.len;
		rc = fill(in);
		nl = in->block.len == in->at
		    ? NULL
		    : memchr(
			  in->block.p + in->at, '\n', in->block.len - in->at);
	}
	if (nl != NULL)
		in->at = (size_t)(nl - in->block.p) + 1;
	return rc;
}

int
input_line(struct input *in, struct span *line)
{
	size_t len;
	int rc;

	for (;;) {
		rc = find_end(in, &len);
		if (rc == -1 || (rc == 0 && len == 0))
			return rc;
		in->line++;
		if (len <= LONGEST)
			break;
		rc = skip_long(in);
		if (rc <= 0)
			return rc;
	}
	*line = span_of(in->block.p + in->at, len);
	in->unended = rc == 0;
	in->at += len + (rc == 1);
	return 1;
}

/* Shows the line that is next. */
static void
warn_format(struct input *in)
{
	struct span rest = span_of(
	    in->block.p + in->at, in->block.len - in->at);
	struct span first = span_upto(&rest, '\n');
	struct buf text = {0};

	if (format_is_gzip(first)) {
		err_warn(in->name,
		    "compressed by gzip; read it with: "
		    "gzip -dc %s | %s -",
		    in->fd == STDIN_FILENO ? "FILE" : in->name, err_tool());
		return;
	}
	buf_put(&text, first.p, first.n < SHOWN ? first.n : SHOWN);
	err_warn(in->name,
	    "no list of messages that is known; line %" PRIu64 ": %s%s",
	    in->line + 1, buf_str(&text), first.n < SHOWN ? "" : "...");
	buf_free(&text);
}

/*
 * The next line, which stays to be taken: 1, 0 at the end or before a line
 * too long to hold, -1 told.
 */
static int
peek_line(struct input *in, struct span *line, size_t *next)
{
	size_t len;
	int rc = find_end(in, &len);

	if (rc == -1 || (rc == 0 && len == 0))
		return rc;
	*line = span_of(in->block.p + in->at, len);
	*next = in->at + len + (rc == 1);
	return len > LONGEST ? 0 : 1;
}

static bool
is_blank(struct span line)
{
	line = span_chomp(line);
	return span_field(&line).p == NULL;
}

/* Takes the empty lines off the front, which tell nothing. */
static int
skip_blank(struct input *in)
{
	struct span line;
	size_t next;
	int rc;

	while ((rc = peek_line(in, &line, &next)) == 1 && is_blank(line)) {
		in->at = next;
		in->line++;
	}
	return rc;
}

enum format
input_format(struct input *in, const struct listing_format **how)
{
	enum format format = FORMAT_NONE;
	size_t next, start, lines = 0;
	struct span line;
	int rc = skip_blank(in);

	if (rc == 0 && in->at == in->block.len)
		return FORMAT_EMPTY;
	start = in->at;
	in->keep = true;
	while (rc != -1 && lines++ < LOOK_AT && format == FORMAT_NONE &&
	    in->at - start <= LONGEST &&
	    (rc = peek_line(in, &line, &next)) == 1) {
		format = format_of(line, how);
		in->at = next;
	}
	in->keep = false;
	in->at = start;
	if (format == FORMAT_NONE && rc != -1)
		warn_format(in);
	return format;
}

void
input_close(struct input *in)
{
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	buf_free(&in->block);
	in->fd = -1;
}
