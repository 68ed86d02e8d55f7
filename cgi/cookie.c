/* SPDX-License-Identifier: ISC */
#include "cgi/cookie.h"

#include "lib/codec.h"
#include "lib/hash.h"
#include "lib/id.h"

#include <string.h>

static const char *prefix(struct api *api)
{
	return api->conf->cookie_secure ? "__Host-" : "";
}

char *cookie_csrf(struct api *api, const char *session)
{
	unsigned char mac[HASH_SIZE];
	char *text = arena_printf(&api->arena, "csrf|%s", session);
	hash_hmac_sha256(api->conf->secret_key, strlen(api->conf->secret_key), text, strlen(text), mac);
	return codec_base64url(&api->arena, mac, sizeof mac);
}

void cookie_set(struct api *api, struct response *res, const char *session, const char *token, int seconds)
{
	const char *secure = api->conf->cookie_secure ? "; Secure" : "";
	char id[ID_TEXT_SIZE] = "";
	if (*session)
		id_format("sess", session, id);
	response_header(res, "Set-Cookie", "%slud_refresh=%s%s%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s",
		prefix(api), id, *session ? "." : "", token, seconds, secure);
	response_header(res, "Set-Cookie", "%slud_csrf=%s; Path=/; Max-Age=%d; SameSite=Strict%s", prefix(api),
		*session ? cookie_csrf(api, session) : "", seconds, secure);
}

/* What follows the name of an origin at this very machine: ":8080"; NULL for others. */
static const char *after_loopback(const char *origin)
{
	static const char *const names[] = {"http://localhost", "http://127.0.0.1", "http://[::1]"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t len = strlen(names[i]);
		if (!strncmp(origin, names[i], len) && (!origin[len] || origin[len] == ':'))
			return origin + len;
	}
	return NULL;
}

static bool is_ours(const char *origin, const char *public_url)
{
	const char *rest = after_loopback(origin), *ours = after_loopback(public_url);
	return !strcmp(origin, public_url) || (rest && ours && !strcmp(rest, ours));
}

enum err cookie_origin(struct api *api, struct request *req, struct response *res)
{
	const char *origin = request_variable(req, "HTTP_ORIGIN"), *site = request_variable(req, "HTTP_SEC_FETCH_SITE");
	bool foreign = origin && *origin && !is_ours(origin, api->conf->public_url);
	if (foreign || (site && *site && strcmp(site, "same-origin") != 0))
		return response_problem(res, ERR_DENIED, "CSRF",
			arena_printf(req->arena, "Cookies are for pages of %s alone.", api->conf->public_url));
	return ERR_OK;
}

enum err cookie_read(struct api *api, struct request *req, struct response *res, struct cookie *cookie_r)
{
	const char *value = request_cookie(req, arena_printf(req->arena, "%slud_refresh", prefix(api)));
	const char *dot = value ? strchr(value, '.') : NULL;
	if (!dot || !id_parse("sess", arena_strndup(req->arena, value, (size_t)(dot - value)), cookie_r->session))
		return ERR_NOT_FOUND;
	enum err err = cookie_origin(api, req, res);
	if (err)
		return err;
	const char *sent = request_variable(req, "HTTP_X_CSRF_TOKEN"), *due = cookie_csrf(api, cookie_r->session);
	if (!sent || strlen(sent) != strlen(due) || !hash_equal(sent, due, strlen(due)))
		return response_problem(res, ERR_DENIED, "CSRF", "The X-CSRF-Token header is missing or wrong.");
	cookie_r->token = dot + 1;
	return ERR_OK;
}
