#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/esc.h"
#include "base/out.h"

enum { OUT_SIZE = 1 << 16 };

static char block[OUT_SIZE];
static size_t used;
static int failed; /* errno of the first failed write */
static bool keep_going;
static bool in_line; /* the last byte put was no newline */
static char held[4]; /* for a terminal: the start of a character */
static size_t nheld;

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

/* What was held is no character after all. */
static void
put_held(void)
{
	struct buf text = {0};

	esc_put(&text, held, nheld, ESC_TEXT);
	nheld = 0;
	out_put(text.p, text.len);
	buf_free(&text);
}

int
out_flush(void)
{
	size_t n;

	if (nheld > 0)
		put_held();
	n = used;
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
	if (nheld > 0)
		put_held();
	if (n == 0)
		return;
	in_line = p[n - 1] != '\n';
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
out_line_end(void)
{
	if (in_line || nheld > 0)
		out_puts("\n");
}

/* How many bytes at the end may be the start of a character of UTF-8. */
static size_t
unfinished(const char *p, size_t n)
{
	size_t i, len;

	for (i = 1; i <= 3 && i <= n; i++) {
		unsigned char c = (unsigned char)p[n - i];

		if ((c & 0xC0) == 0x80)
			continue;
		len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
		return len > i ? i : 0;
	}
	return 0;
}

void
out_raw(const char *p, size_t n)
{
	struct buf all = {0}, text = {0};
	size_t rest;

	if (!out_isatty()) {
		out_put(p, n);
		return;
	}
	buf_put(&all, held, nheld);
	buf_put(&all, p, n);
	nheld = 0;
	rest = unfinished(all.p, all.len);
	esc_put(&text, all.p, all.len - rest, ESC_TEXT);
	out_take(&text);
	if (rest > 0)
		memcpy(held, all.p + all.len - rest, rest);
	nheld = rest;
	buf_free(&all);
	buf_free(&text);
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
