/* input: the lines of a file or of standard input, and what they are */
#ifndef QT_INPUT_H
#define QT_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"
#include "pure/format.h"

struct input {
	const char *name; /* for errors */
	int fd;
	struct buf block; /* what was read and not yet taken */
	size_t at; /* where the next line starts in it */
	uint64_t line; /* the number of the line last taken */
	bool unended; /* that line has no newline: it is the last one */
	bool eof;
	bool lost; /* a line was too long to be taken */
	bool keep; /* what stands before at stays in block */
};

/* Opens a file, or standard input for "-". Returns 0, or -1, told. */
int input_open(struct input *in, const char *operand);

/*
 * The next line without its newline, valid until the next call: 1, 0 at the
 * end, or -1, told. A line longer than 64 MiB is told and left out.
 */
int input_line(struct input *in, struct span *line);

/*
 * What the first of the first 100 lines that fits a format makes of the
 * input, empty lines before them left out; the lines stay to be taken. An
 * input without any line but empty ones is FORMAT_EMPTY. FORMAT_NONE is
 * told, with its first line. *how is set for FORMAT_LISTING.
 */
enum format input_format(struct input *in, const struct listing_format **how);

/* Says "name: line N: reason", an error. */
void input_warn(struct input *in, const char *reason);

void input_close(struct input *in);

#endif
