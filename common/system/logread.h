/* logread: the lines of a file of a log, one by one, from any place on */
#ifndef QT_LOGREAD_H
#define QT_LOGREAD_H

#include "base/span.h"
#include "system/logset.h"

struct logread {
	struct logset_file *file;
	size_t longest; /* bytes of a line; 0: 16 MiB */
	off_t until; /* 0, or what lies behind is read in small pieces */
	struct buf block; /* what was read */
	size_t next; /* where the next line starts in it */
	off_t at; /* the block's offset in the file */
	bool skip; /* up to the next newline it is a line that is too long */
	bool eof;
	uint64_t lost; /* lines that were too long */
};

/* Reads a plain file from that offset, where a line starts; others from
 * where they are. */
void logread_start(struct logread *r, struct logset_file *file, off_t at);

/*
 * The next line without its newline, valid until the next call, and its
 * offset: 1, 0 at the end, or if the file cannot be read, which was told. A
 * line longer than longest is passed over.
 */
int logread_line(struct logread *r, struct span *line, off_t *at);

/*
 * All whole lines that were read and not given, at least one, with their
 * newlines (the file's last one may lack it), valid until the next call that
 * gives some, and their offset. As logread_line, mixed with it at will.
 */
int logread_lines(struct logread *r, struct span *lines, off_t *at);

/* Whether the next line is still to be read from the file. */
bool logread_is_drained(const struct logread *r);

void logread_end(struct logread *r);

#endif
