/* logind: what systemd-logind writes of a session */
#ifndef QT_LOGIND_H
#define QT_LOGIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* From /run/systemd/sessions/N; p is NULL, a number 0, where it is not told. */
struct logind {
	struct span user, host, service, class, state;
	bool has_uid, has_audit;
	uint32_t uid;
	uint32_t audit; /* the kernel's audit session */
	int32_t leader; /* the process that opened it */
	int64_t sec; /* epoch seconds */
};

/* Reads the file's text. What is not known is passed over. */
void logind_read(struct span text, struct logind *l);

/* Whether it is of a user's manager, not of a login. */
bool logind_is_manager(const struct logind *l);

#endif
