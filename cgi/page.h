/* SPDX-License-Identifier: ISC */
/*
 * Keyset pages: one mechanism for all lists.
 *
 * A cursor holds the key values of the last row sent (the route's `cursor` columns), signed for this list, this caller
 * these filters and this order, so that it cannot be made up or carried elsewhere. Statements compare (key columns)
 * with the values; rows to return is limit + 1, so that the last page is known without counting.
 */
#ifndef LUD_CGI_PAGE_H
#define LUD_CGI_PAGE_H

#include "cgi/route.h"

/* The parameters that every list takes: limit (1-100, 20) and cursor. */
extern const struct field page_query[];
/* Takes them out of the parameters, which are valid, into the request, and makes what is left the request's filter.
 * Fails: ERR_INPUT with the field named. */
enum err page_read(struct api *api, struct request *req, struct json_object *parameters, struct response *res);
/* Formats a list's result and its next cursor. Fails: ERR_NOT_FOUND when there is no row and the list has a parent;
 * ERR_BUG. */
enum err page_format(struct api *api, struct request *req, const PGresult *r, struct response *res);

#endif
