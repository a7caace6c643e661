/* mailpath: what PHP's mail() does with a sendmail_path */
#ifndef QT_MAILPATH_H
#define QT_MAILPATH_H

#include "base/span.h"

/* In the order of how much there is to do about it. */
enum mailpath_state {
	MAILPATH_DEFAULT, /* none is set: PHP's own, which sends */
	MAILPATH_BLOCKED, /* a command that sends nothing */
	MAILPATH_OPEN,
	MAILPATH_BLANK, /* mail()'s fifth argument becomes the command */
	MAILPATH_QUOTES, /* it has a quote that is not closed */
};

extern const char *const mailpath_states[];

/* What a value does; p NULL: there is none. */
enum mailpath_state mailpath_of(struct span value);

/* Whether mail() then says that it has sent. */
bool mailpath_lies(struct span value);

#endif
