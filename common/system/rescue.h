/* rescue: removal that keeps copies, and messages restored from them */
#ifndef QT_RESCUE_H
#define QT_RESCUE_H

#include "system/keep.h"
#include "system/removal.h"

/*
 * Holds all messages, copies them to keep, brings that to disk, and only then
 * removes them. Nothing is removed if a copy cannot be made. What was not
 * removed loses its copy and is released. Prints the items' lines.
 */
void rescue_remove(
    struct remover *r, struct removal *removal, struct keep *keep);

/*
 * Puts the messages of these ids from dir back into the queue, held, and
 * prints their lines. What could not be is told.
 */
void rescue_restore(struct remover *r, struct removal *removal, const char *dir,
    char *const operands[]);

#endif
