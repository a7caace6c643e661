/* spoolfile: a queue's file, opened with care, read whole or in pieces */
#ifndef QT_SPOOLFILE_H
#define QT_SPOOLFILE_H

#include <sys/types.h>

#include "system/queue.h"

/* Opens for reading what is no link, and waits for nobody: -1 and errno. */
int spoolfile_open(int at, const char *name);

/*
 * Appends the open file from where it is to its end, at most most bytes, the
 * first read of first bytes: one that brings less than was asked for was the
 * last. Returns 0, or -1 and errno.
 */
int spoolfile_read(int fd, struct buf *b, size_t first, size_t most);

/* Passes on what it has from the byte at on: 1, or -1 and errno. */
int spoolfile_pass(int fd, off_t at, queue_piece_fn *fn, void *ctx);

#endif
