/* SPDX-License-Identifier: ISC */
/* What an operation of the OpenAPI document is made of: parameters, body, answers; and what all of them share. */
#ifndef LUD_CGI_OPENAPI_PARTS_H
#define LUD_CGI_OPENAPI_PARTS_H

#include "cgi/route.h"
#include "cgi/shapes.h"

/* Each writes its member of the operation. In: answer may be NULL. */
void openapi_parameters(struct buf *b, const struct route *route, const struct answer *answer);
void openapi_body(struct buf *b, const struct route *route, const struct answer *answer);
void openapi_responses(struct buf *b, const struct route *route, const struct answer *answer);
/* Paths that stand in no row of the route table, as members of the open object (openapi_plain.c). */
void openapi_plain(struct buf *b);
/* What all operations share (openapi_shared.c): the schema of errors, as a member of components.schemas. */
void openapi_error_schema(struct buf *b);
/* The other members of components: parameters, headers, responses, security schemes. */
void openapi_shared(struct buf *b);

#endif
