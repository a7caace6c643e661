/* mime: the text in a message's body */
#ifndef QT_MIME_H
#define QT_MIME_H

#include "base/buf.h"
#include "base/span.h"

enum mime_how {
	MIME_ALL, /* to search in: every alternative, every nested header */
	MIME_SHOW, /* to read: one alternative, the headers that matter */
};

/*
 * Puts the text of a body (RFC 2045, 2046) in UTF-8. header is the message's
 * header, body what follows its empty line; lines end with LF or CRLF, those
 * of the text with LF. Parts are put in their order, each ending its last
 * line if there are several:
 * - text of any kind decoded (base64, quoted-printable) and converted, HTML
 *   as it is; in a charset that charset_put_utf8 does not know, the bytes;
 * - of multipart/alternative in MIME_SHOW the first text/plain that is not
 *   blank, else the first text/html, else other text;
 * - message/rfc822 as its fields, decoded, an empty line, and its body;
 * - anything else as [attachment: NAME, TYPE, N bytes], decoded bytes;
 *   without "NAME, " if it has no name.
 * What lacks a Content-Type, or has one that makes no sense, is text. A
 * multipart whose boundary does not occur, or nested deeper than 16, and all
 * behind 1000 parts, is put as it stands. Nothing is escaped. The work is
 * linear in the size of body and header.
 */
void mime_put_text(
    struct buf *b, struct span header, struct span body, enum mime_how how);

#endif
