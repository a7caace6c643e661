/* confpath: what the path of a web server's or PHP's configuration tells */
#ifndef QT_CONFPATH_H
#define QT_CONFPATH_H

#include "base/buf.h"
#include "pure/mailsites.h"

/* Puts the site or user whose php.ini the path is; * if it is nobody's. */
void confpath_site(struct buf *b, struct span path);

/* The panel that writes the file, and may do so again; or NULL. */
const char *confpath_panel(struct span path);

/*
 * Puts the commands that test the configuration and make the server read it;
 * nothing where none has to.
 */
void confpath_reload(struct buf *b, enum mailsites_kind kind, struct span path);

/* The directory that Apache's relative paths start from, without a word. */
void confpath_root(struct buf *b, struct span path);

/* Puts the directory that PHP-FPM's relative paths start from, likewise. */
void confpath_prefix(struct buf *b, struct span path);

#endif
