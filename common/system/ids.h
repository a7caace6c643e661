/* ids: message ids that a tool was given, as operands or lines of its input */
#ifndef QT_IDS_H
#define QT_IDS_H

#include "pure/idline.h"
#include "system/input.h"

/* All zero is one that was not started. */
struct ids {
	char *const *next; /* operands, NULL at the end */
	struct input in; /* open while its fd is not -1 */
	struct buf scratch;
};

/*
 * operands is argv + optind; without one, and for "-", ids are read from
 * standard input.
 */
void ids_start(struct ids *ids, char *const operands[]);

/*
 * The next id, valid until the next call; *operand is it as an operand, NULL
 * if it comes from standard input. Returns 1, 0 at the end, -1 for what is no
 * id or cannot be read, which was told; more may follow.
 */
int ids_next(struct ids *ids, struct idline *to, const char **operand);

void ids_end(struct ids *ids);

#endif
