/* SPDX-License-Identifier: ISC */
/* Routes that take a new password: register, forgot, reset, password, and an admin's new account. */
#include "cgi/auth.h"
#include "cgi/dispatch.h"
#include "cgi/limit.h"
#include "cgi/route.h"
#include "lib/hash.h"
#include "lib/json.h"

#include <string.h>

static char *hex_of(struct request *req, const char *token)
{
	char *hex = arena_alloc(req->arena, HASH_HEX_SIZE);
	hash_sha256_hex(token, strlen(token), hex);
	return hex;
}

static enum err wrong_field(struct response *res, const char *field, const char *message)
{
	response_field(res, field, message);
	return response_problem(res, ERR_INPUT, NULL, "Some fields are not valid.");
}

/* 202 and the same body whatever was the case. */
static enum err accepted(struct response *res)
{
	res->status = 202;
	buf_json_open(&res->body, '{');
	buf_json_key(&res->body, "status");
	buf_json_string(&res->body, "accepted");
	buf_json_close(&res->body, '}');
	return ERR_OK;
}

/* Tries are counted by address and by what they are about, apart from sign-ins. */
static enum err count_try(
	struct api *api, struct request *req, struct response *res, const char *what, const char *about)
{
	struct limit_sign_in counted;
	if (!api->db)
		return ERR_UNAVAILABLE;
	return limit_sign_in(api, req, res, arena_printf(req->arena, "%s|%s", what, about), &counted);
}

/* Before the password is hashed, so that made-up tokens cost no hashing. */
static enum err check_token(struct api *api, struct response *res, const char *statement, const char *hex,
	const char *email, const char *field)
{
	PGresult *r = NULL;
	struct db_param params[] = {DB_TEXT(hex), DB_TEXT(email)};
	enum err err = db_query(api->db, &api->arena, statement, email ? 2 : 1, params, &r, NULL);
	if (!err && !PQntuples(r))
		err = wrong_field(res, field, "Is not valid, or not any more");
	PQclear(r);
	return err;
}

static enum err may_register(struct api *api, struct request *req, struct response *res, const char *invitation)
{
	const char *policy = api->conf->registration;
	if (!strcmp(policy, "closed"))
		return response_problem(
			res, ERR_DENIED, NULL, "Registration is closed here; ask an admin for an account.");
	if (!strcmp(policy, "invitation") && !invitation)
		return wrong_field(res, "invitation", "Is required");
	enum err err = auth_room(api, res);
	return err ? err : count_try(api, req, res, "register", json_get_string(req->body, "email", ""));
}

/* Whoever has an account already is not told: the answer is the same, and one signs in as before. */
enum err account_register(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	char *hash = NULL, *hex = NULL;
	const char *email = json_get_string(req->body, "email", ""),
		   *invitation = json_get_string(req->body, "invitation", NULL);
	enum err err = may_register(api, req, res, invitation);
	if (!err && invitation) {
		hex = hex_of(req, invitation);
		err = check_token(api, res, "invitation_find", hex, email, "invitation");
	}
	if (!err)
		err = auth_hash(api, res, "password", json_get_string(req->body, "password", ""), &hash);
	struct db_param params[] = {DB_TEXT(email), DB_TEXT(json_get_string(req->body, "name", "")), DB_TEXT(hash),
		DB_TEXT(hex), DB_TEXT(req->address), DB_TEXT(req->id)};
	if (!err)
		err = dispatch_ask(api, res, "account_register", 6, params, &r);
	PQclear(r);
	return err ? err : accepted(res);
}

enum err account_forgot(struct api *api, struct request *req, struct response *res)
{
	const char *email = json_get_string(req->body, "email", "");
	struct db_param params[] = {DB_TEXT(email), DB_TEXT(req->address), DB_TEXT(req->id)};
	enum err err = count_try(api, req, res, "forgot", email);
	if (!err)
		err = dispatch_run(api, "password_forgot", 3, params);
	return err ? err : accepted(res);
}

enum err account_reset(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	char *hash = NULL, *hex = hex_of(req, json_get_string(req->body, "token", ""));
	enum err err = count_try(api, req, res, "reset", hex);
	if (!err)
		err = check_token(api, res, "password_reset_find", hex, NULL, "token");
	if (!err)
		err = auth_hash(api, res, "password", json_get_string(req->body, "password", ""), &hash);
	struct db_param params[] = {DB_TEXT(hex), DB_TEXT(hash), DB_TEXT(req->address), DB_TEXT(req->id)};
	if (!err)
		err = dispatch_ask(api, res, "password_reset_use", 4, params, &r);
	if (!err)
		limit_sign_in_known(api, req, db_text(r, 0, 0, ""));
	PQclear(r);
	if (!err)
		res->status = 204;
	return err;
}

/* One's own new password, after step-up: the session that asks goes on, all others end. */
enum err account_password(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	char *hash = NULL;
	enum err err = auth_hash(api, res, "new_password", json_get_string(req->body, "new_password", ""), &hash);
	struct db_param params[] = {DB_TEXT(req->who.user), DB_TEXT(hash),
		DB_TEXT(*req->who.session ? req->who.session : NULL), DB_TEXT(req->address), DB_TEXT(req->id)};
	if (!err)
		err = dispatch_ask(api, res, "password_set", 5, params, &r);
	if (!err && db_null(r, 0, 0))
		err = ERR_UNAUTHENTICATED;
	PQclear(r);
	if (!err)
		res->status = 204;
	return err;
}

/* The password goes no further than here: the statement gets its hash. */
enum err account_create(struct api *api, struct request *req, struct response *res)
{
	char *hash = NULL;
	enum err err = auth_hash(api, res, "new_password", json_get_string(req->body, "new_password", ""), &hash);
	if (err)
		return err;
	json_object_object_del(req->body, "new_password");
	req->input = json_text(req->arena, req->body);
	req->secret_hash = hash;
	return dispatch_act(api, req, res);
}
