/* SPDX-License-Identifier: ISC */
/*
 * Refresh tokens: opaque, 256 bit, kept in Redis as hashes, each good for one use and 7 days.
 *
 * A token that is used again within 30 s (two tabs) gets one more successor; later it is reuse, and the caller ends the
 * session. All of it is one script in Redis. With Redis away nothing is issued and nothing accepted.
 */
#ifndef LUD_CGI_REFRESH_H
#define LUD_CGI_REFRESH_H

#include "cgi/api.h"
#include "lib/err.h"

#define REFRESH_SECONDS 604800

/* In: session UUID. Owns: the arena. Fails: ERR_UNAVAILABLE. */
enum err refresh_issue(struct api *api, const char *session, char **token_r);
/* Out: the session and the next token. Fails: ERR_UNAUTHENTICATED; ERR_CONFLICT for reuse, then session_r is filled;
 * ERR_UNAVAILABLE. */
enum err refresh_rotate(struct api *api, const char *token, char session_r[37], char **next_r);
/* The session of a token, used or not. Fails: ERR_UNAUTHENTICATED, ERR_UNAVAILABLE. */
enum err refresh_session(struct api *api, const char *token, char session_r[37]);

#endif
