/* SPDX-License-Identifier: ISC */
/* Parts of a mail message: header lines, base64, escaped HTML. What is put in is UTF-8; what comes out is ASCII with CRLF. */
#ifndef LUD_WORKER_MIME_H
#define LUD_WORKER_MIME_H

#include "lib/arena.h"
#include "lib/buf.h"

/* "Name: text", folded; encoded words (RFC 2047) where text is not plain ASCII. Control characters become spaces. */
void mime_header(struct arena *a, struct buf *b, const char *name, const char *text);
/* "Name: phrase <address>". In: an address that conf_form_mailbox gave. */
void mime_mailbox(struct arena *a, struct buf *b, const char *name, const char *phrase, const char *address);
/* A part with its header, in base64. */
void mime_part(struct arena *a, struct buf *b, const char *boundary, const char *type, const struct buf *text);
void mime_escape(struct buf *b, const char *text);

#endif
