/* exim_log_fields: the fields of an arrival's line in Exim's main log */
#ifndef QT_EXIM_LOG_FIELDS_H
#define QT_EXIM_LOG_FIELDS_H

#include <stdbool.h>

#include "base/span.h"

/* In the order that Exim writes them in: R, U and so on are "R=", "U=". */
enum exim_log_field {
	EXIM_LOG_F_NONE,
	EXIM_LOG_F_SENDER,
	EXIM_LOG_F_R, /* the message that this is a bounce of */
	EXIM_LOG_F_DS,
	EXIM_LOG_F_H,
	EXIM_LOG_F_I,
	EXIM_LOG_F_TFO,
	EXIM_LOG_F_U,
	EXIM_LOG_F_CI,
	EXIM_LOG_F_P,
	EXIM_LOG_F_L,
	EXIM_LOG_F_SPF,
	EXIM_LOG_F_X,
	EXIM_LOG_F_CV,
	EXIM_LOG_F_DN,
	EXIM_LOG_F_SNI,
	EXIM_LOG_F_A,
	EXIM_LOG_F_PRDR,
	EXIM_LOG_F_PRX,
	EXIM_LOG_F_K,
	EXIM_LOG_F_S,
	EXIM_LOG_F_M8S,
	EXIM_LOG_F_DKIM,
	EXIM_LOG_F_ARC,
	EXIM_LOG_F_DMARC,
	EXIM_LOG_F_RT,
	EXIM_LOG_F_Q,
	EXIM_LOG_F_ID,
	EXIM_LOG_F_T,
	EXIM_LOG_F_FROM,
	EXIM_LOG_F_FOR,
	EXIM_LOG_FIELDS,
};

struct exim_log_seen {
	enum exim_log_field field;
	struct span value;
};

struct exim_log_fields {
	struct exim_log_seen seen[EXIM_LOG_FIELDS]; /* fields in their order */
	size_t n;
	const char *end; /* of the line */
	bool loose; /* the sender is no address: it can have blanks */
	bool host_ends; /* H= goes no further */
};

/*
 * Reads what stands behind "<= ": the sender, then fields. Whatever a client
 * can put into one is not taken for others, as far as they can be told apart.
 * Returns 0, or -1 if there is no sender.
 */
int exim_log_fields_read(struct exim_log_fields *r, struct span text);

/* The value of a field, p NULL if it is not there. */
struct span exim_log_field(
    const struct exim_log_fields *r, enum exim_log_field field);

/* Whether somebody else may have put whole fields into that value. */
bool exim_log_is_free(
    const struct exim_log_fields *r, const struct exim_log_seen *s);

/* Whether a list was longer than Exim had room for; some Exims tell it. */
bool exim_log_is_cut(struct span list);

#endif
