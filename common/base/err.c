#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/esc.h"

static const char *tool = "qtriage";
static void (*at_die)(void);
static atomic_bool seen;
static atomic_bool line_shown;

static const char clear_line[] = "\r\033[K";

void
err_name(const char *name)
{
	tool = name;
}

const char *
err_tool(void)
{
	return tool;
}

void
err_atdie(void (*flush)(void))
{
	at_die = flush;
}

bool
err_seen(void)
{
	return atomic_load(&seen);
}

/* Nothing can be done about a standard error that does not take bytes. */
static void
to_stderr(const char *p, size_t n)
{
	ssize_t done;

	while (n > 0) {
		done = write(STDERR_FILENO, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;
		p += done;
		n -= (size_t)done;
	}
}

/* One write a line, so that lines of threads and processes stay whole. */
static void
say(const char *thing, const char *fmt, va_list ap)
{
	struct buf line = {0};
	char *reason = NULL;
	int saved = errno, n;
	va_list again;

	if (fmt != NULL) {
		va_copy(again, ap);
		n = vsnprintf(NULL, 0, fmt, again);
		va_end(again);
		reason = n < 0 ? NULL : malloc((size_t)n + 1);
		if (reason == NULL)
			err_nomem();
		vsnprintf(reason, (size_t)n + 1, fmt, ap);
	}
	if (atomic_exchange(&line_shown, false))
		buf_puts(&line, clear_line);
	buf_puts(&line, tool);
	buf_puts(&line, ": ");
	if (thing != NULL) {
		esc_put(&line, thing, strlen(thing), 0);
		buf_puts(&line, ": ");
	}
	if (reason == NULL)
		buf_puts(&line, strerror(saved));
	else
		esc_put(&line, reason, strlen(reason), 0);
	buf_putc(&line, '\n');
	to_stderr(line.p, line.len);
	buf_free(&line);
	free(reason);
	errno = saved;
}

void
err_vwarn(const char *thing, const char *fmt, va_list ap)
{
	atomic_store(&seen, true);
	say(thing, fmt, ap);
}

void
err_warn(const char *thing, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	err_vwarn(thing, fmt, ap);
	va_end(ap);
}

void
err_note(const char *thing, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(thing, fmt, ap);
	va_end(ap);
}

void
err_die(const char *thing, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(thing, fmt, ap);
	va_end(ap);
	if (at_die != NULL)
		at_die();
	exit(EXIT_ERROR);
}

void
err_nomem(void)
{
	to_stderr(tool, strlen(tool));
	to_stderr(": out of memory\n", 16);
	_exit(EXIT_ERROR);
}

void
err_line(const char *text)
{
	struct buf line = {0};

	if (!atomic_exchange(&line_shown, text != NULL) && text == NULL)
		return;
	buf_puts(&line, clear_line);
	if (text != NULL)
		buf_puts(&line, text);
	to_stderr(line.p, line.len);
	buf_free(&line);
}
