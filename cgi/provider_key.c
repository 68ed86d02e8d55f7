/* SPDX-License-Identifier: ISC */
/*
 * PUT users/me/provider-keys/{provider}: a key is sealed before the database sees it, and never shown again.
 * POST providers/test asks a worker whether such a key is good.
 */
#include "cgi/dispatch.h"
#include "cgi/format.h"
#include "lib/hash.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/secret.h"

#include <stdio.h>
#include <string.h>

#define HINT_SIZE 4
#define TRIES 5
#define TEST_SECONDS 60 /* in which five tests are the most (provider_test_create) */

static enum err load_roots(struct api *api, struct secret_roots **roots_r)
{
	const char *why = "";
	enum err err = secret_roots_load(api->conf->secret_key, api->conf->data_keys, roots_r, &why);
	if (err)
		log_error("server.data_keys: %s", why);
	return err ? ERR_SYSTEM : ERR_OK;
}

/* The current data key. The first one, and the first of another root, is made here. */
static enum err current_key(struct api *api, const struct secret_roots *roots, char id_r[SECRET_KEY_ID_SIZE])
{
	PGresult *r = NULL;
	enum err err = db_query(api->db, &api->arena, "data_key", 0, NULL, &r, NULL);
	if (err)
		return err;
	const char *id = PQntuples(r) ? db_text(r, 0, 0, "") : "";
	bool good = secret_key_current(roots, id);
	if (good)
		memcpy(id_r, id, SECRET_KEY_ID_SIZE);
	PQclear(r);
	if (good)
		return ERR_OK;
	secret_key_new(roots, id_r);
	return dispatch_run(api, "data_key_add", 1, (struct db_param[]){DB_TEXT(id_r)});
}

/* UUID version 4, RFC 9562. */
static char *new_uuid(struct arena *a)
{
	unsigned char b[16];
	hash_random(b, sizeof b);
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	return arena_printf(a, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2],
		b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

/* One try. Fails: ERR_CONFLICT when the key was rotated between. */
static enum err put(struct api *api, struct request *req, struct response *res, const struct secret_roots *roots,
	const char *secret, const char *id)
{
	char key[SECRET_KEY_ID_SIZE];
	unsigned char *sealed;
	size_t len = strlen(secret), sealed_len = 0;
	PGresult *r = NULL;
	struct db_error said = {.sqlstate = ""};
	enum err err = current_key(api, roots, key);
	if (!err)
		err = secret_seal(roots, &api->arena, key, arena_printf(&api->arena, "secrets|value|%s", id), secret,
			len, &sealed, &sealed_len);
	if (err)
		return err;
	struct db_param params[] = {DB_TEXT(id), DB_TEXT(req->who.user), DB_TEXT(req->route->word),
		{(const char *)sealed, (int)sealed_len, 1}, DB_TEXT(key), DB_TEXT(secret + len - HINT_SIZE),
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
	struct secret_roots *roots = NULL;
	char *secret = arena_strdup(&api->arena, json_get_string(req->body, "key", ""));
	const char *id = new_uuid(&api->arena);
	enum err err = load_roots(api, &roots);
	for (int tries = 0; !err && tries < TRIES; tries++) {
		err = put(api, req, res, roots, secret, id);
		if (err != ERR_CONFLICT && err != ERR_DUPLICATE)
			break;
		err = tries + 1 < TRIES ? ERR_OK : ERR_UNAVAILABLE;
	}
	secret_roots_free(roots);
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
