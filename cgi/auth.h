/* SPDX-License-Identifier: ISC */
/*
 * Who is asking, may this proof do it, and is it fresh enough.
 *
 * auth_bearer takes an access token (lib/token.h) or a personal token (cgi/secret.h). Whether the session or the token
 * still lives, and what role the account has now, is asked of the database at most every few seconds, for sessions by
 * all children together; an end that comes through a child of this machine is noticed by all at once, through the epoch
 * in shared memory.
 */
#ifndef LUD_CGI_AUTH_H
#define LUD_CGI_AUTH_H

#include "cgi/api.h"
#include "cgi/request.h"
#include "cgi/response.h"
#include "cgi/route.h"

#define AUTH_FRESH_SECONDS 300
#define AUTH_TOKEN_SECONDS 900
#define AUTH_PERSONAL "ludpat_" /* what personal tokens begin with */

struct session_cache *session_cache_new(void);
void session_cache_free(struct session_cache *c);

/* Fills req->who. Fails: ERR_UNAUTHENTICATED (code TOKEN_EXPIRED when only that), ERR_UNAVAILABLE. */
enum err auth_bearer(struct api *api, struct request *req, struct response *res);
/* May a personal token be used for the route? Fails: ERR_DENIED. */
enum err auth_scope(struct request *req, struct response *res);
/* The same of a scope, for routes that ask by themselves. */
enum err auth_token_may(struct request *req, struct response *res, enum route_scope scope);
/* Makes all children of this machine ask again who is still signed in. */
void auth_forget(struct api *api);
/* Step-up: a recent auth_time, or `password` (may be NULL) that is right. Fails: ERR_REAUTH, ERR_LIMIT. */
enum err auth_step_up(struct api *api, struct request *req, struct response *res, const char *password);
/* Checks a user's password, counted and bounded like a sign-in. Fails: ERR_UNAUTHENTICATED when wrong, ERR_LIMIT,
 * ERR_UNAVAILABLE. */
enum err auth_password(
	struct api *api, struct request *req, struct response *res, const char *user, const char *password);
/* Is there a place to hash a password? Asked first, so that a flood of sign-ins costs next to nothing. Fails: ERR_LIMIT
 * with Retry-After. */
enum err auth_room(struct api *api, struct response *res);
/* Hashing within the bound of api_password_children. In: hash NULL: spends the same time. Fails: ERR_LIMIT with
 * Retry-After. */
enum err auth_verify(struct api *api, struct response *res, const char *password, const char *hash, bool *right_r);
/* A hash of a new password, within the same bound. Owns: the arena. Fails: ERR_LIMIT, ERR_INPUT with the field named.
 */
enum err auth_hash(struct api *api, struct response *res, const char *field, const char *password, char **hash_r);

#endif
