#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"
#include "base/prog.h"

#ifndef QT_VERSION
#error "the Makefile gives QT_VERSION"
#endif

static const struct prog *self;

/* Opened the wrong way round: using it fails, as using a closed one does. */
static void
hold_descriptor(int fd, int flags)
{
	int got;

	if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
		return;
	got = open("/dev/null", flags);
	if (got != -1 && got != fd) {
		dup2(got, fd);
		close(got);
	}
}

static void
flush(void)
{
	out_keep_going();
	out_flush();
}

void
prog_start(const struct prog *prog)
{
	sigset_t set;

	self = prog;
	err_name(prog->name);
	err_atdie(flush);
	hold_descriptor(STDIN_FILENO, O_WRONLY);
	hold_descriptor(STDOUT_FILENO, O_RDONLY);
	hold_descriptor(STDERR_FILENO, O_RDONLY);
	signal(SIGPIPE, SIG_DFL);
	/* Who inherits it ignored cannot learn how a child ended. */
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	opterr = 0;
}

/* "usage: " before the first line of the synopsis, blanks before the rest. */
static void
put_usage(struct buf *b)
{
	const char *line = self->usage, *end;

	for (; *line != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		end += *end == '\n';
		buf_puts(b, line == self->usage ? "usage: " : "       ");
		buf_put(b, line, (size_t)(end - line));
	}
}

static _Noreturn void
end_misuse(void)
{
	struct buf b = {0};

	put_usage(&b);
	if (write(STDERR_FILENO, b.p, b.len) < 0)
		exit(EXIT_ERROR);
	buf_free(&b);
	exit(EXIT_ERROR);
}

void
prog_misuse(const char *thing, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	err_vwarn(thing, fmt, ap);
	va_end(ap);
	end_misuse();
}

void
prog_option(int c)
{
	char letter[3] = {'-', (char)optopt, '\0'};
	struct buf b = {0};

	if (c == ':')
		prog_misuse(letter, "this option needs an argument");
	if (c != 'h' && c != 'V')
		prog_misuse(letter, "no such option");
	if (c == 'h') {
		put_usage(&b);
		buf_puts(&b, self->help);
	} else {
		buf_putf(&b, "%s (qtriage) %s\n", self->name, QT_VERSION);
	}
	out_take(&b);
	buf_free(&b);
	exit(prog_end(EXIT_DONE));
}

const char *
prog_argument(int c)
{
	char letter[3] = {'-', (char)c, '\0'};

	if (*optarg == '\0')
		prog_misuse(letter, "an empty name");
	return optarg;
}

void
prog_source(int c, const char **dir, const char **named)
{
	if (c != 'd' && (c != 'G' || named == NULL))
		prog_option(c);
	*(c == 'd' ? dir : named) = prog_argument(c);
}

void
prog_operands(char *const operands[])
{
	size_t i;

	if (operands[0] == NULL)
		return;
	for (i = 1; operands[i] != NULL; i++)
		if (operands[i][0] == '-' && operands[i][1] != '\0')
			prog_misuse(
			    operands[i], "options stand before operands");
}

void
prog_ids(char *const operands[])
{
	prog_operands(operands);
	if (operands[0] == NULL && isatty(STDIN_FILENO))
		prog_misuse(NULL,
		    "no message ids; give them as operands, or in a pipe");
}

int
prog_end(int status)
{
	err_line(NULL);
	if (out_flush() == -1 || close(STDOUT_FILENO) == -1) {
		if (errno != EPIPE)
			err_warn("standard output", NULL);
		return EXIT_ERROR;
	}
	return err_seen() ? EXIT_ERROR : status;
}
