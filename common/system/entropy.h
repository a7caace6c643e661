/* entropy: numbers that nobody can guess */
#ifndef QT_ENTROPY_H
#define QT_ENTROPY_H

#include <stdint.h>

/*
 * From the kernel; where it gives none, from the clock and addresses, which
 * still is more than a sender of mail knows.
 */
uint64_t entropy_number(void);

#endif
