/*
 * All the tools in one program, for make static: the name that it is called
 * by tells which one it is. By another name its first argument does.
 */
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/prog.h"

/* The Makefile gives QT_TOOLS(X): X(name) for each; name_main is its main. */
#define DECLARE(name) int name##_main(int argc, char **argv);
#define LIST(name) {#name, name##_main},

QT_TOOLS(DECLARE)

static const struct tool {
	const char *name;
	int (*main)(int argc, char **argv);
} tools[] = {QT_TOOLS(LIST)};

enum { TOOLS = sizeof tools / sizeof tools[0] };

static const struct tool *
tool_find(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	size_t i;

	for (i = 0; i < TOOLS; i++)
		if (strcmp(tools[i].name, name) == 0)
			return &tools[i];
	return NULL;
}

/* No tool was named: what there is to know. */
static _Noreturn void
tell(int argc, char **argv)
{
	static struct prog prog = {
	    "qtriage-tools", "qtriage-tools TOOL [ARGUMENT...]\n", NULL};
	struct buf help = {0};
	size_t i;
	int c;

	prog_start(&prog);
	buf_puts(&help,
	    "  -V  the version\n  -h  this text\n"
	    "Called by a tool's name, by a link, it is that "
	    "tool. These are in it:\n");
	for (i = 0; i < TOOLS; i++)
		buf_putf(&help, "%s%s", i > 0 ? " " : "", tools[i].name);
	buf_putc(&help, '\n');
	prog.help = buf_str(&help);
	while ((c = getopt(argc, argv, "+:Vh")) != -1)
		prog_option(c);
	prog_misuse(argv[optind], "no such tool");
}

int
main(int argc, char **argv)
{
	const struct tool *tool = argc > 0 ? tool_find(argv[0]) : NULL;

	if (tool == NULL && argc > 1) {
		tool = tool_find(argv[1]);
		argc -= tool != NULL;
		argv += tool != NULL;
	}
	if (tool == NULL)
		tell(argc, argv);
	return tool->main(argc, argv);
}
