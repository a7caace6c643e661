/* prog: how every tool starts and ends, and the options that all share */
#ifndef QT_PROG_H
#define QT_PROG_H

/* What a tool says of itself; each text ends with a newline. */
struct prog {
	const char *name;
	const char *usage; /* the SYNOPSIS, a line a form, each with its name */
	const char *help; /* a line an option */
};

/*
 * Before anything else: descriptors 0 to 2 are open (a closed one fails when
 * it is used, so no file of ours can take its place), SIGPIPE ends the
 * process, getopt is silent, errors carry the tool's name.
 */
void prog_start(const struct prog *prog);

/*
 * For every letter the tool's own switch does not know: -h and -V print and
 * end with 0; a wrong option or a missing argument is a usage error.
 */
_Noreturn void prog_option(int c);

/*
 * For tools with -d DIR and -G NAME: sets *dir, *named (NULL: without -G);
 * anything else is prog_option's.
 */
void prog_source(int c, const char **dir, const char **named);

/* optarg of option c, which has to be more than nothing. */
const char *prog_argument(int c);

/* Says "tool: thing: reason" and the usage, and ends with 2. */
_Noreturn void prog_misuse(const char *thing, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * An operand after the first that starts with '-' (and is longer) is a
 * mistaken option: refuses it. operands is argv + optind.
 */
void prog_operands(char *const operands[]);

/*
 * The same for tools that take message ids, which must not wait for them at
 * a terminal.
 */
void prog_ids(char *const operands[]);

/*
 * The end of main: flushes standard output. Returns the status for main to
 * return: 2 if an error was told, the last write failed or status says so.
 */
int prog_end(int status);

#endif
