/* SPDX-License-Identifier: ISC */
#include "cgi/auth.h"

#include "cgi/dispatch.h"
#include "cgi/limit.h"
#include "cgi/shared.h"
#include "lib/clock.h"
#include "lib/password.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CACHE_SIZE 512 /* a power of two */
#define CACHE_MS 3000
#define HEADER_MAX 4096

struct session_entry {
	char session[37];
	int64_t until;
	uint32_t epoch;
};

struct session_cache {
	struct session_entry entries[CACHE_SIZE];
};

struct session_cache *session_cache_new(void)
{
	return calloc(1, sizeof(struct session_cache));
}

void session_cache_free(struct session_cache *c)
{
	free(c);
}

static struct session_entry *entry_of(struct session_cache *c, const char *session)
{
	unsigned h = 5381;
	for (const char *p = session; *p; p++)
		h = h * 33 + (unsigned char)*p;
	return &c->entries[h & (CACHE_SIZE - 1)];
}

static enum err session_alive(struct api *api, struct request *req, struct response *res)
{
	struct session_entry *e = entry_of(api->sessions, req->who.session);
	uint32_t epoch = atomic_load(&api->shared->session_epoch);
	int64_t now = clock_monotonic_ms();
	if (e->epoch == epoch && e->until > now && !strcmp(e->session, req->who.session))
		return ERR_OK;
	PGresult *r = NULL;
	struct db_param params[] = {DB_TEXT(req->who.session), DB_TEXT(req->who.user)};
	enum err err = db_query(api->db, req->arena, "session_alive", 2, params, &r, NULL);
	if (!err && PQntuples(r) != 1)
		err = response_problem(res, ERR_UNAUTHENTICATED, NULL, "This session has ended. Sign in again.");
	PQclear(r);
	if (!err) {
		memcpy(e->session, req->who.session, sizeof e->session);
		e->until = now + CACHE_MS;
		e->epoch = epoch;
	}
	return err;
}

enum err auth_bearer(struct api *api, struct request *req, struct response *res)
{
	const char *header = request_variable(req, "HTTP_AUTHORIZATION");
	if (!header || !*header)
		return ERR_UNAUTHENTICATED;
	if (strlen(header) > HEADER_MAX || strncasecmp(header, "Bearer ", 7) != 0)
		return response_problem(
			res, ERR_UNAUTHENTICATED, NULL, "The Authorization header holds no valid token.");
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

enum err auth_verify(struct api *api, struct response *res, const char *password, const char *hash, bool *right_r)
{
	int slot = shared_hash_begin(api->shared);
	if (slot < 0) {
		response_header(res, "Retry-After", "2");
		return response_problem(res, ERR_LIMIT, NULL, "Many people sign in right now; try again in a moment.");
	}
	*right_r = password_verify(password, hash);
	shared_hash_end(api->shared, slot);
	return ERR_OK;
}

enum err auth_password(
	struct api *api, struct request *req, struct response *res, const char *user, const char *password)
{
	PGresult *r = NULL;
	bool right = false;
	struct limit_sign_in counted;
	enum err err = limit_sign_in(api, req, res, user, &counted);
	if (!err)
		err = db_query(api->db, req->arena, "user_password", 1, (struct db_param[]){DB_TEXT(user)}, &r, NULL);
	if (!err)
		err = auth_verify(api, res, password, PQntuples(r) ? db_text(r, 0, 0, NULL) : NULL, &right);
	PQclear(r);
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
