/* SPDX-License-Identifier: ISC */
/*
 * The OpenAPI 3.1 document: made from the route table, the field tables and the tables of answers, and from nothing
 * else.
 *
 * Beside what OpenAPI knows, an operation says `x-role` (what one has to be in the project), `x-admin` and `x-step-up`,
 * so that whoever reads the document has the matrix of roles too; docs/api.md and its test are made from that.
 */
#ifndef LUD_CGI_OPENAPI_H
#define LUD_CGI_OPENAPI_H

#include "cgi/fields.h"
#include "cgi/shapes.h"
#include "lib/buf.h"

/* In: an empty buffer. Out: the document. Fails: ERR_BUG when a route has no row in answers.c; *missing_r is its path
 * then (static), and the document is whole but for what it says of that route's answer. */
enum err openapi_make(struct buf *b, const char **missing_r);

/* JSON Schema 2020-12 of a table, one value each (openapi_schema.c). In: a table may be NULL: no members. */
void openapi_fields(struct buf *b, const struct field *table);
void openapi_field(struct buf *b, const struct field *f);
void openapi_shape(struct buf *b, const struct shape *shape);
/* A reference to the shape's schema in the components. */
void openapi_shape_ref(struct buf *b, const struct shape *shape);
/* What an id of a kind looks like. */
void openapi_id(struct buf *b, const char *kind, bool plain_too);

/* A member with a text, a number or a truth. */
void openapi_text(struct buf *b, const char *key, const char *text);
void openapi_int(struct buf *b, const char *key, int64_t n);
void openapi_true(struct buf *b, const char *key);

#endif
