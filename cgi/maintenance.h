/* SPDX-License-Identifier: ISC */
/*
 * Maintenance: while it is on, whatever is no GET is answered 503 MAINTENANCE with Retry-After, but for the routes
 * with ROUTE_ALWAYS: signing in and out, what changes nothing, and the end of it.
 *
 * Each child asks the database once a second at most.
 */
#ifndef LUD_CGI_MAINTENANCE_H
#define LUD_CGI_MAINTENANCE_H

#include "cgi/api.h"
#include "cgi/request.h"
#include "cgi/response.h"

/* Fails: ERR_UNAVAILABLE, with all that the answer says. */
enum err maintenance_refuse(struct api *api, const struct request *req, struct response *res);

#endif
