/* mailplaces: where configurations of web servers and PHP usually are */
#ifndef QT_MAILPLACES_H
#define QT_MAILPLACES_H

#include "pure/mailsites.h"

/* A pattern as glob(3) has it. */
struct mailplace {
	const char *pattern;
	enum mailsites_kind kind;
	bool only_set; /* worth showing only if it sets sendmail_path */
};

/* The last one has no pattern. */
extern const struct mailplace mailplaces[];

#endif
