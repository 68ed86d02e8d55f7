/* SPDX-License-Identifier: ISC */
/*
 * What a browser holds: "session.token" in an HttpOnly, SameSite=Strict cookie, and beside it the CSRF token, which a
 * page can read and sends back in X-CSRF-Token.
 *
 * Over https both names begin with __Host-: no other host, not even one below the same domain, can set or overwrite
 * them. That prefix demands Path=/, so nginx sees the cookie on every request of the application; nothing but
 * auth/refresh and auth/logout reads it, no log holds it, and games live on another host name.
 * A request that lives by the cookie has to come from the application's own pages: X-CSRF-Token must be the HMAC of the
 * session in the cookie, and Origin and Sec-Fetch-Site, where the browser sends them, must say so too. Where
 * server.public_url is http on this very machine, its names (localhost, 127.0.0.1, [::1]) are one.
 */
#ifndef LUD_CGI_COOKIE_H
#define LUD_CGI_COOKIE_H

#include "cgi/api.h"
#include "cgi/request.h"
#include "cgi/response.h"

struct cookie {
	char session[37];
	const char *token;
};

/* In: session "" takes both cookies back. */
void cookie_set(struct api *api, struct response *res, const char *session, const char *token, int seconds);
/* The cookie, when the request may live by it. Fails: ERR_NOT_FOUND (no cookie), ERR_DENIED. */
enum err cookie_read(struct api *api, struct request *req, struct response *res, struct cookie *cookie_r);
/* Does the request come from a page of server.public_url, as far as its browser says? Fails: ERR_DENIED. */
enum err cookie_origin(struct api *api, struct request *req, struct response *res);
/* The CSRF token of a session. Owns: the arena. */
char *cookie_csrf(struct api *api, const char *session);

#endif
