/* webplaces: the access logs of this machine, where they usually are */
#ifndef QT_WEBPLACES_H
#define QT_WEBPLACES_H

#include <stdbool.h>

/*
 * The paths of all that is there, NULL at the end. Each place that has any is
 * named in a note, unless quiet. Not to be freed.
 */
char **webplaces_find(bool quiet);

#endif
