/* SPDX-License-Identifier: ISC */
/*
 * Rows of a statement -> JSON, by column type and column name. The one formatter of the API.
 *
 * A column is named "key" or "key:kind". Without a kind: text, numbers, booleans, timestamps (ISO 8601, UTC,
 * milliseconds), plain UUIDs, json and jsonb as they are. Kinds: an id prefix (proj, agent, …) makes a UUID "proj_…";
 * `etag`, a whole number, is not in the body but in the header ETag; `hide` is for the handler and for cursors only; `opt` leaves the
 * member out when it is null. In a list a row whose first column is null is no item: that is how a statement tells an
 * empty list (one such row) from a parent that the caller may not know of (no row).
 */
#ifndef LUD_CGI_FORMAT_H
#define LUD_CGI_FORMAT_H

#include "cgi/response.h"

#include <libpq-fe.h>

/* One row as a JSON object; ETag goes to res. Fails: ERR_BUG on a type that is not known here. */
enum err format_object(const PGresult *r, int row, struct response *res);
/* {"items": […], "next_cursor": …} of at most limit rows. In: next NULL when this is the last page. */
enum err format_list(const PGresult *r, int rows, const char *next, struct response *res);

#endif
