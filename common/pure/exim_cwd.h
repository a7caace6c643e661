/* exim_cwd: the cwd= line of Exim's main log that belongs to an arrival */
#ifndef QT_EXIM_CWD_H
#define QT_EXIM_CWD_H

#include "base/buf.h"
#include "pure/exim_log.h"

enum { EXIM_CWD_PIDS = 64 }; /* of so many processes the last line is kept */

struct exim_cwd_line {
	struct buf text; /* the whole lines, each with its newline */
	struct buf dir; /* the directory */
	char pid[16];
	int64_t local; /* its stamp, as in struct exim_log */
};

/* All zero to begin with. */
struct exim_cwd {
	struct exim_cwd_line lines[EXIM_CWD_PIDS];
	size_t last; /* the one last written */
	bool fresh; /* no other line came after it */
};

/* To be told of every line, after exim_cwd_find was asked for it. */
void exim_cwd_note(struct exim_cwd *c, const struct exim_log *l,
    struct span line, enum exim_log_kind kind);

/*
 * The cwd= line of the process that the line (an arrival's) is of: by its
 * pid, within an hour; without pids the line directly before, if the message
 * was handed over on this machine (local). NULL if there is none.
 */
const struct exim_cwd_line *exim_cwd_find(
    const struct exim_cwd *c, const struct exim_log *l, bool local);

/* Forgets all, where lines are passed over. */
void exim_cwd_forget(struct exim_cwd *c);

void exim_cwd_free(struct exim_cwd *c);

#endif
