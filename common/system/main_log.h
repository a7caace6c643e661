/* main_log: the files of the log in which the MTA tells of all messages */
#ifndef QT_MAIN_LOG_H
#define QT_MAIN_LOG_H

#include "system/logset.h"

/*
 * Opens the logs that were named (n of them, -L) or, without, that of the
 * queue in dir (NULL: this machine's), with those rotated from them. Returns
 * 0, or -1, told.
 */
int main_log_open(
    struct logset *logs, const char *const named[], size_t n, const char *dir);

#endif
