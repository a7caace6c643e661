/* terminal: questions to whoever sits at it */
#ifndef QT_TERMINAL_H
#define QT_TERMINAL_H

#include <stdbool.h>

/*
 * Asks on /dev/tty, so that standard input stays what it is, and reads a
 * line. Returns whether that starts with y or Y; false, told, without a
 * terminal.
 */
bool terminal_asks(const char *question);

#endif
