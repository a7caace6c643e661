/* progress: work that takes longer than a second shows how far it is */
#ifndef QT_PROGRESS_H
#define QT_PROGRESS_H

#include <stdint.h>

/*
 * Called now and then with how much is done, of how much (0: not known) and
 * of what ("messages"). Shows it on standard error, if that is a terminal,
 * from one second after the first call, some times a second; prog_end takes
 * it away.
 */
void progress(uint64_t done, uint64_t of, const char *what);

#endif
