/* accounts: the users below a root: passwd, shadow, those of FTP servers */
#ifndef QT_ACCOUNTS_H
#define QT_ACCOUNTS_H

#include "base/buf.h"
#include "pure/suspicion.h"

/* Texts of the files, empty where there is none. */
struct accounts {
	struct buf passwd, shadow, ftp;
	bool elsewhere; /* users are also in a directory (LDAP and the like) */
	bool hidden; /* shadow may not be read */
	struct buf names, ftp_names; /* of the account last asked for */
};

void accounts_read(struct accounts *a, int root);

/* What is known of it; name (NULL: not known) is the login's. now is epoch
 * seconds. Valid until the next call. */
void accounts_find(struct accounts *a, const char *name, uint32_t uid,
    int64_t now, struct account *to);

/* The first name with that uid, or p NULL. */
struct span accounts_name(const struct accounts *a, uint32_t uid);

/* The uid of a name, or of digits; SESSION_NONE if there is none. */
uint32_t accounts_uid(const struct accounts *a, const char *name);

void accounts_free(struct accounts *a);

#endif
