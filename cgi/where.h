/* SPDX-License-Identifier: ISC */
/* Where in a JSON body a byte stands, in the form that other wrong fields are named in: "concept.description", "config.checkpoints[0]". */
#ifndef LUD_CGI_WHERE_H
#define LUD_CGI_WHERE_H

#include "lib/arena.h"

#include <stddef.h>

/* In: text is JSON at least up to offset, as json_check says of the first wrong byte. Out: the field; "" when the byte is in none. */
char *where_in_body(struct arena *a, const char *text, size_t offset);

#endif
