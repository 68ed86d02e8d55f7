/* SPDX-License-Identifier: ISC */
/* POST auth/login, refresh, logout, reauth: the routes where secrets are involved. */
#include "cgi/auth.h"
#include "cgi/cookie.h"
#include "cgi/dispatch.h"
#include "cgi/limit.h"
#include "cgi/refresh.h"
#include "cgi/route.h"
#include "lib/clock.h"
#include "lib/json.h"

#include <string.h>

#define NO_SESSION "A personal token has no session; give the password in the body where one is due."
#define WRONG "The e-mail address or the password is not right."

static enum err access_token(
	struct api *api, const char *user, const char *session, const char *role, int64_t auth_time, char **token_r)
{
	struct token_claims claims = {.auth_time = auth_time, .issued = clock_wall_us() / 1000000};
	claims.expires = claims.issued + AUTH_TOKEN_SECONDS;
	memcpy(claims.user, user, sizeof claims.user);
	memcpy(claims.session, session, sizeof claims.session);
	strncpy(claims.role, role, sizeof claims.role - 1);
	return token_sign(&api->arena, api->keys, &claims, token_r);
}

/* In: refresh and csrf may be NULL. */
static void answer_tokens(struct response *res, const char *access, const char *refresh, const char *csrf)
{
	struct buf *b = &res->body;
	buf_json_open(b, '{');
	buf_json_key(b, "access_token");
	buf_json_string(b, access);
	if (refresh) {
		buf_json_key(b, "refresh_token");
		buf_json_string(b, refresh);
	}
	if (csrf) {
		buf_json_key(b, "csrf_token");
		buf_json_string(b, csrf);
	}
	buf_json_key(b, "token_type");
	buf_json_string(b, "Bearer");
	buf_json_key(b, "expires_in");
	buf_json_int(b, AUTH_TOKEN_SECONDS);
	buf_json_close(b, '}');
}

/* A right password becomes a session, an access token and a family of refresh tokens. */
static enum err begin_session(
	struct api *api, struct request *req, struct response *res, const char *user, const char *role)
{
	PGresult *r = NULL;
	char session[37], *refresh = NULL, *access = NULL;
	bool cookie = json_get_bool(req->body, "cookie", false);
	struct db_param params[] = {DB_TEXT(user), DB_TEXT(req->user_agent), DB_TEXT(req->address), DB_TEXT(req->id)};
	enum err err = db_query(api->db, &api->arena, "session_create", 4, params, &r, NULL);
	if (err)
		return err;
	db_uuid(r, 0, 0, session);
	int64_t auth_time = db_int(r, 0, 1, 0);
	PQclear(r);
	err = refresh_issue(api, session, &refresh);
	if (!err)
		err = access_token(api, user, session, role, auth_time, &access);
	if (err)
		return err;
	if (cookie)
		cookie_set(api, res, session, refresh, REFRESH_SECONDS);
	answer_tokens(res, access, cookie ? NULL : refresh, cookie ? cookie_csrf(api, session) : NULL);
	return ERR_OK;
}

static enum err refuse_login(
	struct api *api, struct request *req, struct response *res, const char *user, const char *reason)
{
	struct db_param params[] = {DB_TEXT(user), DB_TEXT(req->address), DB_TEXT(req->id), DB_TEXT(reason)};
	enum err err = dispatch_run(api, "login_refused", 4, params);
	return err ? err : response_problem(res, ERR_UNAUTHENTICATED, NULL, WRONG);
}

enum err signin_login(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	struct limit_sign_in counted;
	bool right = false, known;
	char user[37] = "", role[16] = "";
	const char *email = json_get_string(req->body, "email", ""),
		   *password = json_get_string(req->body, "password", "");
	if (!api->db)
		return ERR_UNAVAILABLE;
	enum err err = json_get_bool(req->body, "cookie", false) ? cookie_origin(api, req, res) : ERR_OK;
	if (!err)
		err = auth_room(api, res);
	if (!err)
		err = redis_ping(api->redis);
	if (!err)
		err = limit_sign_in(api, req, res, email, &counted);
	if (!err)
		err = db_query(api->db, &api->arena, "login_find", 1, (struct db_param[]){DB_TEXT(email)}, &r, NULL);
	if (err)
		return err;
	known = PQntuples(r) == 1;
	err = auth_verify(api, res, password, known ? db_text(r, 0, 1, NULL) : NULL, &right);
	if (known) {
		db_uuid(r, 0, 0, user);
		strncpy(role, db_text(r, 0, 2, ""), sizeof role - 1);
		right = right && !db_bool(r, 0, 3, true);
	}
	PQclear(r);
	if (err == ERR_LIMIT)
		limit_sign_in_undo(api, &counted);
	if (err)
		return err;
	if (!right)
		return refuse_login(api, req, res, known ? user : NULL, known ? "password" : "account");
	limit_sign_in_good(api, &counted);
	return begin_session(api, req, res, user, role);
}

static enum err end_session(struct api *api, struct request *req, const char *session, const char *reason,
	const char *action, const char *outcome)
{
	struct db_param params[] = {DB_TEXT(session), DB_TEXT(reason), DB_TEXT(action), DB_TEXT(outcome),
		DB_TEXT(req->address), DB_TEXT(req->id)};
	enum err err = dispatch_run(api, "session_end", 6, params);
	auth_forget(api);
	return err;
}

enum err signin_refresh(struct api *api, struct request *req, struct response *res)
{
	struct cookie cookie = {.token = NULL};
	char session[37] = "", user[37], *next = NULL, *access = NULL;
	PGresult *r = NULL;
	const char *token = json_get_string(req->body, "refresh_token", NULL);
	if (!api->db)
		return ERR_UNAVAILABLE;
	if (!token) {
		enum err none = cookie_read(api, req, res, &cookie);
		if (none)
			return none == ERR_DENIED
				       ? none
				       : response_problem(res, ERR_UNAUTHENTICATED, NULL, "There is no refresh token.");
	}
	enum err err = refresh_rotate(api, token ? token : cookie.token, session, &next);
	if (err == ERR_CONFLICT) {
		err = end_session(api, req, session, "reuse", "auth.reuse", "refused");
		return err ? err
			   : response_problem(res, ERR_UNAUTHENTICATED, NULL,
				     "This refresh token was used before; the session has ended.");
	}
	if (!err && cookie.token && strcmp(session, cookie.session) != 0)
		err = ERR_UNAUTHENTICATED;
	if (!err)
		err = db_query(api->db, &api->arena, "session_refresh", 4,
			(struct db_param[]){
				DB_TEXT(session), DB_TEXT(req->address), DB_TEXT(req->id), DB_TEXT(req->user_agent)},
			&r, NULL);
	if (!err && !PQntuples(r))
		err = ERR_UNAUTHENTICATED;
	if (!err) {
		db_uuid(r, 0, 0, user);
		err = access_token(api, user, session, db_text(r, 0, 1, ""), db_int(r, 0, 2, 0), &access);
	}
	PQclear(r);
	if (err == ERR_UNAUTHENTICATED)
		return response_problem(res, err, NULL, "This refresh token is not valid.");
	if (err)
		return err;
	if (cookie.token)
		cookie_set(api, res, session, next, REFRESH_SECONDS);
	answer_tokens(res, access, cookie.token ? NULL : next, cookie.token ? cookie_csrf(api, session) : NULL);
	return ERR_OK;
}

/* By refresh token, cookie, or access token, whichever comes. */
enum err signin_logout(struct api *api, struct request *req, struct response *res)
{
	struct cookie cookie = {.token = NULL};
	char session[37] = "";
	const char *token = json_get_string(req->body, "refresh_token", NULL);
	enum err err = api->db ? ERR_OK : ERR_UNAVAILABLE;
	if (!err && token)
		err = refresh_session(api, token, session);
	else if (!err && (err = cookie_read(api, req, res, &cookie)) == ERR_OK)
		err = refresh_session(api, cookie.token, session);
	if (err == ERR_NOT_FOUND && (err = auth_bearer(api, req, res)) == ERR_OK)
		memcpy(session, req->who.session, sizeof session);
	if (!err && !*session)
		err = response_problem(res, ERR_DENIED, NULL, NO_SESSION);
	if (!err)
		err = end_session(api, req, session, "logout", "auth.logout", "ok");
	if (err)
		return err;
	if (cookie.token)
		cookie_set(api, res, "", "", 0);
	res->status = 204;
	return ERR_OK;
}

enum err signin_reauth(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	char *access = NULL;
	const char *user = req->who.user;
	if (!*req->who.session)
		return response_problem(res, ERR_DENIED, NULL, NO_SESSION);
	enum err err = auth_password(api, req, res, user, json_get_string(req->body, "password", ""));
	if (err == ERR_UNAUTHENTICATED) {
		struct db_param refused[] = {
			DB_TEXT(user), DB_TEXT("refused"), DB_TEXT(req->address), DB_TEXT(req->id)};
		err = dispatch_run(api, "audit_step_up", 4, refused);
		return err ? err : response_problem(res, ERR_UNAUTHENTICATED, NULL, "The password is not right.");
	}
	struct db_param params[] = {DB_TEXT(req->who.session), DB_TEXT(user), DB_TEXT(req->address), DB_TEXT(req->id)};
	if (!err)
		err = db_query(api->db, &api->arena, "session_reauth", 4, params, &r, NULL);
	if (!err && !PQntuples(r))
		err = ERR_UNAUTHENTICATED;
	if (!err)
		err = access_token(api, user, req->who.session, req->who.role, db_int(r, 0, 0, 0), &access);
	PQclear(r);
	if (!err)
		answer_tokens(res, access, NULL, NULL);
	return err;
}
