/* address: where addresses, of mail and of hosts, end in a log's text */
#ifndef QT_ADDRESS_H
#define QT_ADDRESS_H

#include <stdbool.h>

#include "base/span.h"

/* Whether a character can stand in a local part without quotes, dots aside. */
bool address_is_atom(char c);

/* Where a quoted string at t.p[at] ends; 0: nowhere. */
size_t address_quoted_end(struct span t, size_t at);

/* Where the local part in front ends; 0 if a quote in it is not closed. */
size_t address_local_end(struct span t);

/* Where the address in front ends, 0 if there is none; it needs a domain
 * unless bare. */
size_t address_end(struct span t, bool bare);

/* The same for one in angle brackets, which may be empty. */
size_t address_bracketed_end(struct span t);

/* Behind a "[" at at: where "1.2.3.4]" or "::1]:25" ends, 0 if it is none. */
size_t address_ip_end(struct span t, size_t at);

/*
 * Where a host ends that Exim logged as "name (helo) [ip]:port", or less, in
 * the text from at on; 0: nowhere.
 */
size_t address_host_end(struct span text, size_t at);

#endif
