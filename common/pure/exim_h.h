/* exim_h: an Exim message's envelope and header, from the text of its -H */
#ifndef QT_EXIM_H_H
#define QT_EXIM_H_H

#include <stdbool.h>

#include "base/span.h"
#include "pure/msg.h"

enum exim_h_fault {
	EXIM_H_WHOLE,
	EXIM_H_ENVELOPE, /* not even that can be read to its end */
	EXIM_H_HEADER, /* the envelope can, the header cannot */
};

/* What the -H file says beyond a struct msg. */
struct exim_h {
	enum exim_h_fault fault;
	size_t size; /* of the file, in bytes */
	struct span login; /* who called Exim, with uid and gid */
	int64_t uid, gid;
	bool tried; /* delivery was tried before */
	bool wireformat; /* the body's lines end with CR LF */
	bool untrusted; /* the sender was set by an untrusted user */
	bool acl; /* it has variables of ACLs */
	bool host_auth; /* an authenticator of SMTP was used */
	struct span ident, auth_id;
	struct span frozen; /* since when, in epoch seconds, as text */
	int64_t header_bytes; /* of the fields that are sent */
	struct span header; /* the fields in the file's form */
	struct span *gone; /* addresses not to be delivered to (again) */
	size_t ngone, cap_gone, sorted;
};

/*
 * Reads the text of the file of message id, by Exim's specification, "Format
 * of spool files", in every form from 4.6x to 4.99, and adds to m what it
 * says. text must outlive both. journal is the text of the -J file (p NULL
 * without one). The header's fields are read only if fields is set; their
 * lengths are always added up. Of a damaged file, what stands before the
 * damage is there.
 */
void exim_h_read(struct exim_h *h, struct msg *m, struct span text,
    struct span journal, bool fields);

/*
 * The next header field, as it was received, with its newline: takes it off
 * the front of *rest (at first h->header) and tells its flag ('*': it is not
 * sent). Returns 1, 0 at the end, -1
 * if what follows is no field; field->n is then what it says of its length.
 */
int exim_h_field(struct span *rest, struct span *field, char *flag);

/* Gives the memory back. exim_h_read uses it again without. */
void exim_h_free(struct exim_h *h);

#endif
