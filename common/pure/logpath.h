/* logpath: what an access log's path tells: whose it is, who writes it */
#ifndef QT_LOGPATH_H
#define QT_LOGPATH_H

#include "base/span.h"
#include "pure/weblog.h"

/*
 * The site whose log it is, as panels name them: shop.example.access.log,
 * domlogs/shop.example-ssl_log, vhosts/system/shop.example/logs/access_log,
 * and what logrotate adds. p NULL: none is told.
 */
struct span logpath_site(struct span path);

/* Which server writes it, by its name or its usual directories. */
enum weblog_stamp logpath_stamp(struct span path);

#endif
