/* SPDX-License-Identifier: ISC */
/*
 * PUT users/me/provider-keys/{provider}: a key is sealed before the database sees it, and never shown again.
 * POST providers/test asks a worker whether such a key is good.
 */
#include "cgi/dispatch.h"
#include "cgi/format.h"
#include "cgi/seal.h"
#include "lib/json.h"

#include <string.h>

#define HINT_SIZE 4
#define TRIES 5
#define TEST_SECONDS 60 /* in which five tests are the most (provider_test_create) */

/* One try. Fails: ERR_CONFLICT when the key was rotated between. Out: the row's id. */
static enum err put(struct api *api, struct request *req, struct response *res, const char *secret, char **id_r)
{
	struct sealed s;
	PGresult *r = NULL;
	struct db_error said = {.sqlstate = ""};
	enum err err = seal(api, secret, *id_r, &s);
	if (err)
		return err;
	*id_r = s.id;
	struct db_param params[] = {DB_TEXT(s.id), DB_TEXT(req->who.user), DB_TEXT(req->route->word),
		{(const char *)s.value, (int)s.len, 1}, DB_TEXT(s.key), DB_TEXT(secret + strlen(secret) - HINT_SIZE),
		DB_TEXT(req->address), DB_TEXT(req->id)};
	err = db_query(api->db, &api->arena, "provider_key_put", 8, params, &r, &said);
	PQclear(r);
	return err == ERR_NOT_FOUND ? response_refusal(res, err, &said) : err;
}

static enum err answer(struct api *api, struct request *req, struct response *res, const char *id)
{
	PGresult *r = NULL;
	struct db_param params[] = {DB_TEXT(req->who.user), DB_TEXT(id)};
	enum err err = db_query(api->db, &api->arena, "provider_key_get", 2, params, &r, NULL);
	if (!err)
		err = PQntuples(r) ? format_object(r, 0, res) : ERR_NOT_FOUND;
	PQclear(r);
	return err;
}

enum err provider_key_put(struct api *api, struct request *req, struct response *res)
{
	char *secret = arena_strdup(&api->arena, json_get_string(req->body, "key", "")), *id = NULL;
	enum err err = ERR_OK;
	for (int tries = 0; !err && tries < TRIES; tries++) {
		err = put(api, req, res, secret, &id);
		if (err != ERR_CONFLICT && err != ERR_DUPLICATE)
			break;
		err = tries + 1 < TRIES ? ERR_OK : ERR_UNAVAILABLE;
	}
	explicit_bzero(secret, strlen(secret));
	return err ? err : answer(api, req, res, id);
}

enum err provider_test_post(struct api *api, struct request *req, struct response *res)
{
	enum err err = dispatch_act(api, req, res);
	if (err == ERR_LIMIT)
		response_header(res, "Retry-After", "%d", TEST_SECONDS);
	return err;
}
