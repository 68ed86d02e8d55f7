/* SPDX-License-Identifier: ISC */
/*
 * A document (JSON) as a page of Markdown that a person can read: `title` is the heading, what is short stands first as
 * a list, what has parts follows below headings of its own. Texts stand for themselves: what Markdown would take as a
 * command is escaped. The same document gives the same page.
 */
#ifndef LUD_CGI_MARKDOWN_H
#define LUD_CGI_MARKDOWN_H

#include "lib/buf.h"

#include <json-c/json.h>

/* Room for the page of any document that a request can bring: 1 MiB, each byte of which becomes 8 at most. */
#define MARKDOWN_MAX ((size_t)16 << 20)

/* In: an object; b's max is MARKDOWN_MAX. note: a last line, or NULL. */
void markdown_page(struct buf *b, struct json_object *document, const char *note);

#endif
