/* cronmail: whether a job seems to send mail: its command, or its script */
#ifndef QT_CRONMAIL_H
#define QT_CRONMAIL_H

#include "system/cronjobs.h"

/*
 * Puts "yes:WORD@WHERE", where WHERE is "command" or a script's path:line;
 * "no"; or "-" if a script that the command names may not be read. Scripts
 * are those named by an absolute path, or below DIR behind cd DIR, the first
 * 256 KiB of each. What they call in turn is not looked at.
 */
void cronmail_put(struct buf *b, struct cronjobs *c, const struct cronjob *j);

#endif
