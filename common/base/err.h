/* err: what a tool says on standard error, escaped, and whether it failed */
#ifndef QT_ERR_H
#define QT_ERR_H

#include <stdarg.h>
#include <stdbool.h>

/* The exit statuses of every tool. */
enum {
	EXIT_DONE = 0,
	EXIT_NOTHING = 1, /* asked, and nothing matched */
	EXIT_ERROR = 2,
};

/* The tool's name, which starts every line. */
void err_name(const char *name);
const char *err_tool(void);

/*
 * Each says "tool: thing: reason" in one line; thing and reason are escaped,
 * without fmt the reason is errno's. thing may be NULL.
 * err_warn: an error; the tool goes on and will exit 2.
 * err_note: worth knowing, no error.
 * err_die: an error that ends the tool now, with what it printed flushed.
 */
void err_warn(const char *thing, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void err_vwarn(const char *thing, const char *fmt, va_list ap);
void err_note(const char *thing, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
_Noreturn void err_die(const char *thing, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Ends the tool for want of memory; needs none. */
_Noreturn void err_nomem(void);

/* Whether err_warn was called. Any thread may ask, warn and note. */
bool err_seen(void);

/* What err_die does before it ends the tool: the flush of standard output. */
void err_atdie(void (*flush)(void));

/*
 * Shows text as the terminal's last line, in place of the one shown before;
 * NULL takes it away. Any other line from here takes it away first.
 */
void err_line(const char *text);

#endif
