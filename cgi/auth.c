/* SPDX-License-Identifier: ISC */
#include "cgi/auth.h"

#include "cgi/dispatch.h"
#include "cgi/limit.h"
#include "cgi/shared.h"
#include "lib/clock.h"
#include "lib/hash.h"
#include "lib/password.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CACHE_SIZE 512 /* a power of two */
#define CACHE_MS 3000
#define HEADER_MAX 4096

/* A personal token; sessions are known to all children together (cgi/shared.h). */
struct session_entry {
	char key[HASH_HEX_SIZE]; /* its hash */
	int64_t until;
	uint32_t epoch;
	struct token_claims who;
	char token[37];
	unsigned scopes;
};

struct session_cache {
	struct session_entry entries[CACHE_SIZE];
};

static const char *const scope_names[] = {"read", "write", "decide", "admin"};

struct session_cache *session_cache_new(void)
{
	return calloc(1, sizeof(struct session_cache));
}

void session_cache_free(struct session_cache *c)
{
	free(c);
}

void auth_forget(struct api *api)
{
	atomic_fetch_add(&api->shared->session_epoch, 1);
}

static struct session_entry *entry_of(struct session_cache *c, const char *key)
{
	unsigned h = 5381;
	for (const char *p = key; *p; p++)
		h = h * 33 + (unsigned char)*p;
	return &c->entries[h & (CACHE_SIZE - 1)];
}

/* Out: the entry when it still counts; else NULL and *fresh_r is begun, to be filled and put. The epoch is that of
 * before the database is asked: an end that comes in between is not missed. */
static const struct session_entry *cached(struct api *api, const char *key, struct session_entry *fresh_r)
{
	const struct session_entry *e = entry_of(api->sessions, key);
	*fresh_r = (struct session_entry){
		.until = clock_monotonic_ms() + CACHE_MS, .epoch = atomic_load(&api->shared->session_epoch)};
	strcpy(fresh_r->key, key);
	return e->epoch == fresh_r->epoch && e->until > clock_monotonic_ms() && !strcmp(e->key, key) ? e : NULL;
}

static void put(struct api *api, const struct session_entry *fresh)
{
	*entry_of(api->sessions, fresh->key) = *fresh;
}

/* The role is the one of now, not the one of when the token was issued. */
static enum err session_alive(struct api *api, struct request *req, struct response *res)
{
	bool admin;
	uint32_t epoch = atomic_load(&api->shared->session_epoch);
	if (!shared_session_find(api->shared, req->who.session, &admin)) {
		PGresult *r = NULL;
		struct db_param params[] = {DB_TEXT(req->who.session), DB_TEXT(req->who.user)};
		enum err err = db_query(api->db, req->arena, "session_alive", 2, params, &r, NULL);
		if (!err && PQntuples(r) != 1)
			err = response_problem(
				res, ERR_UNAUTHENTICATED, NULL, "This session has ended. Sign in again.");
		admin = !err && !strcmp(db_text(r, 0, 0, ""), "admin");
		PQclear(r);
		if (err)
			return err;
		shared_session_put(api->shared, req->who.session, epoch, admin);
	}
	snprintf(req->who.role, sizeof req->who.role, "%s", admin ? "admin" : "member");
	return ERR_OK;
}

static unsigned scopes_of(const char *names)
{
	unsigned scopes = 0;
	for (; *names; names += strspn(names, ",")) {
		size_t len = strcspn(names, ",");
		for (unsigned i = 0; i < sizeof scope_names / sizeof *scope_names; i++)
			if (strlen(scope_names[i]) == len && !memcmp(names, scope_names[i], len))
				scopes |= 1u << i;
		names += len;
	}
	return scopes;
}

static enum err token_find(struct api *api, struct request *req, struct session_entry *fresh)
{
	PGresult *r = NULL;
	enum err err =
		db_query(api->db, req->arena, "token_alive", 1, (struct db_param[]){DB_TEXT(fresh->key)}, &r, NULL);
	if (!err && PQntuples(r) != 1)
		err = ERR_UNAUTHENTICATED;
	if (!err) {
		db_uuid(r, 0, 0, fresh->token);
		db_uuid(r, 0, 1, fresh->who.user);
		snprintf(fresh->who.role, sizeof fresh->who.role, "%s", db_text(r, 0, 2, ""));
		fresh->scopes = scopes_of(db_text(r, 0, 3, ""));
		fresh->who.expires = db_int(r, 0, 4, 0);
		put(api, fresh);
	}
	PQclear(r);
	return err;
}

/* A personal token has no session and no auth_time: where step-up is due, only a password in the body will do. */
static enum err personal_token(struct api *api, struct request *req, struct response *res, const char *token)
{
	struct session_entry fresh;
	char hex[HASH_HEX_SIZE];
	hash_sha256_hex(token, strlen(token), hex);
	const struct session_entry *e = cached(api, hex, &fresh);
	enum err err = e ? ERR_OK : token_find(api, req, &fresh);
	e = e ? e : &fresh;
	if (!err && e->who.expires <= clock_wall_us() / 1000000)
		err = ERR_UNAUTHENTICATED;
	if (err)
		return err == ERR_UNAUTHENTICATED
			       ? response_problem(res, err, NULL, "This personal token is not valid, or not any more.")
			       : err;
	req->who = e->who;
	req->scopes = e->scopes;
	memcpy(req->token, e->token, sizeof req->token);
	req->known = true;
	return ERR_OK;
}

enum err auth_bearer(struct api *api, struct request *req, struct response *res)
{
	const char *header = request_variable(req, "HTTP_AUTHORIZATION");
	if (!header || !*header)
		return ERR_UNAUTHENTICATED;
	if (strlen(header) > HEADER_MAX || strncasecmp(header, "Bearer ", 7) != 0)
		return response_problem(
			res, ERR_UNAUTHENTICATED, NULL, "The Authorization header holds no valid token.");
	if (!strncmp(header + 7, AUTH_PERSONAL, strlen(AUTH_PERSONAL)))
		return personal_token(api, req, res, header + 7);
	enum err err = token_verify(api->keys, header + 7, clock_wall_us() / 1000000, &req->who);
	if (err == ERR_OUTDATED)
		return response_problem(
			res, ERR_UNAUTHENTICATED, "TOKEN_EXPIRED", "The access token has expired; refresh it.");
	if (err)
		return response_problem(res, err, NULL, "The Authorization header holds no valid token.");
	err = session_alive(api, req, res);
	req->known = !err;
	return err;
}

enum err auth_scope(struct request *req, struct response *res)
{
	return auth_token_may(req, res, route_scope(req->route));
}

enum err auth_token_may(struct request *req, struct response *res, enum route_scope scope)
{
	if (!*req->token || req->scopes & 1u << scope)
		return ERR_OK;
	response_header(
		res, "WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"%s\"", scope_names[scope]);
	return response_problem(res, ERR_DENIED, NULL,
		arena_printf(req->arena, "This personal token lacks the scope %s.", scope_names[scope]));
}

static enum err no_room(struct response *res)
{
	response_header(res, "Retry-After", "2");
	return response_problem(res, ERR_LIMIT, NULL, "Many people sign in right now; try again in a moment.");
}

enum err auth_room(struct api *api, struct response *res)
{
	return shared_hash_room(api->shared) ? ERR_OK : no_room(res);
}

enum err auth_verify(struct api *api, struct response *res, const char *password, const char *hash, bool *right_r)
{
	int slot = shared_hash_begin(api->shared);
	if (slot < 0)
		return no_room(res);
	*right_r = password_verify(password, hash);
	shared_hash_end(api->shared, slot);
	return ERR_OK;
}

enum err auth_hash(struct api *api, struct response *res, const char *field, const char *password, char **hash_r)
{
	enum err err = password_acceptable(password);
	if (err) {
		response_field(res, field, "Must be 10 to 72 bytes of UTF-8");
		return response_problem(res, err, NULL, "Some fields are not valid.");
	}
	int slot = shared_hash_begin(api->shared);
	if (slot < 0)
		return no_room(res);
	*hash_r = arena_alloc(&api->arena, PASSWORD_HASH_SIZE);
	err = password_hash(password, *hash_r);
	shared_hash_end(api->shared, slot);
	return err;
}

enum err auth_password(
	struct api *api, struct request *req, struct response *res, const char *user, const char *password)
{
	PGresult *r = NULL;
	bool right = false;
	struct limit_sign_in counted;
	enum err err = limit_sign_in(api, req, res, user, &counted);
	if (err)
		return err;
	err = db_query(api->db, req->arena, "user_password", 1, (struct db_param[]){DB_TEXT(user)}, &r, NULL);
	if (!err)
		err = auth_verify(api, res, password, PQntuples(r) ? db_text(r, 0, 0, NULL) : NULL, &right);
	PQclear(r);
	if (err == ERR_LIMIT)
		limit_sign_in_undo(api, &counted);
	if (!err && right)
		limit_sign_in_good(api, &counted);
	return err ? err : right ? ERR_OK : ERR_UNAUTHENTICATED;
}

enum err auth_step_up(struct api *api, struct request *req, struct response *res, const char *password)
{
	/* A password that is given is checked, however fresh the sign-in is: who types one relies on it. */
	if (!password)
		return clock_wall_us() / 1000000 - req->who.auth_time <= AUTH_FRESH_SECONDS ? ERR_OK : ERR_REAUTH;
	enum err err = auth_password(api, req, res, req->who.user, password);
	struct db_param params[] = {
		DB_TEXT(req->who.user), DB_TEXT(err ? "refused" : "ok"), DB_TEXT(req->address), DB_TEXT(req->id)};
	if (!err || err == ERR_UNAUTHENTICATED) {
		enum err audited = dispatch_run(api, "audit_step_up", 4, params);
		if (audited)
			return audited;
	}
	return err == ERR_UNAUTHENTICATED ? response_problem(res, ERR_REAUTH, NULL, "The password is not right.") : err;
}
