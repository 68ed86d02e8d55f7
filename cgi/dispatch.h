/* SPDX-License-Identifier: ISC */
/*
 * From a request to an answer: route, authenticate, rate limit, validate, act, format.
 *
 * dispatch answers every request, whatever happens. dispatch_act is the generic handler: the route's statement (and
 * `then`) in one transaction where that takes two, its rows formatted; handlers of their own call it for the part that
 * is generic.
 */
#ifndef LUD_CGI_DISPATCH_H
#define LUD_CGI_DISPATCH_H

#include "cgi/route.h"

void dispatch(struct api *api, const struct http_io *io);
enum err dispatch_act(struct api *api, struct request *req, struct response *res);
/* Runs the route's statement with the route's parameters. Owns: caller clears *result_r. Refusals are put into res. */
enum err dispatch_query(struct api *api, struct request *req, struct response *res, PGresult **result_r);

/* Runs a statement of a handler. Owns: caller clears *result_r. Refusals are put into res. */
enum err dispatch_ask(struct api *api, struct response *res, const char *statement, int n,
	const struct db_param *params, PGresult **result_r);
/* Runs a statement whose rows do not matter. */
enum err dispatch_run(struct api *api, const char *statement, int n, const struct db_param *params);

#endif
