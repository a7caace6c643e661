#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"

enum { OUT_SIZE = 1 << 16 };

static char block[OUT_SIZE];
static size_t used;
static int failed; /* errno of the first failed write */
static bool keep_going;

void
out_keep_going(void)
{
	keep_going = true;
}

bool
out_isatty(void)
{
	static int tty = -1;

	if (tty < 0)
		tty = isatty(STDOUT_FILENO);
	return tty > 0;
}

static void
write_all(const char *p, size_t n)
{
	ssize_t done;

	while (n > 0 && failed == 0) {
		done = write(STDOUT_FILENO, p, n);
		if (done >= 0) {
			p += done;
			n -= (size_t)done;
		} else if (errno != EINTR) {
			failed = errno;
		}
	}
	if (failed == 0 || keep_going)
		return;
	if (failed == EPIPE)
		exit(EXIT_ERROR);
	errno = failed;
	err_die("standard output", NULL);
}

int
out_flush(void)
{
	size_t n = used;

	used = 0;
	write_all(block, n);
	if (failed == 0)
		return 0;
	errno = failed;
	return -1;
}

void
out_put(const char *p, size_t n)
{
	if (n > OUT_SIZE - used) {
		out_flush();
		if (n > OUT_SIZE) {
			write_all(p, n);
			return;
		}
	}
	memcpy(block + used, p, n);
	used += n;
}

void
out_puts(const char *s)
{
	out_put(s, strlen(s));
}

void
out_take(struct buf *b)
{
	if (b->len > 0)
		out_put(b->p, b->len);
	buf_clear(b);
	if (out_isatty()) {
		err_line(NULL);
		out_flush();
	}
}
