/* SPDX-License-Identifier: ISC */
/*
 * Who is asking, and is the proof fresh enough.
 *
 * auth_bearer verifies the access token (lib/token.h) and that its session has not ended. The second is asked of the
 * database at most every few seconds a session and child; a session that a child of this machine ends is noticed by all
 * at once, through the epoch in shared memory.
 */
#ifndef LUD_CGI_AUTH_H
#define LUD_CGI_AUTH_H

#include "cgi/api.h"
#include "cgi/request.h"
#include "cgi/response.h"

#define AUTH_FRESH_SECONDS 300
#define AUTH_TOKEN_SECONDS 900

struct session_cache *session_cache_new(void);
void session_cache_free(struct session_cache *c);

/* Fills req->who. Fails: ERR_UNAUTHENTICATED (code TOKEN_EXPIRED when only that), ERR_UNAVAILABLE. */
enum err auth_bearer(struct api *api, struct request *req, struct response *res);
/* Step-up: a recent auth_time, or `password` (may be NULL) that is right. Fails: ERR_REAUTH, ERR_LIMIT. */
enum err auth_step_up(struct api *api, struct request *req, struct response *res, const char *password);
/* Checks a user's password, counted and bounded like a sign-in. Fails: ERR_UNAUTHENTICATED when wrong, ERR_LIMIT,
 * ERR_UNAVAILABLE. */
enum err auth_password(
	struct api *api, struct request *req, struct response *res, const char *user, const char *password);
/* Hashing within the bound of api_password_children. In: hash NULL: spends the same time. Fails: ERR_LIMIT with
 * Retry-After. */
enum err auth_verify(struct api *api, struct response *res, const char *password, const char *hash, bool *right_r);

#endif
