#include <fcntl.h>
#include <unistd.h>

#include "system/spoolfile.h"

enum { PIECE = 1 << 16 };

int
spoolfile_open(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

int
spoolfile_read(int fd, struct buf *b, size_t first, size_t most)
{
	size_t want = first;
	ssize_t n;

	do {
		n = read(fd, buf_room(b, want), want);
		if (n > 0)
			b->len += (size_t)n;
		if (n < (ssize_t)want)
			break;
		want = b->len < most - b->len ? b->len : most - b->len;
	} while (want > 0);
	return n == -1 ? -1 : 0;
}

int
spoolfile_pass(int fd, off_t at, queue_piece_fn *fn, void *ctx)
{
	char piece[PIECE];
	ssize_t n;

	while ((n = pread(fd, piece, sizeof piece, at)) > 0) {
		fn(ctx, span_of(piece, (size_t)n));
		at += n;
	}
	return n == 0 ? 1 : -1;
}
